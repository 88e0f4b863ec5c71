package stream

// ClosesAt notes where a script is about to close the connection. Of several
// places the first counts.
func (c *Conn) ClosesAt(place string) {
	if !c.closed {
		c.place = place
	}
}

// ClosedAt is the place that ClosesAt has noted of a closed connection, else "".
func (c *Conn) ClosedAt() string {
	if !c.closed {
		return ""
	}
	return c.place
}
