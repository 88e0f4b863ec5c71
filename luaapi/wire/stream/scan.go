package stream

import (
	"syscall"

	"sockrun/luaapi/host"
)

// RecvScan returns what scan says is a message at the start of all that has
// come, reading ahead: scan returns its length, 0 when more is needed. More
// than limit bytes without one fail with EMSGSIZE; the end of the stream as in
// RecvExact.
func (c *Conn) RecvScan(scan func(data []byte) int, limit int, d host.Deadline, op string) ([]byte, error) {
	if err := c.take(&c.reads, op, d); err != nil {
		return nil, err
	}
	defer c.reads.give()
	for {
		data := c.buf[c.start:]
		if n := scan(data); n > 0 && n <= limit {
			return c.consume(n), nil
		}
		if len(data) >= limit {
			return nil, syscall.EMSGSIZE
		}
		if err := c.fill(c.reserve(1), d, op); err != nil {
			return nil, err
		}
	}
}
