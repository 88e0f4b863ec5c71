// Package stream is a socket as scripts use it: with Python's timeouts, calls
// that send or receive all of something, a read-ahead buffer where one is
// needed, and codecs on top. It knows nothing of Lua; it gives the baton of
// its VM away whenever a call waits, through Waits.
//
// All methods must be called with the VM's baton, which is what makes a Conn
// safe for several tasks: while one of them waits in a read (or write), the
// next reader (writer) queues behind it.
package stream

import (
	"slices"
	"syscall"
	"time"

	"sockrun/luaapi/host"
	"sockrun/luaapi/wire/frame"
)

// Waits is how a call waits on behalf of the task that makes it.
type Waits interface {
	// Begin records the wait and gives the baton away. It returns what End
	// needs, and the deadline that also heeds the task's own timeout.
	Begin(op string, object any, d host.Deadline) (token any, limit host.Deadline)
	// End takes the baton again.
	End(token any)
	// Park waits on a parker as Begin, Park and End do.
	Park(p host.Parker, op string, object any, d host.Deadline) error
	// Interleave lets others run after a call that they can notice.
	Interleave()
	// NewParker is the world's.
	NewParker() host.Parker
	// Elapsed is the world's.
	Elapsed() time.Duration
	// Limit is the deadline of a limit that begins now.
	Limit(d time.Duration) host.Deadline
	// Received is told how many of the bytes that a script has asked a stream for
	// it gets.
	Received(op string, from host.Socket, asked, got int)
}

// Scratch is memory that all connections of a VM share, with its baton. The zero
// value is ready.
type Scratch struct {
	in    []byte   // used only between two waits
	out   []byte   // belongs to whoever has taken it, and is nil meanwhile
	block int      // size of the block that in is the rest of
	lent  []byte   // the memory of a text that its borrower forgets
	ended *Conn    // the last that returned the end of its stream
	to    Borrower // who has what is lent
}

// Conn is a socket with a timeout and a read buffer.
type Conn struct {
	Socket host.Socket
	// Label names the connection in reports; "" for its addresses.
	Label string
	// Index numbers the connections of a server from 1; 0 elsewhere.
	Index int
	// Accepted says that it was accepted: in TLS it is the server unless said.
	Accepted bool

	waits   Waits
	scratch *Scratch
	timeout time.Duration // of each call; forever when negative
	kind    host.Kind
	slow    bool      // see host.Unhurried
	peer    host.Addr // what it was connected to: after a reset the system no longer tells
	begun   bool      // a connect has ended while the connection was under way

	buf    []byte // unread bytes are buf[start:]
	start  int
	taken  uint64 // how many bytes have been taken out of buf in all
	reads  turn
	writes turn
	closed bool
	place  string // where a script has closed it, "" for nowhere
	// decoding is the codec of who receives a message, nil while nobody does.
	decoding frame.Codec
	lost     int     // how many bytes had come for the call that waited when it was closed
	deaf     bool    // it was shut down for reading, or was to have ended
	ends     int     // how often in a row the end of the stream was returned
	told     int     // how many bytes were left when a call last failed for the want of more
	one      [1]byte // where a wait for readability puts what it peeks at
}

// Forever is the timeout of a Conn whose calls wait as long as they must.
const Forever time.Duration = -1

// New wraps a socket, which the Conn then owns. Its calls wait for ever.
func New(s host.Socket, w Waits, scratch *Scratch) *Conn {
	u, ok := s.(host.Unhurried)
	return &Conn{Socket: s, waits: w, scratch: scratch, timeout: Forever, kind: s.Kind(), slow: ok && u.SendsSlowly()}
}

// Kind says what the socket was made as.
func (c *Conn) Kind() host.Kind { return c.kind }

// SetTimeout sets how long each later call may wait in all: Forever, 0 for a
// non-blocking socket, or more.
func (c *Conn) SetTimeout(d time.Duration) { c.timeout = d }

// Timeout returns what SetTimeout has set.
func (c *Conn) Timeout() time.Duration { return c.timeout }

// Deadline returns the deadline of a call that begins now.
func (c *Conn) Deadline() host.Deadline {
	switch {
	case c.timeout < 0:
		return host.Forever
	case c.timeout == 0:
		return host.DontWait
	}
	return c.waits.Limit(c.timeout)
}

// clock makes a host.Clock of Waits; Now is never asked.
type clock struct{ Waits }

func (clock) Now() time.Time { return time.Time{} }

// String names the connection: its label, else its peer, else its address. The
// peer of an accepted unix connection has no address.
func (c *Conn) String() string {
	if c.Label != "" {
		return c.Label
	}
	peer, err := c.Socket.PeerAddr()
	if err == nil && !isUnnamed(peer) {
		return peer.String()
	}
	if c.peer != (host.Addr{}) {
		return c.peer.String()
	}
	own, noName := c.Socket.LocalAddr()
	switch {
	case c.closed:
		return "a closed socket"
	case noName != nil:
		return "socket"
	case err == nil && isUnnamed(own):
		return "a socketpair"
	case !own.IsNamed():
		return "an unbound socket"
	}
	return own.String()
}

