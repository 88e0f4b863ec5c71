package stream

import "sockrun/luaapi/wire/plural"

// manyEnds is from how many ends of its stream in a row on a reader is taken
// for one that does not look for it.
const manyEnds = 100

// countEnd keeps how often in a row a call has returned the end of the stream.
func (c *Conn) countEnd(asked, got int, err error) {
	switch {
	case err != nil || asked == 0 || !c.kind.IsStream():
	case got > 0:
		c.ends = 0
	default:
		c.ends++
		c.scratch.ended = c
	}
}

// Ends returns how often in a row Recv has returned no bytes, which is the end
// of the stream.
func (c *Conn) Ends() int { return c.ends }

// LastEnds returns Ends of the connection whose end was the last to be
// returned, 0 when there is none.
func (s *Scratch) LastEnds() int {
	if s.ended == nil {
		return 0
	}
	return s.ended.ends
}

// EndNote says that a script goes on receiving after so many ends of a stream
// in a row, and what to do; "" when they are too few for that.
func EndNote(ends int) string {
	if ends < manyEnds {
		return ""
	}
	return `the stream has ended: recv has given "" ` + plural.Of(ends, "time") + ` in a row; leave the loop when it gives ""`
}
