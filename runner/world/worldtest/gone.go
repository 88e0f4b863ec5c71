package worldtest

import (
	"encoding/binary"
	"runtime"
	"syscall"
	"time"

	"sockrun/luaapi/host"
)

// goneCases are about sockets that keep messages apart, whose peer has gone or
// hears another, or which are shut down.
func goneCases() []testCase {
	if runtime.GOOS != "linux" {
		return nil
	}
	return []testCase{
		{"a unix datagram socket whose peer has gone", peerGone},
		{"a unix datagram socket that hears another", hearsAnother},
		{"poll does not part a pair", pollOfParted},
		{"a pair of message sockets with something unread", messagesUnread},
		{"a full message socket is not ready", messagesFull},
		{"the longest message of a unix socket", longestMessage},
		{"a unix socket that has a name needs none", nameTwice},
		{"shutdown of UDP without a peer", shutdownWithoutPeer},
		{"shutdown of UDP for reading", shutdownHears},
		{"shutdown of TCP before it connects", shutdownBeforeConnect},
		{"a TCP socket that is shut down both ways answers with a reset", resetByDeaf},
	}
}

// unixgram returns a socket with a name of its own.
func (e *env) unixgram() (host.Socket, host.Addr) {
	e.t.Helper()
	s := e.socket(host.UNIX, host.Datagram)
	e.must("bind", s.Bind(host.UnixPath("")))
	return s, e.addr(s.LocalAddr())
}

func (e *env) sendFails(s host.Socket, data string, want syscall.Errno) {
	e.t.Helper()
	_, err := s.Send([]byte(data), 0, e.soon())
	e.want("send", err, want)
}

func peerGone(e *env) {
	server, addr := e.unixgram()
	client := e.socket(host.UNIX, host.Datagram)
	e.must("connect", client.Connect(addr, e.soon()))
	e.must("close", server.Close())
	e.must("bind of the next", e.socket(host.UNIX, host.Datagram).Bind(addr))
	e.sendFails(client, "to the first", syscall.ECONNREFUSED)
	e.sendFails(client, "to nobody", syscall.ENOTCONN)
	_, err := client.PeerAddr()
	e.want("peer", err, syscall.ENOTCONN)
	e.must("connect to the next", client.Connect(addr, e.soon()))
	e.send(client, "to the next")
}

func hearsAnother(e *env) {
	_, first := e.unixgram()
	busy, addr := e.unixgram()
	e.must("connect", busy.Connect(first, e.soon()))
	other := e.socket(host.UNIX, host.Datagram)
	e.want("connect", other.Connect(addr, e.soon()), syscall.EPERM)
	_, err := other.SendTo([]byte("x"), 0, addr, e.soon())
	e.want("sendto", err, syscall.EPERM)
}

func pollOfParted(e *env) {
	a, b := e.socketPair(host.Datagram)
	e.must("close", b.Close())
	e.ready(a, host.Writable, host.Writable)
	e.sendFails(a, "x", syscall.ECONNREFUSED)
}

func messagesUnread(e *env) {
	a, b := e.socketPair(host.SeqPacket)
	e.send(a, "unread")
	e.must("close", b.Close())
	e.sendFails(a, "x", syscall.ECONNRESET)
	e.sendFails(a, "x", syscall.EPIPE)
	e.ended(a)
}

func messagesFull(e *env) {
	a, _ := e.socketPair(host.SeqPacket)
	var err error
	for err == nil {
		_, err = a.Send([]byte("x"), 0, host.DontWait)
	}
	e.want("send", err, syscall.EAGAIN)
	_, err = e.poll(host.DontWait, host.Writable, a)
	e.want("poll", err, syscall.EAGAIN)
}

func longestMessage(e *env) {
	for _, typ := range []host.Type{host.Datagram, host.SeqPacket} {
		a, b := e.socketPair(typ)
		value, err := a.Option(syscall.SOL_SOCKET, syscall.SO_SNDBUF, 4)
		e.must("getsockopt", err)
		longest := int(binary.NativeEndian.Uint32(value)) - 32
		_, err = a.Send(make([]byte, longest+1), 0, e.soon())
		e.want("send", err, syscall.EMSGSIZE)
		e.send(a, string(make([]byte, longest)))
		e.equal("bytes received", len(e.recv(b, longest+1)), longest)
	}
}

func nameTwice(e *env) {
	s, addr := e.unixgram()
	e.must("bind", s.Bind(host.UnixPath("")))
	e.equal("name", e.addr(s.LocalAddr()), addr)
}

// shutdownWithoutPeer: it is refused, and ends the socket all the same.
func shutdownWithoutPeer(e *env) {
	s, addr := e.bound(host.Datagram)
	join := e.spawn("receiver", func() { e.equal("received", e.recv(s, 8), "") })
	e.sleep(5 * time.Millisecond)
	e.want("shutdown", s.Shutdown(host.ShutBoth), syscall.ENOTCONN)
	join()
	e.equal("received again", e.recv(s, 8), "")
	_, err := s.SendTo([]byte("x"), 0, addr, e.soon())
	e.want("sendto", err, syscall.EPIPE)
}

// shutdownHears: what comes is received all the same.
func shutdownHears(e *env) {
	s, addr := e.bound(host.Datagram)
	e.must("connect", s.Connect(addr, e.soon()))
	e.must("shutdown", s.Shutdown(host.ShutRead))
	e.send(s, "after")
	e.sleep(5 * time.Millisecond) // nobody waits for it any more
	e.equal("received", e.recv(s, 8), "after")
}

func shutdownBeforeConnect(e *env) {
	_, addr := e.listener()
	s := e.socket(host.INET, host.Stream)
	e.want("shutdown", s.Shutdown(host.ShutWrite), syscall.ENOTCONN)
	e.must("connect", s.Connect(addr, e.soon()))
	e.sendFails(s, "x", syscall.EPIPE)
}

func resetByDeaf(e *env) {
	client, server := e.pair()
	e.sendAll(server, []byte("abc"))
	_, err := client.Recv(make([]byte, 1), syscall.MSG_PEEK, e.soon())
	e.must("wait for the data", err)
	e.must("shutdown", client.Shutdown(host.ShutBoth))
	e.ended(server)
	e.sendAll(server, []byte("l"))
	e.expect(client, "abc")
	for err == nil { // until the bytes have come
		e.sleep(time.Millisecond)
		_, err = client.Recv(make([]byte, 8), 0, e.soon())
	}
	e.want("recv", err, syscall.ECONNRESET)
	for err = nil; err == nil; { // until the answer has come
		e.sleep(time.Millisecond)
		_, err = server.Send([]byte("x"), 0, e.soon())
	}
	e.want("send", err, syscall.EPIPE)
}
