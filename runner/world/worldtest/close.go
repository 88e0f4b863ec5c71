package worldtest

import (
	"syscall"
	"time"

	"sockrun/luaapi/host"
)

// closeCases are about closed and reset sockets.
func closeCases() []testCase {
	return []testCase{
		{"close wakes recv", closeWakesRecv},
		{"close wakes a queue of waiters", closeWakesQueue},
		{"close wakes accept", closeWakesAccept},
		{"close wakes send", closeWakesSend},
		{"use after close", useAfterClose},
		{"closing twice", closeTwice},
		{"reset", reset},
		{"close with unread bytes resets", closeUnread},
		{"send after the peer has closed", sendAfterPeerClosed},
		{"a closed listener refuses", closedListenerRefuses},
	}
}

func closeWakesRecv(e *env) {
	client, _ := e.pair()
	join := e.spawn("reader", func() {
		_, err := client.Recv(make([]byte, 8), 0, host.Forever)
		e.want("recv", err, syscall.EBADF)
	})
	e.sleep(5 * time.Millisecond)
	e.must("close", client.Close())
	join()
}

func closeWakesQueue(e *env) {
	client, _ := e.pair()
	joins := make([]func(), 3)
	for i := range joins {
		joins[i] = e.spawn("reader", func() {
			_, err := client.Recv(make([]byte, 8), 0, host.Forever)
			e.want("recv", err, syscall.EBADF)
		})
	}
	e.sleep(5 * time.Millisecond)
	e.must("close", client.Close())
	for _, join := range joins {
		join()
	}
}

func closeWakesAccept(e *env) {
	l, _ := e.listener()
	join := e.spawn("acceptor", func() {
		_, _, err := l.Accept(host.Forever)
		e.want("accept", err, syscall.EBADF)
	})
	e.sleep(5 * time.Millisecond)
	e.must("close", l.Close())
	join()
}

func closeWakesSend(e *env) {
	client, _ := e.pair()
	e.fill(client)
	join := e.spawn("sender", func() {
		var err error
		for err == nil { // the buffers may still grow a little
			_, err = client.Send(pattern(1<<20), 0, host.Forever)
		}
		e.want("send", err, syscall.EBADF)
	})
	e.sleep(5 * time.Millisecond)
	e.must("close", client.Close())
	join()
}

func useAfterClose(e *env) {
	s, addr := e.bound(host.Stream)
	e.must("close", s.Close())
	for op, err := range e.everyCall(s, addr) {
		e.want(op, err, syscall.EBADF)
	}
}

// namedCall is a call to make, and what to name it in a failure.
type namedCall struct {
	op   string
	call func() error
}

// everyCall makes the calls of a socket that fail once it is unusable.
func (e *env) everyCall(s host.Socket, addr host.Addr) func(yield func(string, error) bool) {
	buf := make([]byte, 8)
	calls := []namedCall{
		{"bind", func() error { return s.Bind(loopback(0)) }},
		{"listen", func() error { return s.Listen(1) }},
		{"accept", func() error { _, _, err := s.Accept(e.soon()); return err }},
		{"connect", func() error { return s.Connect(addr, e.soon()) }},
		{"recv", func() error { _, err := s.Recv(buf, 0, e.soon()); return err }},
		{"recv without waiting", func() error { _, err := s.Recv(buf, 0, host.DontWait); return err }},
		{"recvfrom", func() error { _, _, err := s.RecvFrom(buf, 0, e.soon()); return err }},
		{"send", func() error { _, err := s.Send(buf, 0, e.soon()); return err }},
		{"sendto", func() error { _, err := s.SendTo(buf, 0, addr, e.soon()); return err }},
		{"shutdown", func() error { return s.Shutdown(host.ShutBoth) }},
		{"local address", func() error { _, err := s.LocalAddr(); return err }},
		{"peer address", func() error { _, err := s.PeerAddr(); return err }},
		{"option", func() error { _, err := s.Option(syscall.SOL_SOCKET, syscall.SO_TYPE, 4); return err }},
		{"set option", func() error {
			return s.SetOption(syscall.SOL_SOCKET, syscall.SO_REUSEADDR, []byte{1, 0, 0, 0})
		}},
	}
	return func(yield func(string, error) bool) {
		for _, c := range calls {
			if !yield(c.op, c.call()) {
				return
			}
		}
	}
}

func closeTwice(e *env) {
	s, _ := e.bound(host.Stream)
	e.must("close", s.Close())
	e.must("close again", s.Close())
	e.must("reset", s.Reset())
}

func reset(e *env) {
	client, server := e.pair()
	e.must("reset", server.Reset())
	_, err := client.Recv(make([]byte, 8), 0, e.soon())
	e.want("recv", err, syscall.ECONNRESET)
}

func closeUnread(e *env) {
	client, server := e.pair()
	e.sendAll(client, []byte("nobody reads this"))
	_, err := server.Recv(make([]byte, 1), syscall.MSG_PEEK, e.soon())
	e.must("wait for the data", err)
	e.must("close", server.Close())
	_, err = client.Recv(make([]byte, 8), 0, e.soon())
	e.want("recv", err, syscall.ECONNRESET)
}

func sendAfterPeerClosed(e *env) {
	client, server := e.pair()
	e.must("close", server.Close())
	var err error
	for tries := 0; err == nil && tries < 1000; tries++ {
		_, err = client.Send([]byte("anybody?"), 0, e.soon())
		e.sleep(time.Millisecond)
	}
	e.want("send", err, syscall.EPIPE, syscall.ECONNRESET)
}

// closedListenerRefuses uses a unix path: a port could be another test's by
// then. In the real world a program that is just being started, by another
// test, has the listener's descriptor for a moment; so it may take some tries.
func closedListenerRefuses(e *env) {
	addr := host.UnixPath(e.socketPath())
	l := e.socket(host.UNIX, host.Stream)
	e.must("bind", l.Bind(addr))
	e.must("listen", l.Listen(1))
	e.must("close", l.Close())
	var err error
	for tries := 0; err == nil && tries < 1000; tries++ {
		client := e.socket(host.UNIX, host.Stream)
		err = client.Connect(addr, e.soon())
		e.must("close", client.Close())
		e.sleep(time.Millisecond)
	}
	e.want("connect", err, syscall.ECONNREFUSED)
	other := e.socket(host.UNIX, host.Stream)
	e.want("bind again", other.Bind(addr), syscall.EADDRINUSE)
}
