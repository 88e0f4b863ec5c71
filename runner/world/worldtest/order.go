package worldtest

import (
	"runtime"
	"syscall"
	"time"

	"sockrun/luaapi/host"
)

// orderCases are about calls that are wrong in two ways: which of them Linux
// tells.
func orderCases() []testCase {
	if runtime.GOOS != "linux" {
		return nil
	}
	return []testCase{
		{"a closed socket is EBADF before all else", closedFirst},
		{"a unix socket that has a name binds another", unixBindAgain},
		{"a unix socket that has a peer connects again", unixConnectAgain},
		{"a send to nobody gives a UDP socket its port", portBeforePeer},
		{"a listening TCP socket has no peer to hear", listenerHearsNobody},
		{"a receive of no bytes waits for some", receiveOfNothing},
		{"an error of SOCK_SEQPACKET is told before its messages", errorBeforeMessages},
		{"the peer of a unix socket gets its name later", peerNamedLater},
		{"a connection that has been shut down is known to stand", shutdownTells},
		{"shutdown of a unix listener", shutdownUnixListener},
		{"shutdown ends a wait for unix connections", shutdownEndsAccept},
	}
}

func closedFirst(e *env) {
	udp, unix := e.socket(host.INET, host.Datagram), e.socket(host.UNIX, host.Stream)
	e.must("close", udp.Close())
	e.must("close", unix.Close())
	_, _, err := udp.Accept(host.DontWait)
	e.want("accept", err, syscall.EBADF)
	_, err = unix.SendTo([]byte("x"), 0, host.UnixPath("none"), host.DontWait)
	e.want("sendto", err, syscall.EBADF)
	_, err = unix.Recv(make([]byte, 1), syscall.MSG_OOB, host.DontWait)
	e.want("recv of urgent data", err, syscall.EBADF)
	_, err = unix.Send([]byte("x"), syscall.MSG_OOB, host.DontWait)
	e.want("send of urgent data", err, syscall.EBADF)
}

func unixBindAgain(e *env) {
	first, second := host.UnixPath(e.socketPath()), host.UnixPath(e.socketPath())
	s := e.socket(host.UNIX, host.Stream)
	e.must("bind", s.Bind(first))
	e.want("bind to a path that is taken", s.Bind(first), syscall.EADDRINUSE)
	e.want("bind to another path", s.Bind(second), syscall.EINVAL)
	e.want("bind to an abstract name", s.Bind(host.UnixPath("\x00"+second.Path)), syscall.EINVAL)
}

func unixConnectAgain(e *env) {
	at, nowhere := host.UnixPath(e.socketPath()), host.UnixPath(e.socketPath())
	l, client := e.socket(host.UNIX, host.Stream), e.socket(host.UNIX, host.Stream)
	e.must("bind", l.Bind(at))
	e.must("listen", l.Listen(1))
	e.must("connect", client.Connect(at, e.soon()))
	e.want("connect to nothing", client.Connect(nowhere, e.soon()), syscall.ENOENT)
	e.want("connect again", client.Connect(at, e.soon()), syscall.EISCONN)
	e.want("a listening socket connects", l.Connect(at, e.soon()), syscall.EINVAL)
	e.must("close", l.Close())
	e.want("connect to a closed socket", client.Connect(at, e.soon()), syscall.ECONNREFUSED)
}

func portBeforePeer(e *env) {
	s := e.socket(host.INET, host.Datagram)
	_, err := s.Send([]byte("x"), 0, e.soon())
	e.want("send", err, syscall.EDESTADDRREQ)
	if e.addr(s.LocalAddr()).Port == 0 {
		e.fatalf("the socket has no port")
	}
	e.want("bind", s.Bind(loopback(0)), syscall.EINVAL)
}

func listenerHearsNobody(e *env) {
	s := e.socket(host.INET, host.Stream)
	e.want("shutdown", s.Shutdown(host.ShutBoth), syscall.ENOTCONN)
	e.must("listen", s.Listen(1))
	_, err := s.Recv(make([]byte, 1), 0, host.DontWait)
	e.want("recv", err, syscall.ENOTCONN)
}

func receiveOfNothing(e *env) {
	a, b := e.socketPair(host.Stream)
	_, err := a.Recv(nil, 0, host.DontWait)
	e.want("recv", err, syscall.EAGAIN)
	e.send(b, "x")
	n, err := a.Recv(nil, 0, e.soon())
	e.must("recv", err)
	e.equal("bytes", n, 0)
	e.equal("byte that stays", e.recv(a, 1), "x")
}

func errorBeforeMessages(e *env) {
	a, b := e.socketPair(host.SeqPacket)
	e.send(a, "unread")
	e.send(b, "late")
	e.must("close", b.Close())
	_, err := a.Recv(make([]byte, 8), 0, e.soon())
	e.want("recv", err, syscall.ECONNRESET)
	e.equal("message", e.recv(a, 8), "late")
}

func peerNamedLater(e *env) {
	for _, typ := range []host.Type{host.Stream, host.Datagram, host.SeqPacket} {
		a, b := e.socketPair(typ)
		at := host.UnixPath(e.socketPath())
		e.must("bind", b.Bind(at))
		e.equal("peer", e.addr(a.PeerAddr()), at)
	}
}

func shutdownUnixListener(e *env) {
	at := host.UnixPath(e.socketPath())
	l, client := e.socket(host.UNIX, host.Stream), e.socket(host.UNIX, host.Stream)
	e.must("bind", l.Bind(at))
	e.must("listen", l.Listen(1))
	e.must("connect", client.Connect(at, e.soon()))
	e.must("shutdown", l.Shutdown(host.ShutBoth))
	e.want("connect", e.socket(host.UNIX, host.Stream).Connect(at, e.soon()), syscall.ECONNREFUSED)
	server, _, err := l.Accept(e.soon())
	e.must("accept who had connected", err)
	e.send(server, "x")
	e.equal("byte", e.recv(client, 1), "x")
	e.ready(l, host.Readable|host.Writable, host.Readable)
	_, _, err = l.Accept(host.DontWait)
	e.want("accept without waiting", err, syscall.EAGAIN)
	e.must("listen again", l.Listen(1))
	_, _, err = l.Accept(e.soon())
	e.want("accept", err, syscall.EINVAL)
}

func shutdownEndsAccept(e *env) {
	l := e.socket(host.UNIX, host.Stream)
	e.must("bind", l.Bind(host.UnixPath(e.socketPath())))
	e.must("listen", l.Listen(1))
	join := e.spawn("acceptor", func() {
		_, _, err := l.Accept(e.soon())
		e.want("accept", err, syscall.EINVAL)
	})
	e.sleep(5 * time.Millisecond)
	e.must("shutdown", l.Shutdown(host.ShutRead))
	join()
}

func shutdownTells(e *env) {
	l, addr := e.listener()
	client := e.socket(host.INET, host.Stream)
	e.want("connect", client.Connect(addr, host.DontWait), syscall.EINPROGRESS)
	_, _, err := l.Accept(e.soon())
	e.must("accept", err)
	e.ready(client, host.Writable, host.Writable)
	e.must("shutdown", client.Shutdown(host.ShutWrite))
	e.want("connect again", client.Connect(addr, host.DontWait), syscall.EISCONN)
}
