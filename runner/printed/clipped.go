package printed

import (
	"bytes"
	"fmt"

	"sockrun/luaapi/wire/plural"
)

// clipped keeps the first and the last limit bytes of what is written to it.
type clipped struct {
	limit      int
	head, tail []byte
	dropped    int
}

func (c *clipped) Write(p []byte) {
	room := min(len(p), c.limit-len(c.head))
	c.head = append(c.head, p[:room]...)
	c.tail = append(c.tail, p[room:]...)
	if more := len(c.tail) - c.limit; more > c.limit { // not for every write
		c.dropped += more
		c.tail = append(c.tail[:0], c.tail[more:]...)
	}
}

// String says in the place of the middle how much is missing. Lines that are
// not very long are there as a whole or not at all.
func (c *clipped) String() string {
	tail, dropped := c.tail, c.dropped
	if more := len(tail) - c.limit; more > 0 {
		tail, dropped = tail[more:], dropped+more
	}
	if dropped == 0 {
		return string(c.head) + string(tail)
	}
	head := c.head
	if end := bytes.LastIndexByte(head, '\n') + 1; end > 0 && len(head)-end < longestLine {
		head, dropped = head[:end-1], dropped+len(head)-end
	}
	if begin := bytes.IndexByte(tail, '\n') + 1; begin > 0 && begin < longestLine {
		tail, dropped = tail[begin:], dropped+begin
	}
	return fmt.Sprintf("%s\n… %s left out …\n%s", head, plural.Of(dropped, "byte"), tail)
}
