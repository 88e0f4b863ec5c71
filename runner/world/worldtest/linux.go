package worldtest

import (
	"net/netip"
	"runtime"
	"syscall"
	"time"

	"sockrun/luaapi/host"
)

// linuxCases are about what Linux does and other systems do a little
// differently. The simulated world follows Linux everywhere.
func linuxCases() []testCase {
	if runtime.GOOS != "linux" {
		return nil
	}
	return []testCase{
		{"a reset is told once, after the bytes before it", resetToldOnce},
		{"the first send to a closed peer goes", firstSendGoes},
		{"a send of nothing resets nobody", sendOfNothing},
		{"no more goes than has room", firstSendCut},
		{"connect waits for room in the backlog", backlogFull},
		{"connect without waiting tells once", connectTellsOnce},
		{"refusal without waiting", refusalWithoutWaiting},
		{"bind while connections are in TIME_WAIT", bindInTimeWait},
		{"calls in the wrong state", wrongState},
		{"options read back", optionsReadBack},
		{"unknown options", optionsUnknown},
		{"an IPv6 wildcard takes IPv4", dualStack},
		{"unix datagrams", unixDatagrams},
		{"unix paths", unixPaths},
		{"UDP refusal is told to connected sockets", refusalOfUDP},
		{"shutdown of a listener", shutdownListener},
		{"reuse of a UDP port", reuseUDP},
		{"several sockets share a port", sharePort},
	}
}

func resetToldOnce(e *env) {
	client, server := e.pair()
	e.sendAll(server, []byte("abc"))
	e.must("reset", server.Reset())
	e.expect(client, "abc")
	_, err := client.Recv(make([]byte, 8), 0, e.soon())
	e.want("recv", err, syscall.ECONNRESET)
	e.ended(client)
	_, err = client.Send([]byte("x"), 0, e.soon())
	e.want("send", err, syscall.EPIPE)
	_, err = client.PeerAddr()
	e.want("peer address", err, syscall.ENOTCONN)
	e.want("shutdown", client.Shutdown(host.ShutWrite), syscall.ENOTCONN)
}

func firstSendGoes(e *env) {
	client, server := e.pair()
	e.must("close", server.Close())
	e.ended(client)
	e.sendAll(client, []byte("x"))
	var err error
	for err == nil { // until the answer to the first has come
		e.sleep(time.Millisecond)
		_, err = client.Send([]byte("y"), 0, e.soon())
	}
	e.want("send", err, syscall.EPIPE)
	e.ended(client)
}

func sendOfNothing(e *env) {
	client, server := e.pair()
	e.must("close", server.Close())
	e.ended(client)
	for range 3 {
		_, err := client.Send(nil, 0, e.soon())
		e.must("send", err)
		e.sleep(time.Millisecond)
	}
	e.ended(client)
}

func firstSendCut(e *env) {
	client, server := e.pair()
	e.must("close", server.Close())
	e.ended(client)
	sent, err := 0, error(nil)
	for data := pattern(32 << 20); err == nil && sent < len(data); {
		var n int
		n, err = client.Send(data[sent:], 0, e.soon())
		sent += n
	}
	e.want("send", err, syscall.EPIPE, syscall.ECONNRESET)
}

func backlogFull(e *env) {
	l, addr := e.bound(host.Stream)
	e.must("listen", l.Listen(1))
	for range 2 {
		e.must("connect", e.socket(host.INET, host.Stream).Connect(addr, e.soon()))
	}
	third := e.socket(host.INET, host.Stream)
	e.want("third connect", third.Connect(addr, e.in(20*time.Millisecond)), syscall.ETIMEDOUT)
	_, _, err := l.Accept(e.soon())
	e.must("accept", err)
	e.must("third connect goes on", third.Connect(addr, e.soon()))
}

func connectTellsOnce(e *env) {
	_, addr := e.listener()
	s := e.socket(host.INET, host.Stream)
	e.want("first", s.Connect(addr, host.DontWait), syscall.EINPROGRESS)
	e.must("second", e.connectAgain(s, addr))
	e.want("third", s.Connect(addr, host.DontWait), syscall.EISCONN)
}