func isUnnamed(a host.Addr) bool { return a.Family == host.UNIX && a.Path == "" }

// Unread returns how many bytes were read ahead and not yet taken.
func (c *Conn) Unread() int { return len(c.buf) - c.start }

// Announced says which length the message has whose rest is waited for, as
// frame.Announced does.
func (c *Conn) Announced() string {
	if c.decoding == nil {
		return ""
	}
	return frame.Announced(c.decoding, c.buf[c.start:])
}

// Came returns how many bytes had come that a call of RecvExact, RecvUntil or
// another that gathers bytes was to return when it has just failed: those that
// stay for the next call, or were lost when the connection was closed meanwhile.
func (c *Conn) Came() int {
	if c.closed {
		return c.lost
	}
	return c.Unread()
}

// Closed says whether Close or Reset was called.
func (c *Conn) Closed() bool { return c.closed }

// Close closes the socket; every call that waits on it fails with EBADF. With
// bytes read ahead that nobody took the peer is reset, as the system does for
// bytes that it holds itself. Closing twice is no error.
func (c *Conn) Close() error {
	if c.closed {
		return nil
	}
	if c.kind.IsStream() && c.Unread() > 0 {
		if l, ok := c.Socket.(host.Leaver); ok {
			l.Leave(c.Unread())
		}
		return c.Reset()
	}
	return c.end("close", c.Socket.Close)
}

// Reset closes the socket so that the peer sees ECONNRESET.
func (c *Conn) Reset() error {
	if c.closed {
		return nil
	}
	return c.end("reset", c.Socket.Reset)
}

// end closes without the baton, since a socket that lingers may wait.
func (c *Conn) end(op string, closeSocket func() error) error {
	c.closed = true
	c.buf, c.start = nil, 0
	token, _ := c.waits.Begin(op, c, host.Forever)
	err := closeSocket()
	c.waits.End(token)
	return err
}

// Shutdown ends one or both directions.
func (c *Conn) Shutdown(how host.How) error {
	defer c.waits.Interleave()
	c.deaf = c.deaf || how != host.ShutWrite
	return c.Socket.Shutdown(how)
}

// Dup returns another descriptor of the socket. It fails with EBUSY while there
// are bytes that were read ahead: only this Conn has them.
func (c *Conn) Dup() (host.Socket, error) {
	if c.Unread() > 0 {
		return nil, syscall.EBUSY
	}
	return c.Socket.Dup()
}

// turn lets one task at a time read (or write) a connection.
type turn struct {
	busy  bool
	queue []host.Parker
}

// take waits for the turn.
func (c *Conn) take(t *turn, op string, d host.Deadline) error {
	for t.busy {
		if d == host.DontWait {
			return syscall.EAGAIN
		}
		p := c.waits.NewParker()
		t.queue = append(t.queue, p)
		if err := c.waits.Park(p, op, c, d); err != nil {
			t.queue = slices.DeleteFunc(t.queue, func(q host.Parker) bool { return q == p })
			t.wakeNext()
			return err
		}
	}
	t.busy = true
	return nil
}

// give hands the turn on.
func (t *turn) give() {
	t.busy = false
	t.wakeNext()
}

func (t *turn) wakeNext() {
	if !t.busy && len(t.queue) > 0 {
		p := t.queue[0]
		t.queue = t.queue[1:]
		p.Unpark()
	}
}

// Accept waits for a connection.
func (c *Conn) Accept() (host.Socket, host.Addr, error) {
	d := c.Deadline()
	if d == host.DontWait {
		defer c.waits.Interleave()
		return c.Socket.Accept(d)
	}
	token, limit := c.waits.Begin("accept", c, d)
	defer c.waits.End(token)
	return c.Socket.Accept(limit)
}

// Awaited returns the connections that a wait is about, by the object of its
// record: none when it is about something else.
func Awaited(object any) []*Conn {
	switch what := object.(type) {
	case *Conn:
		return []*Conn{what}
	case Attempt:
		return []*Conn{what.Conn}
	case Selection:
		all := make([]*Conn, len(what))
		for i := range what {
			all[i] = what[i].Conn
		}
		return all
	}
	return nil
}

// SendTo sends one datagram.
func (c *Conn) SendTo(p []byte, flags int, to host.Addr) (int, error) {
	d := c.Deadline()
	n, err := c.Socket.SendTo(p, flags, to, host.DontWait)
	if err != syscall.EAGAIN || d == host.DontWait {
		c.waits.Interleave()
		return n, err
	}
	token, limit := c.waits.Begin("sendto", c, d)
	defer c.waits.End(token)
	return c.Socket.SendTo(p, flags, to, limit)
}
