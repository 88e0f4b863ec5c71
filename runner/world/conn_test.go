package world_test

import (
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/net/nettest"

	"sockrun/luaapi/host"
	"sockrun/luaapi/wire/certificate"
	"sockrun/luaapi/wire/secure"
	"sockrun/runner/world"
)

// What Go programs expect of a connection holds for the sockets of both worlds:
// nettest has tests of that for every net.Conn.
func TestConn(t *testing.T) {
	t.Parallel()
	for _, kind := range []struct {
		name string
		kind world.Kind
	}{{"real", world.Real}, {"simulated", world.Simulated}} {
		for _, pair := range []struct {
			name string
			make func(w *world.World) (a, b host.Socket, err error)
		}{
			{"tcp", tcpPair},
			{"unix", func(w *world.World) (a, b host.Socket, err error) { return w.SocketPair(host.UNIX, host.Stream, 0) }},
			{"seqpacket", func(w *world.World) (a, b host.Socket, err error) { return w.SocketPair(host.UNIX, host.SeqPacket, 0) }},
			{"tls", securedPair},
		} {
			t.Run(kind.name+" "+pair.name, func(t *testing.T) {
				t.Parallel()
				nettest.TestConn(t, func() (a, b net.Conn, stop func(), err error) {
					e := enter(kind.kind)
					e.do(func() {
						var one, other host.Socket
						one, other, err = pair.make(e.world)
						a, b = &conn{entry: e, socket: one}, &conn{entry: e, socket: other}
					})
					return a, b, e.leave, err
				})
			})
		}
	}
}

func tcpPair(w *world.World) (client, server host.Socket, err error) {
	listener, err := w.Socket(host.INET, host.Stream, 0)
	if err == nil {
		defer listener.Close()
		err = listener.Bind(inet("127.0.0.1:0"))
	}
	if err == nil {
		err = listener.Listen(1)
	}
	if err == nil {
		client, err = w.Socket(host.INET, host.Stream, 0)
	}
	if err != nil {
		return nil, nil, err
	}
	at, err := listener.LocalAddr()
	if err == nil {
		err = client.Connect(at, host.Forever)
	}
	if err == nil {
		server, _, err = listener.Accept(host.Forever)
	}
	return client, server, err
}

var identity = sync.OnceValues(func() (*certificate.Identity, error) {
	return certificate.Make(certificate.Template{Subject: "own", Names: []string{"localhost"}}, time.Now())
})

func securedPair(w *world.World) (client, server host.Socket, err error) {
	own, err := identity()
	if err != nil {
		return nil, nil, err
	}
	client, server, err = tcpPair(w)
	if err != nil {
		return nil, nil, err
	}
	handshake := func(s host.Socket, settings *secure.Settings, side host.TLSSide) error {
		config := settings.Config()
		config.Time = time.Now // a virtual clock begins at another time
		return s.(host.Securable).Secure(config, side, host.Forever)
	}
	done, failed := w.NewParker(), error(nil)
	w.Go("server", func() {
		defer done.Unpark()
		failed = handshake(server, &secure.Settings{Identity: own}, host.TLSServer)
	})
	err = handshake(client, &secure.Settings{Trust: certificate.Pool(own.Root()), ServerName: "localhost"}, host.TLSClient)
	return client, server, errors.Join(err, done.Park(host.Forever), failed)
}

// entry lets goroutines that are no tasks make calls in a world.
type entry struct {
	world *world.World
	calls chan func() // nil where any goroutine may call
	left  chan struct{}
	ended chan struct{}
}

func enter(kind world.Kind) *entry {
	e := &entry{world: world.New(kind, world.Options{}), left: make(chan struct{}), ended: make(chan struct{})}
	if kind == world.Simulated {
		e.calls = make(chan func())
	}
	go func() {
		defer close(e.ended)
		e.world.Main(func() {
			e.serve()
			e.world.Close(time.Minute)
		})
	}()
	return e
}

