package weather

// Ended is how many connections between two actors the network has ended in one
// way; names are "" for sockets without one.
type Ended struct {
	From, To    string
	How         End
	Connections int
}

// Loss is how many datagrams were lost on the way from one actor to another,
// "" for one without a name.
type Loss struct {
	From, To  string
	Datagrams int
}