// connectAgain asks what became of a connection under way, once that is known.
func (e *env) connectAgain(s host.Socket, addr host.Addr) (err error) {
	for err = syscall.EALREADY; err == syscall.EALREADY; err = s.Connect(addr, host.DontWait) {
		e.sleep(time.Millisecond)
	}
	return err
}

func refusalWithoutWaiting(e *env) {
	held, addr := e.bound(host.Stream) // bound and not listening
	s := e.socket(host.INET, host.Stream)
	e.want("first", s.Connect(addr, host.DontWait), syscall.EINPROGRESS)
	e.want("second", e.connectAgain(s, addr), syscall.ECONNREFUSED)
	e.want("third", s.Connect(addr, host.DontWait), syscall.EINPROGRESS)
	other := e.socket(host.INET, host.Stream)
	e.want("refused", other.Connect(addr, e.soon()), syscall.ECONNREFUSED)
	e.must("bind after a refusal", other.Bind(loopback(0)))
	e.must("close", held.Close())
}

func bindInTimeWait(e *env) {
	for _, c := range []struct{ old, new int32 }{{0, 0}, {0, 1}, {1, 0}, {1, 1}} {
		addr := e.leaveTimeWait(c.old)
		s := e.socket(host.INET, host.Stream)
		e.set(s, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, c.new)
		err := s.Bind(addr)
		if c.old+c.new == 2 {
			e.must("bind with SO_REUSEADDR", err)
			e.must("listen", s.Listen(1))
		} else {
			e.want("bind", err, syscall.EADDRINUSE)
		}
	}
}

// leaveTimeWait returns the address of a server that has closed its only
// connection, and then its listener.
func (e *env) leaveTimeWait(reuse int32) host.Addr {
	e.t.Helper()
	l := e.socket(host.INET, host.Stream)
	e.set(l, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, reuse)
	e.must("bind", l.Bind(loopback(0)))
	e.must("listen", l.Listen(1))
	addr := e.addr(l.LocalAddr())
	client := e.socket(host.INET, host.Stream)
	e.must("connect", client.Connect(addr, e.soon()))
	server, _, err := l.Accept(e.soon())
	e.must("accept", err)
	e.must("close server", server.Close())
	e.ended(client)
	e.must("close client", client.Close())
	e.must("close listener", l.Close())
	return addr
}

func wrongState(e *env) {
	tcp, udp := e.socket(host.INET, host.Stream), e.socket(host.INET, host.Datagram)
	unix := e.socket(host.UNIX, host.Stream)
	l, addr := e.listener()
	client := e.socket(host.INET, host.Stream)
	e.must("connect", client.Connect(addr, e.soon()))
	buf := make([]byte, 1)
	second := func(_ int, err error) error { return err }
	accept := func(s host.Socket) error { _, _, err := s.Accept(e.soon()); return err }
	for _, c := range []struct {
		op   string
		got  error
		want syscall.Errno
	}{
		{"send unconnected", second(tcp.Send(buf, 0, e.soon())), syscall.EPIPE},
		{"recv unconnected", second(tcp.Recv(buf, 0, e.soon())), syscall.ENOTCONN},
		{"shutdown unconnected", tcp.Shutdown(host.ShutBoth), syscall.ENOTCONN},
		{"accept without listen", accept(tcp), syscall.EINVAL},
		{"listen on UDP", udp.Listen(1), syscall.EOPNOTSUPP},
		{"accept on UDP", accept(udp), syscall.EOPNOTSUPP},
		{"shutdown UDP", udp.Shutdown(host.ShutBoth), syscall.ENOTCONN},
		{"send to port 0", second(udp.SendTo(buf, 0, loopback(0), e.soon())), syscall.EINVAL},
		{"listen on unnamed unix", unix.Listen(1), syscall.EINVAL},
		{"recv on unix", second(unix.Recv(buf, 0, e.soon())), syscall.EINVAL},
		{"send on unix", second(unix.Send(buf, 0, e.soon())), syscall.ENOTCONN},
		{"connect a listener", l.Connect(addr, e.soon()), syscall.EISCONN},
		{"recv on a listener", second(l.Recv(buf, 0, e.soon())), syscall.ENOTCONN},
		{"send on a listener", second(l.Send(buf, 0, e.soon())), syscall.EPIPE},
		{"bind twice", l.Bind(loopback(0)), syscall.EINVAL},
		{"connect twice", client.Connect(addr, e.soon()), syscall.EISCONN},
		{"listen on a connection", client.Listen(1), syscall.EINVAL},
		{"bind elsewhere", tcp.Bind(host.Inet(netip.MustParseAddr("192.0.2.1"), 0)), syscall.EADDRNOTAVAIL},
		{"bind another family", tcp.Bind(host.Inet(netip.IPv6Loopback(), 0)), syscall.EAFNOSUPPORT},
	} {
		e.want(c.op, c.got, c.want)
	}
	e.ended(tcp) // since the shutdown that failed was noted all the same
}