// serve makes the calls, each in a task of its own. Virtual time passes about
// as fast as that on the wall, or faster.
func (e *entry) serve() {
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for turn := e.world.NewParker(); ; {
		select {
		case <-e.left:
			return
		case call := <-e.calls:
			e.world.Go("call", call)
		case <-tick.C:
		}
		if e.calls != nil {
			_ = turn.Park(host.After(e.world, time.Millisecond)) // a turn for the tasks
		}
	}
}

// do makes a call, unless the world has been left.
func (e *entry) do(call func()) {
	if e.calls == nil {
		call()
		return
	}
	done := make(chan struct{})
	select {
	case e.calls <- func() { defer close(done); call() }:
		<-done
	case <-e.left:
	}
}

func (e *entry) leave() {
	close(e.left)
	<-e.ended
}

// conn is a socket as a net.Conn.
type conn struct {
	*entry
	socket host.Socket
	limits [2]limit // of host.Received and host.Sent
}

// limit is the time that all calls in one direction have, those that wait
// included.
type limit struct {
	mu sync.Mutex
	at time.Time
}

func (l *limit) set(at time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.at = at
}

// glance is how long a call waits before it looks whether its limit is another.
const glance = 5 * time.Millisecond

// left is how long a call may wait now, and whether that is nothing.
func (l *limit) left() (d time.Duration, over bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.at.IsZero() {
		return glance, false
	}
	d = time.Until(l.at)
	return min(d, glance), d <= 0
}

// wait makes calls until one has an outcome: n, or an error that is none of the
// deadlines it was given.
func (c *conn) wait(dir host.Direction, op string, call func(d host.Deadline) (int, error)) (n int, err error) {
	for {
		d, over := c.limits[dir].left()
		if over {
			return n, c.fail(op, os.ErrDeadlineExceeded)
		}
		err = net.ErrClosed // if the world has been left
		c.do(func() { n, err = call(host.After(c.world, d)) })
		if n > 0 && err == syscall.ETIMEDOUT {
			err = nil
		}
		if err == nil || err != syscall.ETIMEDOUT {
			return n, c.fail(op, err)
		}
	}
}

func (c *conn) fail(op string, err error) error {
	switch err {
	case nil:
		return nil
	case syscall.EBADF, host.ErrEnded:
		err = net.ErrClosed
	}
	return &net.OpError{Op: op, Net: "sockrun", Addr: c.RemoteAddr(), Err: err}
}

func (c *conn) Read(p []byte) (int, error) {
	n, err := c.wait(host.Received, "read", func(d host.Deadline) (int, error) { return c.socket.Recv(p, 0, d) })
	if n == 0 && err == nil && len(p) > 0 {
		err = io.EOF
	}
	return n, err
}

func (c *conn) Write(p []byte) (sent int, err error) {
	for sent < len(p) && err == nil {
		var n int
		n, err = c.wait(host.Sent, "write", func(d host.Deadline) (int, error) { return c.socket.Send(p[sent:], 0, d) })
		sent += n
	}
	return sent, err
}

func (c *conn) Close() (err error) {
	c.do(func() { err = c.socket.Close() })
	return err
}

func (c *conn) LocalAddr() net.Addr  { return c.addr(c.socket.LocalAddr) }
func (c *conn) RemoteAddr() net.Addr { return c.addr(c.socket.PeerAddr) }

func (c *conn) addr(ask func() (host.Addr, error)) net.Addr {
	var a host.Addr
	c.do(func() { a, _ = ask() })
	return named(a.String())
}

// named is the text of an address.
type named string

func (named) Network() string  { return "sockrun" }
func (n named) String() string { return string(n) }

func (c *conn) SetDeadline(at time.Time) error {
	return errors.Join(c.SetReadDeadline(at), c.SetWriteDeadline(at))
}

func (c *conn) SetReadDeadline(at time.Time) error {
	c.limits[host.Received].set(at)
	return nil
}

func (c *conn) SetWriteDeadline(at time.Time) error {
	c.limits[host.Sent].set(at)
	return nil
}
