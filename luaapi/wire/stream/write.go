package stream

import (
	"syscall"
	"time"

	"sockrun/luaapi/host"
)

// Send gives bytes to the system once and returns how many it took.
func (c *Conn) Send(p []byte, flags int) (int, error) {
	d := c.Deadline()
	if err := c.take(&c.writes, "send", d); err != nil {
		return 0, err
	}
	defer c.writes.give()
	n, err := c.trySend(p, flags, d)
	if n > 0 && err == syscall.EAGAIN { // taken, though it waits for room: see host.Securable
		err = nil
	}
	if err != syscall.EAGAIN || d == host.DontWait || flags&syscall.MSG_DONTWAIT != 0 {
		c.waits.Interleave()
		return n, err
	}
	token, limit := c.waits.Begin("send", c, d)
	n, err = c.Socket.Send(p, flags, limit)
	c.waits.End(token)
	return n, err
}

// trySend sends without waiting, unless the socket has no use for that.
func (c *Conn) trySend(p []byte, flags int, d host.Deadline) (int, error) {
	if c.slow && d != host.DontWait && flags&syscall.MSG_DONTWAIT == 0 {
		return 0, syscall.EAGAIN
	}
	return c.Socket.Send(p, flags, host.DontWait)
}

// SendAll sends all of p and returns how many bytes went, also when it fails.
func (c *Conn) SendAll(p []byte, flags int) (int, error) {
	return c.sendAll(p, flags, c.Deadline(), "sendall")
}

// SendAllBy is SendAll with a deadline of its own.
func (c *Conn) SendAllBy(p []byte, d host.Deadline) (int, error) {
	return c.sendAll(p, 0, d, "send")
}

// sendAll tries without giving the baton away first: most sends do not wait.
func (c *Conn) sendAll(p []byte, flags int, d host.Deadline, op string) (int, error) {
	if err := c.take(&c.writes, op, d); err != nil {
		return 0, err
	}
	sent, err := c.trySend(p, flags, d)
	switch {
	case err == nil && sent == len(p):
		c.waits.Interleave()
	case err != nil && err != syscall.EAGAIN || d == host.DontWait:
		err = orAgain(err)
	default:
		sent, err = c.sendRest(p, sent, flags, d, op)
	}
	c.writes.give()
	return sent, err
}

// orAgain is what a non-blocking sendall ends with when it could not go on.
func orAgain(err error) error {
	if err == nil {
		return syscall.EAGAIN
	}
	return err
}

func (c *Conn) sendRest(p []byte, sent, flags int, d host.Deadline, op string) (int, error) {
	token, limit := c.waits.Begin(op, c, d)
	defer c.waits.End(token)
	for {
		n, err := c.Socket.Send(p[sent:], flags, limit)
		sent += n
		if err != nil || sent == len(p) {
			return sent, err
		}
	}
}

// SendChunks sends p in pieces of at most chunk bytes with a pause between
// them, all before the connection's deadline. It returns how many bytes went.
func (c *Conn) SendChunks(p []byte, chunk int, every time.Duration) (int, error) {
	return c.SendChunksBy(p, chunk, every, c.Deadline())
}

// SendChunksBy is SendChunks with a deadline of its own.
func (c *Conn) SendChunksBy(p []byte, chunk int, every time.Duration, d host.Deadline) (int, error) {
	for sent := 0; ; {
		piece := p[sent:min(len(p), sent+min(chunk, len(p)))]
		n, err := c.sendAll(piece, 0, d, "send")
		sent += n
		if err != nil || sent == len(p) {
			return sent, err
		}
		if err := c.pause(every, d); err != nil {
			return sent, err
		}
	}
}

// pause waits, but not beyond the deadline, nor when the task's own time is
// over.
func (c *Conn) pause(every time.Duration, d host.Deadline) error {
	if every == 0 {
		return nil
	}
	if d == host.DontWait {
		return syscall.EAGAIN
	}
	until := host.After(clock{c.waits}, every)
	err := c.waits.Park(c.waits.NewParker(), "sleep", c, host.Earlier(until, d))
	if err == syscall.ETIMEDOUT && until.Passed(c.waits.Elapsed()) {
		return nil
	}
	return err
}
