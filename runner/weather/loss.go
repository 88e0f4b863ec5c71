package weather

// Loss is how many datagrams were lost on the way from one actor to another,
// "" for one without a name.
type Loss struct {
	From, To  string
	Datagrams int
}
