package stream

import (
	"syscall"

	"sockrun/luaapi/host"
)

// Connect waits until the connection stands. As in CPython it does not wait for
// one that an earlier call has begun when there is a timeout: that is EALREADY.
func (c *Conn) Connect(a host.Addr) error {
	if c.begun && c.timeout > 0 {
		return c.ConnectBy(a, host.DontWait)
	}
	return c.ConnectBy(a, c.Deadline())
}

// ConnectBy is Connect with a deadline of its own.
func (c *Conn) ConnectBy(a host.Addr, d host.Deadline) error {
	err := c.connect(a, d)
	switch err {
	case nil:
		c.peer, c.begun = a, false
	case syscall.ETIMEDOUT, syscall.EINPROGRESS, syscall.EALREADY:
		c.begun = a.Family != host.UNIX // which connects at once or not at all
	default:
		c.begun = false
	}
	return err
}

func (c *Conn) connect(a host.Addr, d host.Deadline) error {
	if d == host.DontWait {
		defer c.waits.Interleave()
		return c.Socket.Connect(a, d)
	}
	token, limit := c.waits.Begin("connect", Attempt{c, a}, d)
	defer c.waits.End(token)
	return c.Socket.Connect(a, limit)
}

// Attempt is what a wait in Connect waits on.
type Attempt struct {
	Conn *Conn
	To   host.Addr
}

// String says where to.
func (a Attempt) String() string { return a.To.String() }