func unixDatagrams(e *env) {
	server, client := e.socket(host.UNIX, host.Datagram), e.socket(host.UNIX, host.Datagram)
	at, from := host.UnixPath(e.socketPath()), host.UnixPath(e.socketPath())
	e.must("bind server", server.Bind(at))
	e.must("bind client", client.Bind(from))
	_, err := client.SendTo([]byte("hello"), 0, at, e.soon())
	e.must("sendto", err)
	got, sender := e.recvFrom(server, 8)
	e.equal("datagram", got, "hello")
	e.equal("sender", sender, from)
	e.must("connect", server.Connect(from, e.soon()))
	_, err = server.Send([]byte("back"), 0, e.soon())
	e.must("send", err)
	got, _ = e.recvFrom(client, 8)
	e.equal("datagram", got, "back")
	e.must("close", client.Close())
	_, err = server.Send([]byte("late"), 0, e.soon())
	e.want("send to a closed socket", err, syscall.ECONNREFUSED)
}

func unixPaths(e *env) {
	path := e.socketPath()
	at := host.UnixPath(path)
	client := e.socket(host.UNIX, host.Stream)
	e.want("connect to nothing", client.Connect(at, e.soon()), syscall.ENOENT)
	first := e.socket(host.UNIX, host.Datagram)
	e.must("bind", first.Bind(at))
	e.want("connect to a datagram socket", client.Connect(at, e.soon()), syscall.EPROTOTYPE)
	e.must("close", first.Close())
	second := e.socket(host.UNIX, host.Stream)
	e.want("bind again", second.Bind(at), syscall.EADDRINUSE)
	e.must("remove", e.Remove(path))
	e.must("bind", second.Bind(at))
	e.want("connect before listen", client.Connect(at, e.soon()), syscall.ECONNREFUSED)
	e.must("listen", second.Listen(0))
	e.must("connect", client.Connect(at, e.soon()))
	third := e.socket(host.UNIX, host.Stream)
	e.want("connect to a full backlog", third.Connect(at, host.DontWait), syscall.EAGAIN)
	_, peer, err := second.Accept(e.soon())
	e.must("accept", err)
	e.equal("peer", peer, host.Addr{Family: host.UNIX})
}

// refusalOfUDP sends to a port that no system gives away by itself: one that
// the case had freed could be another test's by then.
func refusalOfUDP(e *env) {
	s, _ := e.bound(host.Datagram)
	e.must("connect", s.Connect(loopback(1), e.soon()))
	_, err := s.Send([]byte("x"), 0, e.soon())
	e.must("first send", err)
	_, err = s.Recv(make([]byte, 8), 0, e.soon())
	e.want("recv", err, syscall.ECONNREFUSED)
	_, err = s.Recv(make([]byte, 8), 0, host.DontWait)
	e.want("recv again", err, syscall.EAGAIN)
}

func shutdownListener(e *env) {
	l, _ := e.listener()
	join := e.spawn("acceptor", func() {
		_, _, err := l.Accept(e.soon())
		e.want("accept", err, syscall.EINVAL)
	})
	e.sleep(5 * time.Millisecond)
	e.must("shutdown", l.Shutdown(host.ShutRead))
	join()
	_, _, err := l.Accept(e.soon())
	e.want("accept again", err, syscall.EINVAL)
}
