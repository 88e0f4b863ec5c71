package stream

import (
	"io"
	"slices"
	"syscall"

	"sockrun/luaapi/host"
)

// fill reads once into the buffer, at most room bytes.
func (c *Conn) fill(room int, d host.Deadline, op string) error {
	p, had := c.buf[len(c.buf):len(c.buf)+room], c.Unread()
	got, err := c.read(p, d, op)
	if c.closed { // meanwhile, by another task
		c.lost = had
		return orClosed(err)
	}
	c.buf = c.buf[:len(c.buf)+got]
	if err == nil && got == 0 {
		err = c.endOfStream()
	}
	if err != nil {
		c.told = c.Unread()
	}
	return err
}

// orClosed is what a call on a closed connection fails with.
func orClosed(err error) error {
	if err == nil {
		return syscall.EBADF
	}
	return err
}

func (c *Conn) endOfStream() error {
	if c.Unread() > 0 {
		return io.ErrUnexpectedEOF
	}
	return io.EOF
}

func (c *Conn) read(p []byte, d host.Deadline, op string) (int, error) {
	if d == host.DontWait {
		return c.readNow(p)
	}
	token, limit := c.waits.Begin(op, c, d)
	n, err := c.Socket.Recv(p, 0, limit)
	c.waits.End(token)
	return n, err
}

func (c *Conn) readNow(p []byte) (int, error) {
	defer c.waits.Interleave()
	return c.Socket.Recv(p, 0, host.DontWait)
}

// reserve makes room behind the unread bytes, for want bytes if it can, and
// returns how much there is. Memory doubles with the bytes that came, so a
// length that was only announced costs maxAhead at most.
func (c *Conn) reserve(want int) int {
	if c.start == len(c.buf) {
		c.buf, c.start = c.buf[:0], 0
	}
	if room := cap(c.buf) - len(c.buf); room >= want {
		return room
	}
	if c.start > 0 { // move to the front before growing
		c.buf = c.buf[:copy(c.buf, c.buf[c.start:])]
		c.start = 0
	}
	if room := cap(c.buf) - len(c.buf); room < want && (room == 0 || cap(c.buf) < maxAhead) {
		c.grow(want)
	}
	return cap(c.buf) - len(c.buf)
}

func (c *Conn) grow(want int) {
	size := max(firstBuffer, 2*cap(c.buf), min(len(c.buf)+want, maxAhead))
	bigger := make([]byte, len(c.buf), size)
	copy(bigger, c.buf)
	c.buf = bigger
}

// consume takes n bytes out of the buffer; they stay valid until the next
// call, since nothing is read into their place before.
func (c *Conn) consume(n int) []byte {
	p := c.buf[c.start : c.start+n]
	c.start += n
	c.taken += uint64(n)
	c.release()
	return p
}

// Return gives bytes back that a call which then failed has taken: they are the
// next to come.
func (c *Conn) Return(p []byte) {
	if c.closed || len(p) == 0 {
		return
	}
	c.buf, c.start = slices.Concat(p, c.buf[c.start:]), 0
	c.taken -= uint64(len(p))
	c.told = c.Unread()
}

// release lets a large buffer go when nothing is left in it.
func (c *Conn) release() {
	if c.start == len(c.buf) {
		c.buf, c.start = c.buf[:0], 0
		if cap(c.buf) > keptBuffer {
			c.buf = nil
		}
	}
}
