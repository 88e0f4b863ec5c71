package worldtest

import (
	"bytes"
	"syscall"
	"time"

	"sockrun/luaapi/host"
)

// streamCases are conversations over connections.
func streamCases() []testCase {
	return []testCase{
		{name: "echo", run: echo},
		{name: "echo of more than all buffers hold", run: echoLarge},
		{name: "half-close", run: halfClose},
		{name: "end of stream", run: endOfStream},
		{name: "shutdown of both halves", run: shutdownBoth},
		{name: "one reads while one writes", run: readWhileWriting},
		{name: "recv takes no more than asked", run: recvTakesNoMore},
		{name: "peek leaves the bytes", run: peekLeaves},
		{name: "waitall waits for all", run: waitAll},
		{name: "waitall ends with the stream", run: waitAllEnd},
		{name: "refused", run: refused},
		{name: "a refused socket connects again", run: refusedTwice},
		{name: "reset at once", run: resetAtOnce},
		{name: "bind in use", run: bindInUse},
		{name: "port 0 gives a port", run: portZero},
		{name: "local and peer addresses agree", run: addressesAgree},
		{name: "not connected", run: notConnected},
		{name: "connected twice", run: connectedTwice},
		{name: "unix echo", run: unixEcho},
		{name: "kind and descriptor", run: kindAndFd},
	}
}

func echo(e *env) {
	client, server := e.pair()
	join := e.spawn("server", func() { e.echo(server) })
	for _, word := range []string{"one", "two", "three"} {
		e.sendAll(client, []byte(word))
		e.expect(client, word)
	}
	e.must("close", client.Close())
	join()
}

func echoLarge(e *env) {
	client, server := e.pair()
	data := pattern(8 << 20)
	joinServer := e.spawn("server", func() { e.echo(server) })
	joinSender := e.spawn("sender", func() {
		e.sendAll(client, data)
		e.must("shutdown", client.Shutdown(host.ShutWrite))
	})
	buf := make([]byte, 32<<10)
	for rest := data; len(rest) > 0; {
		n, err := client.Recv(buf, 0, e.soon())
		e.must("recv", err)
		if n == 0 || !bytes.HasPrefix(rest, buf[:n]) {
			e.fatalf("wrong %d bytes after %d of %d", n, len(data)-len(rest), len(data))
		}
		rest = rest[n:]
	}
	e.ended(client)
	joinSender()
	joinServer()
}

func halfClose(e *env) {
	client, server := e.pair()
	join := e.spawn("server", func() {
		request := e.recvAll(server)
		e.sendAll(server, append([]byte("re: "), request...))
		e.must("close", server.Close())
	})
	e.sendAll(client, []byte("question"))
	e.must("shutdown", client.Shutdown(host.ShutWrite))
	e.equal("answer", string(e.recvAll(client)), "re: question")
	_, err := client.Send([]byte("more"), 0, e.soon())
	e.want("send after shutdown", err, syscall.EPIPE)
	join()
}

func endOfStream(e *env) {
	client, server := e.pair()
	e.sendAll(server, []byte("last words"))
	e.must("close", server.Close())
	e.expect(client, "last words")
	e.ended(client)
	e.ended(client)
}

func shutdownBoth(e *env) {
	client, server := e.pair()
	e.must("shutdown client", client.Shutdown(host.ShutWrite))
	e.must("shutdown server", server.Shutdown(host.ShutWrite))
	e.ended(client)
	e.ended(server)
}

func readWhileWriting(e *env) {
	client, server := e.pair()
	join := e.spawn("reader", func() { e.expect(client, "answer") })
	e.sleep(5 * time.Millisecond) // the reader waits by now
	e.sendAll(client, []byte("question"))
	e.expect(server, "question")
	e.sendAll(server, []byte("answer"))
	join()
}

func recvTakesNoMore(e *env) {
	client, server := e.pair()
	e.sendAll(server, []byte("abcdef"))
	e.must("close", server.Close())
	e.expect(client, "ab")
	e.expect(client, "cdef")
	e.ended(client)
}

func peekLeaves(e *env) {
	client, server := e.pair()
	e.sendAll(server, []byte("abcdef"))
	buf := make([]byte, 3)
	for n := 0; n < len(buf); { // a look may come before all has arrived
		var err error
		n, err = client.Recv(buf, syscall.MSG_PEEK, e.soon())
		e.must("peek", err)
	}
	e.equal("peeked", string(buf), "abc")
	e.expect(client, "abcdef")
}

func waitAll(e *env) {
	client, server := e.pair()
	join := e.spawn("server", func() {
		e.sendAll(server, []byte("abc"))
		e.sleep(10 * time.Millisecond)
		e.sendAll(server, []byte("defg"))
	})
	buf := make([]byte, 6)
	n, err := client.Recv(buf, syscall.MSG_WAITALL, e.soon())
	e.must("recv", err)
	e.equal("received", string(buf[:n]), "abcdef")
	e.expect(client, "g")
	join()
}

