package worldtest

import (
	"syscall"
	"time"

	"sockrun/luaapi/host"
)

// datagramCases are about UDP.
func datagramCases() []testCase {
	return []testCase{
		{"shutdown ends a wait for datagrams", shutdownDatagrams},
		{"datagrams keep their boundaries", datagramBoundaries},
		{"a long datagram is cut", datagramCut},
		{"an empty datagram", datagramEmpty},
		{"reply to the sender", datagramReply},
		{"connected UDP", datagramConnected},
		{"connected UDP hears its peer alone", datagramFilter},
		{"datagram too long", datagramTooLong},
		{"UDP recv times out", datagramTimesOut},
		{"UDP without peer", datagramWithoutPeer},
	}
}

func (e *env) sendTo(s host.Socket, data string, to host.Addr) {
	e.t.Helper()
	n, err := s.SendTo([]byte(data), 0, to, e.soon())
	e.must("sendto", err)
	e.equal("bytes of the datagram sent", n, len(data))
}

func (e *env) recvFrom(s host.Socket, size int) (string, host.Addr) {
	e.t.Helper()
	buf := make([]byte, size)
	n, from, err := s.RecvFrom(buf, 0, e.soon())
	e.must("recvfrom", err)
	return string(buf[:n]), from
}

func datagramBoundaries(e *env) {
	a, _ := e.bound(host.Datagram)
	b, addr := e.bound(host.Datagram)
	e.sendTo(a, "first", addr)
	e.sendTo(a, "second one", addr)
	data, _ := e.recvFrom(b, 100)
	e.equal("first datagram", data, "first")
	buf := make([]byte, 100)
	n, err := b.Recv(buf, 0, e.soon())
	e.must("recv", err)
	e.equal("second datagram", string(buf[:n]), "second one")
}

func datagramCut(e *env) {
	a, _ := e.bound(host.Datagram)
	b, addr := e.bound(host.Datagram)
	e.sendTo(a, "abcdef", addr)
	e.sendTo(a, "next", addr)
	data, _ := e.recvFrom(b, 3)
	e.equal("cut datagram", data, "abc")
	data, _ = e.recvFrom(b, 100)
	e.equal("datagram after it", data, "next")
}

func datagramEmpty(e *env) {
	a, from := e.bound(host.Datagram)
	b, addr := e.bound(host.Datagram)
	e.sendTo(a, "", addr)
	data, sender := e.recvFrom(b, 100)
	e.equal("datagram", data, "")
	e.equal("sender", sender, from)
}

func datagramReply(e *env) {
	server, addr := e.bound(host.Datagram)
	join := e.spawn("server", func() {
		question, from := e.recvFrom(server, 100)
		e.sendTo(server, "re: "+question, from)
	})
	client := e.socket(host.INET, host.Datagram) // sendto binds it
	e.sendTo(client, "question", addr)
	answer, from := e.recvFrom(client, 100)
	e.equal("answer", answer, "re: question")
	e.equal("its sender", from, addr)
	join()
}

func datagramConnected(e *env) {
	server, addr := e.bound(host.Datagram)
	client := e.socket(host.INET, host.Datagram)
	e.must("connect", client.Connect(addr, e.soon()))
	e.equal("peer", e.addr(client.PeerAddr()), addr)
	n, err := client.Send([]byte("hello"), 0, e.soon())
	e.must("send", err)
	e.equal("sent", n, 5)
	data, from := e.recvFrom(server, 100)
	e.equal("received", data, "hello")
	e.equal("sender", from, e.addr(client.LocalAddr()))
}

func datagramFilter(e *env) {
	peer, peerAddr := e.bound(host.Datagram)
	stranger, _ := e.bound(host.Datagram)
	client, addr := e.bound(host.Datagram)
	e.must("connect", client.Connect(peerAddr, e.soon()))
	e.sendTo(stranger, "from a stranger", addr)
	e.sendTo(peer, "from the peer", addr)
	data, _ := e.recvFrom(client, 100)
	e.equal("received", data, "from the peer")
}

func datagramTooLong(e *env) {
	a, _ := e.bound(host.Datagram)
	_, addr := e.bound(host.Datagram)
	_, err := a.SendTo(make([]byte, 65508), 0, addr, e.soon())
	e.want("sendto", err, syscall.EMSGSIZE)
}

func datagramTimesOut(e *env) {
	s, _ := e.bound(host.Datagram)
	start := e.Elapsed()
	_, _, err := s.RecvFrom(make([]byte, 8), 0, e.in(15*time.Millisecond))
	e.want("recvfrom", err, syscall.ETIMEDOUT)
	e.took("recvfrom", start, 15*time.Millisecond)
	_, _, err = s.RecvFrom(make([]byte, 8), 0, host.DontWait)
	e.want("recvfrom without waiting", err, syscall.EAGAIN)
}

func datagramWithoutPeer(e *env) {
	s, _ := e.bound(host.Datagram)
	_, err := s.Send([]byte("x"), 0, e.soon())
	e.want("send", err, syscall.EDESTADDRREQ)
}

// shutdownDatagrams: who waits for a datagram is at the end when the socket is shut
// down for receiving, and so is who begins to wait then.
func shutdownDatagrams(e *env) {
	s, addr := e.bound(host.Datagram)
	e.must("connect", s.Connect(addr, e.soon()))
	buf := make([]byte, 8)
	join := e.spawn("receiver", func() {
		n, err := s.Recv(buf, 0, e.soon())
		e.must("recv", err)
		e.equal("bytes", n, 0)
	})
	e.sleep(5 * time.Millisecond)
	e.must("shutdown", s.Shutdown(host.ShutRead))
	join()
	n, from, err := s.RecvFrom(buf, 0, e.soon())
	e.must("recvfrom", err)
	e.equal("bytes", n, 0)
	e.equal("sender of nothing", from, host.Addr{})
	_, err = s.Recv(buf, 0, host.DontWait)
	e.want("recv without waiting", err, syscall.EAGAIN)
}
