package stream

import (
	"bytes"
	"io"
	"syscall"

	"sockrun/luaapi/host"
)

const (
	firstBuffer  = 512       // small, since thousands of connections may idle
	maxAhead     = 64 << 10  // how much is read ahead at most
	keptBuffer   = 4 << 10   // a larger buffer is let go when it is empty
	directRead   = 4 << 10   // up to here recv waits with its own memory
	scratchBytes = 256 << 10 // most that one recv returns
	ownPlace     = 32 << 10  // from here on what recv returns is not copied
	maxBlock     = 1 << 20   // of memory that is read into
)

// Recv takes at most n bytes (at least one, or a datagram cut to n) and
// returns them; none at the end of a stream. It takes no more than n from the
// system. The bytes are valid until the next call on any Conn of the VM.
func (c *Conn) Recv(n, flags int) ([]byte, error) { return c.RecvBy(n, flags, c.Deadline()) }

// RecvBy is Recv with a deadline of its own.
func (c *Conn) RecvBy(n, flags int, d host.Deadline) ([]byte, error) {
	return c.receive(n, flags, d, "recv", nil, Nobody)
}

// RecvFrom is Recv that also says who sent. What comes on a stream has no sender,
// but on a unix socket that of the peer, if that has a name.
func (c *Conn) RecvFrom(n, flags int) (data []byte, from host.Addr, err error) {
	data, err = c.receive(n, flags, c.Deadline(), "recvfrom", &from, Nobody)
	if len(data) > 0 && c.kind.IsStream() && c.kind.Family == host.UNIX {
		if peer, err := c.Socket.PeerAddr(); err == nil && peer.Path != "" {
			from = peer
		}
	}
	return data, from, err
}

// RecvFor is Recv of what Text makes a string of.
func (c *Conn) RecvFor(to Borrower, n, flags int) ([]byte, error) {
	return c.receive(n, flags, c.Deadline(), "recv", nil, to)
}

// Text makes a string of what RecvFor has just returned. It stays valid until
// the borrower receives again; for Nobody it does so for ever. What is large is
// not copied.
func (c *Conn) Text(data []byte) string { return c.scratch.text(data) }

func (c *Conn) receive(n, flags int, d host.Deadline, op string, from *host.Addr, to Borrower) (data []byte, err error) {
	if n == 0 && from == nil { // as in CPython: the system would wait for more
		return nil, nil
	}
	if flags&syscall.MSG_DONTWAIT != 0 {
		d = host.DontWait
	}
	if err := c.take(&c.reads, op, d); err != nil {
		return nil, err
	}
	defer func() {
		c.countEnd(n, len(data), err)
		if err == nil && c.kind.IsStream() {
			c.waits.Received(op, c.Socket, n, len(data))
		}
		c.reads.give()
	}()
	if flags&syscall.MSG_WAITALL != 0 && c.kind.IsStream() {
		return c.recvAll(n, flags, d)
	}
	if have := c.Unread(); have > 0 {
		return c.recvBuffered(n, have, flags), nil
	}
	if n <= directRead && d != host.DontWait {
		return c.recvSmall(n, flags, d, op, from)
	}
	return c.recvLarge(n, flags, d, op, from, to)
}

func (c *Conn) recvBuffered(n, have, flags int) []byte {
	if flags&syscall.MSG_PEEK != 0 {
		return c.peek(n)
	}
	return c.consume(min(n, have))
}

// peek returns up to n bytes that come next, of the buffer and then of the
// system, without taking any.
func (c *Conn) peek(n int) []byte {
	p := c.scratch.incoming(n)
	have := copy(p, c.buf[c.start:])
	if have == len(p) {
		return p
	}
	more, err := c.Socket.Recv(p[have:], syscall.MSG_PEEK, host.DontWait)
	if err != nil { // the bytes before it come first
		more = 0
	}
	return p[:have+more]
}

// recvSmall waits in the system with n bytes of the connection's own memory.
func (c *Conn) recvSmall(n, flags int, d host.Deadline, op string, from *host.Addr) ([]byte, error) {
	c.reserve(n)
	p := c.buf[:n]
	token, limit := c.waits.Begin(op, c, d)
	got, err := c.system(p, flags, limit, from)
	c.waits.End(token)
	return p[:min(got, n)], err // with MSG_TRUNC more came than was asked for
}

