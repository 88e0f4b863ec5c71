package worldtest

import (
	"runtime"
	"syscall"
	"time"

	"sockrun/luaapi/host"
)

// pairCases are about socketpair, dup and unix sockets that carry messages.
func pairCases() []testCase {
	cases := []testCase{
		{"a pair of streams", pairOfStreams},
		{"a pair of datagram sockets", pairOfDatagrams},
		{"a pair is of unix sockets", pairOfInet},
		{"dup lives on", dupLivesOn},
		{"closing a dup wakes who waits on it", dupWakes},
	}
	if runtime.GOOS == "linux" { // macOS has no SOCK_SEQPACKET
		cases = append(cases,
			testCase{"a pair of message sockets", pairOfMessages},
			testCase{"message sockets listen and connect", messageListener},
			testCase{"a message socket waits for room", messageRoom},
			testCase{"a message names who has sent it, the end of the stream nobody", messageSender},
		)
	}
	return cases
}

func (e *env) socketPair(typ host.Type) (a, b host.Socket) {
	e.t.Helper()
	a, b, err := e.SocketPair(host.UNIX, typ, 0)
	e.must("socketpair", err)
	return a, b
}

func (e *env) send(s host.Socket, data string) {
	e.t.Helper()
	n, err := s.Send([]byte(data), 0, e.soon())
	e.must("send", err)
	e.equal("bytes sent", n, len(data))
}

func (e *env) recv(s host.Socket, size int) string {
	e.t.Helper()
	buf := make([]byte, size)
	n, err := s.Recv(buf, 0, e.soon())
	e.must("recv", err)
	return string(buf[:n])
}

func pairOfStreams(e *env) {
	a, b := e.socketPair(host.Stream)
	e.sendAll(a, []byte("there"))
	e.expect(b, "there")
	e.sendAll(b, []byte("back"))
	e.expect(a, "back")
	e.equal("name", e.addr(a.LocalAddr()), host.Addr{Family: host.UNIX})
	e.equal("peer", e.addr(a.PeerAddr()), host.Addr{Family: host.UNIX})
	e.must("close", a.Close())
	e.ended(b)
}

func pairOfDatagrams(e *env) {
	a, b := e.socketPair(host.Datagram)
	for _, data := range []string{"one", "", "three"} {
		e.send(a, data)
	}
	e.equal("first", e.recv(b, 10), "one")
	e.equal("empty", e.recv(b, 10), "")
	e.equal("cut", e.recv(b, 2), "th")
	e.send(b, "back")
	e.equal("answer", e.recv(a, 10), "back")
	e.must("close", b.Close())
	_, err := a.Send([]byte("late"), 0, e.soon())
	e.want("send to a closed socket", err, syscall.ECONNREFUSED, syscall.ECONNRESET)
	_, err = a.Send([]byte("later"), 0, e.soon())
	e.want("send again", err, syscall.ENOTCONN)
}

func pairOfInet(e *env) {
	_, _, err := e.SocketPair(host.INET, host.Stream, 0)
	e.want("socketpair", err, syscall.EOPNOTSUPP)
	_, _, err = e.SocketPair(host.UNIX, host.Stream, 99)
	e.want("socketpair", err, syscall.EPROTONOSUPPORT)
}

func pairOfMessages(e *env) {
	a, b := e.socketPair(host.SeqPacket)
	for _, data := range []string{"one", "three", "five"} {
		e.send(a, data)
	}
	e.equal("first", e.recv(b, 10), "one")
	e.equal("cut", e.recv(b, 2), "th")
	e.equal("third", e.recv(b, 10), "five")
	_, err := a.Send(make([]byte, 1<<20), 0, e.soon())
	e.want("send", err, syscall.EMSGSIZE)
	e.must("close", a.Close())
	e.ended(b)
	_, err = b.Send([]byte("x"), 0, e.soon())
	e.want("send to a closed socket", err, syscall.EPIPE)
}