func waitAllEnd(e *env) {
	client, server := e.pair()
	e.sendAll(server, []byte("abc"))
	e.must("close", server.Close())
	n, err := client.Recv(make([]byte, 6), syscall.MSG_WAITALL, e.soon())
	e.must("recv", err)
	e.equal("received", n, 3)
}

func refused(e *env) {
	holder, addr := e.bound(host.Stream) // bound and not listening
	client := e.socket(host.INET, host.Stream)
	e.want("connect", client.Connect(addr, e.soon()), syscall.ECONNREFUSED)
	e.must("close", holder.Close())
}

// refusedTwice: a refusal is over when it has been told.
func refusedTwice(e *env) {
	holder, addr := e.bound(host.Stream) // bound and not listening
	client := e.socket(host.INET, host.Stream)
	for range 3 {
		e.want("connect", client.Connect(addr, e.soon()), syscall.ECONNREFUSED)
	}
	e.must("listen", holder.Listen(1))
	e.must("connect", client.Connect(addr, e.soon()))
	server, _, err := holder.Accept(e.soon())
	e.must("accept", err)
	e.sendAll(client, []byte("hello"))
	e.expect(server, "hello")
}

// resetAtOnce: a connection that stood has been made, however soon its peer
// resets it.
func resetAtOnce(e *env) {
	l, addr := e.listener()
	for range 20 {
		join := e.spawn("server", func() {
			server, _, err := l.Accept(e.soon())
			e.must("accept", err)
			e.must("reset", server.Reset())
		})
		client := e.socket(host.INET, host.Stream)
		e.must("connect", client.Connect(addr, e.soon()))
		_, err := client.Recv(make([]byte, 1), 0, e.soon())
		e.want("recv", err, syscall.ECONNRESET)
		join()
		e.must("close", client.Close())
	}
}

func bindInUse(e *env) {
	_, addr := e.listener()
	other := e.socket(host.INET, host.Stream)
	e.want("bind", other.Bind(addr), syscall.EADDRINUSE)
}

func portZero(e *env) {
	_, first := e.listener()
	_, second := e.listener()
	if first.Port <= 0 || first.Port > 65535 || first.Port == second.Port {
		e.fatalf("got ports %d and %d, want two different ones", first.Port, second.Port)
	}
}

func addressesAgree(e *env) {
	l, addr := e.listener()
	client := e.socket(host.INET, host.Stream)
	e.must("connect", client.Connect(addr, e.soon()))
	server, from, err := l.Accept(e.soon())
	e.must("accept", err)
	e.equal("client's peer", e.addr(client.PeerAddr()), addr)
	e.equal("server's own", e.addr(server.LocalAddr()), addr)
	e.equal("server's peer", e.addr(server.PeerAddr()), from)
	e.equal("client's own", e.addr(client.LocalAddr()), from)
}

func notConnected(e *env) {
	s := e.socket(host.INET, host.Stream)
	_, err := s.PeerAddr()
	e.want("peer address", err, syscall.ENOTCONN)
	_, err = s.Recv(make([]byte, 1), 0, e.soon())
	e.want("recv", err, syscall.ENOTCONN)
	_, err = s.Send([]byte("x"), 0, e.soon())
	e.want("send", err, syscall.EPIPE, syscall.ENOTCONN)
}

func connectedTwice(e *env) {
	l, addr := e.listener()
	client := e.socket(host.INET, host.Stream)
	e.must("connect", client.Connect(addr, e.soon()))
	e.want("connect again", client.Connect(addr, e.soon()), syscall.EISCONN)
	e.must("close", l.Close())
}

func unixEcho(e *env) {
	path := e.socketPath()
	l := e.socket(host.UNIX, host.Stream)
	e.must("bind", l.Bind(host.UnixPath(path)))
	e.must("listen", l.Listen(1))
	e.equal("listener's address", e.addr(l.LocalAddr()), host.UnixPath(path))
	join := e.spawn("server", func() {
		server, from, err := l.Accept(e.soon())
		e.must("accept", err)
		e.equal("peer", from, host.UnixPath(""))
		e.echo(server)
	})
	client := e.socket(host.UNIX, host.Stream)
	e.must("connect", client.Connect(host.UnixPath(path), e.soon()))
	e.equal("client's peer", e.addr(client.PeerAddr()), host.UnixPath(path))
	e.sendAll(client, []byte("hello"))
	e.expect(client, "hello")
	e.must("close", client.Close())
	join()
}

func kindAndFd(e *env) {
	client, server := e.pair()
	e.equal("kind", client.Kind(), host.Kind{Family: host.INET, Type: host.Stream})
	e.equal("accepted kind", server.Kind(), client.Kind())
	if client.Fd() < 0 || client.Fd() == server.Fd() {
		e.fatalf("descriptors are %d and %d, want two different ones", client.Fd(), server.Fd())
	}
	e.must("close", client.Close())
	e.equal("descriptor once closed", client.Fd(), -1)
}