// recvLarge never waits with much memory in hand: it waits for one byte
// without taking it, and then takes what is there.
func (c *Conn) recvLarge(n, flags int, d host.Deadline, op string, from *host.Addr, to Borrower) ([]byte, error) {
	for over := false; ; {
		p := c.scratch.memory(n, to)
		got, err := c.system(p, flags, host.DontWait, from)
		switch {
		case err != syscall.EAGAIN:
			return p[:min(got, len(p))], err
		case over: // the wait was for no datagram: another descriptor was shut down
			return nil, nil
		}
		if d == host.DontWait {
			c.waits.Interleave()
			return nil, err
		}
		token, limit := c.waits.Begin(op, c, d)
		got, err = c.Socket.Recv(c.one[:], syscall.MSG_PEEK, limit)
		c.waits.End(token)
		if err != nil || got == 0 && c.deaf && !c.kind.Accepts() { // nothing will ever come
			return nil, err
		}
		over = got == 0 && !c.kind.Accepts()
	}
}

func (c *Conn) system(p []byte, flags int, d host.Deadline, from *host.Addr) (n int, err error) {
	if from == nil {
		return c.Socket.Recv(p, flags, d)
	}
	n, *from, err = c.Socket.RecvFrom(p, flags, d)
	return n, err
}

// recvAll is MSG_WAITALL: it returns fewer bytes only at the end of the
// stream, or when it must not wait and some have come.
func (c *Conn) recvAll(n, flags int, d host.Deadline) ([]byte, error) {
	err := c.gather(n, d, "recv")
	hasCome := err == syscall.EAGAIN && d == host.DontWait && c.Unread() > 0
	if err != nil && err != io.ErrUnexpectedEOF && err != io.EOF && !hasCome {
		return nil, err
	}
	return c.recvBuffered(n, c.Unread(), flags), nil
}

// RecvExact returns exactly n bytes of a stream. It fails with io.EOF at the
// end of the stream and with io.ErrUnexpectedEOF inside the n bytes; what had
// come by then (Unread says how much) stays for the next call.
func (c *Conn) RecvExact(n int) ([]byte, error) {
	return c.RecvExactBy(n, c.Deadline(), "recv_exact")
}

// gather reads until n bytes are in the buffer, never more.
func (c *Conn) gather(n int, d host.Deadline, op string) error {
	for c.Unread() < n {
		room := c.reserve(n - c.Unread())
		if err := c.fill(min(room, n-c.Unread()), d, op); err != nil {
			return err
		}
	}
	return nil
}

// RecvUntil returns everything up to and with delimiter, reading ahead. More
// than limit bytes without it fail with EMSGSIZE; the end of the stream as in
// RecvExact.
func (c *Conn) RecvUntil(delimiter []byte, limit int, d host.Deadline, op string) ([]byte, error) {
	if err := c.take(&c.reads, op, d); err != nil {
		return nil, err
	}
	defer c.reads.give()
	for seen := 0; ; {
		data := c.buf[c.start:]
		if at := bytes.Index(data[seen:], delimiter); at >= 0 && seen+at+len(delimiter) <= limit {
			return c.consume(seen + at + len(delimiter)), nil
		}
		if len(data) >= limit {
			return nil, syscall.EMSGSIZE
		}
		seen = max(len(data)-len(delimiter)+1, 0)
		if err := c.fill(c.reserve(1), d, op); err != nil {
			return nil, err
		}
	}
}

// RecvExactBy is RecvExact with a deadline and a name of its own.
func (c *Conn) RecvExactBy(n int, d host.Deadline, op string) ([]byte, error) {
	if err := c.take(&c.reads, op, d); err != nil {
		return nil, err
	}
	defer c.reads.give()
	if err := c.gather(n, d, op); err != nil {
		return nil, err
	}
	return c.consume(n), nil
}

// RecvAll returns everything up to the end of the stream. More than limit
// bytes fail with EMSGSIZE.
func (c *Conn) RecvAll(limit int, d host.Deadline, op string) ([]byte, error) {
	if err := c.take(&c.reads, op, d); err != nil {
		return nil, err
	}
	defer c.reads.give()
	for c.Unread() <= limit {
		err := c.fill(c.reserve(1), d, op)
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			return c.consume(c.Unread()), nil
		}
		if err != nil {
			return nil, err
		}
	}
	return nil, syscall.EMSGSIZE
}
