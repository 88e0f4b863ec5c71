package stream

import (
	"io"

	"sockrun/luaapi/host"
)

var newline = []byte{'\n'}

// RecvLine returns everything up to and with the next \n, reading ahead; at
// the end of the stream what is left, and then io.EOF. More than limit bytes
// without a \n fail with EMSGSIZE.
func (c *Conn) RecvLine(limit int, d host.Deadline, op string) ([]byte, error) {
	return c.orRest(c.RecvUntil(newline, limit, d, op))
}

// RecvFull returns n bytes, fewer only at the end of the stream, and then
// io.EOF.
func (c *Conn) RecvFull(n int, d host.Deadline, op string) ([]byte, error) {
	return c.orRest(c.RecvExactBy(n, d, op))
}

// orRest returns what is left of a stream that has ended too early.
func (c *Conn) orRest(data []byte, err error) ([]byte, error) {
	if err == io.ErrUnexpectedEOF {
		return c.consume(c.Unread()), nil
	}
	return data, err
}

// RecvWhile returns the bytes, at most limit, up to the first that does not
// belong to them, reading ahead. At the end of the stream it is io.EOF.
func (c *Conn) RecvWhile(belongs func(byte) bool, limit int, d host.Deadline, op string) ([]byte, error) {
	if err := c.take(&c.reads, op, d); err != nil {
		return nil, err
	}
	defer c.reads.give()
	for n := 0; ; n++ {
		if n == c.Unread() {
			if err := c.fill(c.reserve(1), d, op); err != nil {
				return c.orRest(nil, err)
			}
		}
		if n == limit || !belongs(c.buf[c.start+n]) {
			return c.consume(n), nil
		}
	}
}
