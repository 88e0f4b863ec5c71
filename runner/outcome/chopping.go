package outcome

// Chopping is how a scenario that passes as it is went when what its streams
// carry was cut or joined, in one way after the other until it did not pass.
type Chopping struct {
	// Passed are the names of the ways in which it passed too.
	Passed []string
	// Way is the name of the one in which it did not, "" when there was none. The
	// result is of that run.
	Way string
	// Words say how its writes were delivered then: "every write is sent byte by
	// byte".
	Words string
	// Receives say what its scripts got of that, where they had asked for more,
	// or what they got at once of several writes; the one that has most likely to
	// do with the failure first.
	Receives []string
	// Again are the flags that repeat it.
	Again string
}

// Fails says in a sentence when a scenario fails that passes as it is; "" for
// one that does not.
func (c *Chopping) Fails() string {
	if c == nil || c.Way == "" {
		return ""
	}
	text := "fails when " + c.Words
	if len(c.Receives) > 0 {
		text += ": " + c.Receives[0]
	}
	return text
}