func messageListener(e *env) {
	l, at := e.socket(host.UNIX, host.SeqPacket), host.UnixPath(e.socketPath())
	e.must("bind", l.Bind(at))
	e.must("listen", l.Listen(4))
	client := e.socket(host.UNIX, host.SeqPacket)
	_, err := client.Recv(make([]byte, 1), 0, e.soon())
	e.want("recv unconnected", err, syscall.ENOTCONN)
	_, err = client.Send([]byte("x"), 0, e.soon())
	e.want("send unconnected", err, syscall.ENOTCONN)
	e.want("connect a stream", e.socket(host.UNIX, host.Stream).Connect(at, e.soon()), syscall.EPROTOTYPE)
	e.must("connect", client.Connect(at, e.soon()))
	server, _, err := l.Accept(e.soon())
	e.must("accept", err)
	e.equal("type", server.Kind().Type, host.SeqPacket)
	e.send(client, "ping")
	e.equal("received", e.recv(server, 10), "ping")
	e.must("shutdown", client.Shutdown(host.ShutWrite))
	e.ended(server)
	e.send(server, "pong")
	e.equal("answer", e.recv(client, 10), "pong")
	e.send(server, "unread")
	e.must("close", client.Close())
	_, err = server.Recv(make([]byte, 1), 0, e.soon())
	e.want("recv after a close with unread messages", err, syscall.ECONNRESET)
}

func messageSender(e *env) {
	l, at, from := e.socket(host.UNIX, host.SeqPacket), host.UnixPath(e.socketPath()), host.UnixPath(e.socketPath())
	e.must("bind", l.Bind(at))
	e.must("listen", l.Listen(4))
	client := e.socket(host.UNIX, host.SeqPacket)
	e.must("bind client", client.Bind(from))
	e.must("connect", client.Connect(at, e.soon()))
	server, _, err := l.Accept(e.soon())
	e.must("accept", err)
	for _, message := range []string{"first", ""} {
		e.send(client, message)
		got, sender := e.recvFrom(server, 8)
		e.equal("message", got, message)
		e.equal("sender", sender, from)
	}
	e.must("close", client.Close())
	got, sender := e.recvFrom(server, 8)
	e.equal("at the end", got, "")
	e.equal("sender of the end", sender, host.UnixPath(""))
}

func messageRoom(e *env) {
	a, b := e.socketPair(host.SeqPacket)
	message, sent := make([]byte, 8<<10), 0
	for {
		_, err := a.Send(message, 0, host.DontWait)
		if err != nil {
			e.want("send to a full socket", err, syscall.EAGAIN)
			break
		}
		sent++
	}
	if sent == 0 {
		e.fatalf("nothing could be sent")
	}
	join := e.spawn("sender", func() { e.send(a, "last") })
	for range sent {
		e.equal("bytes of a message", len(e.recv(b, 16<<10)), len(message))
	}
	e.equal("message that waited", e.recv(b, 10), "last")
	join()
}

func dupLivesOn(e *env) {
	client, server := e.pair()
	twin, err := server.Dup()
	e.must("dup", err)
	if twin.Fd() == server.Fd() {
		e.fatalf("both descriptors are %d", twin.Fd())
	}
	e.equal("kind", twin.Kind(), server.Kind())
	e.equal("name", e.addr(twin.LocalAddr()), e.addr(server.LocalAddr()))
	e.must("close", server.Close())
	e.want("close of the closed", server.SetOption(syscall.SOL_SOCKET, syscall.SO_KEEPALIVE, ints(1)), syscall.EBADF)
	_, err = server.Dup()
	e.want("dup of the closed", err, syscall.EBADF)
	e.sendAll(client, []byte("still"))
	e.expect(twin, "still")
	e.sendAll(twin, []byte("here"))
	e.expect(client, "here")
	e.must("close", twin.Close())
	e.must("close again", twin.Close())
	e.equal("descriptor", twin.Fd(), -1)
	e.ended(client)
}

func dupWakes(e *env) {
	client, server := e.pair()
	twin, err := server.Dup()
	e.must("dup", err)
	joinTwin := e.spawn("reader of the twin", func() {
		_, err := twin.Recv(make([]byte, 1), 0, e.soon())
		e.want("recv", err, syscall.EBADF)
	})
	e.sleep(5 * time.Millisecond)
	e.must("close", twin.Close())
	joinTwin()
	join := e.spawn("reader", func() { e.expect(server, "x") })
	e.sleep(5 * time.Millisecond)
	e.send(client, "x")
	join()
}
