package stream

// MaxLeft bounds how many bytes Left looks at.
const MaxLeft = 64 << 10

// Left returns the bytes that have come and that nobody has taken or heard of,
// at most MaxLeft of them; of datagrams the first. It takes none and never
// waits. A call that failed for the want of more, or because the bytes are
// malformed, has told of those that had come. There are none unless
// IsRead says so. The bytes are valid until the next call on any Conn of the
// VM.
func (c *Conn) Left() []byte {
	if !c.IsRead() {
		return nil
	}
	data := c.peek(c.told + 1)
	for seen := c.told; len(data) > seen; data = c.peek(MaxLeft) { // every look may show more
		if len(data) == MaxLeft {
			return data
		}
		seen = len(data)
	}
	if len(data) <= c.told {
		return nil
	}
	return data
}

// IsRead says whether its owner may still want to receive: it has neither
// closed the connection nor shut it down for reading, has not met bytes where
// the end was to come, and no task is at it.
func (c *Conn) IsRead() bool { return !c.closed && !c.deaf && !c.reads.busy }

// Untold returns how many bytes were read ahead that nobody has taken or heard
// of.
func (c *Conn) Untold() int { return max(c.Unread()-c.told, 0) }
