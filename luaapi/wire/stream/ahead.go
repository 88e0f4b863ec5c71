package stream

import (
	"syscall"

	"sockrun/luaapi/host"
)

// Peek returns the bytes that were read ahead, without taking them.
func (c *Conn) Peek() []byte { return c.buf[c.start:] }

// ReadAhead waits until more bytes have come, which Peek shows then: at most n,
// or as many as there is room for when n is 0. At the end of the stream it
// fails with io.EOF, or with io.ErrUnexpectedEOF when there are bytes that
// nobody took.
func (c *Conn) ReadAhead(n int, d host.Deadline, op string) error {
	if err := c.take(&c.reads, op, d); err != nil {
		return err
	}
	defer c.reads.give()
	if c.closed {
		return syscall.EBADF
	}
	room := c.reserve(max(n, 1))
	if n > 0 {
		room = min(room, n)
	}
	return c.fill(room, d, op)
}

// Take takes n bytes that Peek shows. They are valid until the next call on
// the connection.
func (c *Conn) Take(n int) []byte { return c.consume(n) }
