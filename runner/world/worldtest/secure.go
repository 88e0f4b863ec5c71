package worldtest

import (
	"bytes"
	"io"
	"slices"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"sockrun/luaapi/host"
	"sockrun/luaapi/wire/certificate"
)

// RunSecured runs the cases about connections over TLS, in worlds whose sockets
// are host.Securable, and those about TLS itself.
func RunSecured(t *testing.T, newWorld func(seed uint64) World) {
	for _, c := range slices.Concat(securedCases(), tlsCases()) {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			runCase(t, c, newWorld(1), true)
		})
	}
}

// securedCases are those that hold over TLS as well. What a call takes from the
// system, and what the system still sends after a close, is another matter.
func securedCases() []testCase {
	return []testCase{
		{"echo", echo},
		{"echo of more than all buffers hold", echoLarge},
		{"half-close", halfClose},
		{"end of stream", endOfStream},
		{"one reads while one writes", readWhileWriting},
		{"peek leaves the bytes", peekLeaves},
		{"a receive times out", recvTimesOut},
		{"a deadline that has passed", passedDeadline},
		{"a call that must not wait passes one that does", dontWaitPassesWaiter},
		{"a flag that says so", dontWaitFlag},
		{"of two that wait the first leaves", twoWaitersFirstLeaves},
		{"of two that wait the second leaves", twoWaitersSecondLeaves},
		{"those who wait are served in turn", waitersInTurn},
		{"close wakes a reader", closeWakesRecv},
		{"close wakes those who queue", closeWakesQueue},
		{"close wakes a writer", closeWakesSend},
		{"reset", reset},
		{"close with unread bytes resets", closeUnread},
		{"send after the peer has closed", sendAfterPeerClosed},
		{"poll sees bytes come", pollBytes},
		{"poll sees room", pollRoom},
		{"poll times out", pollTimesOut},
		{"poll beside a reader", pollBesideReader},
		{"poll sees the end of a stream", pollEnd},
	}
}

// tlsCases are about TLS alone.
func tlsCases() []testCase {
	return []testCase{
		{"what is on the wire is encrypted", wireIsEncrypted},
		{"a timeout loses nothing", timeoutLosesNothing},
		{"what has no room goes with the next call", pendingGoes},
		{"a handshake times out", handshakeTimesOut},
		{"a handshake ends with its socket", handshakeClosed},
		{"a handshake with whom speaks no TLS", handshakeWithPlain},
		{"an unknown authority", unknownAuthority},
		{"a certificate that is refused", refusedCertificate},
		{"the stream ends without close_notify", endsUnsaid},
		{"both sides write at once", bothWrite},
		{"no second session", securedTwice},
		{"nothing is asked for", nothingAsked},
	}
}

func wireIsEncrypted(e *env) {
	r := e.relay()
	e.secure(r.client, r.server)
	e.sendAll(r.client, []byte("a secret"))
	e.expect(r.server, "a secret")
	e.sendAll(r.server, []byte("another"))
	e.expect(r.client, "another")
	e.must("close", r.client.Close())
	e.ended(r.server)
	e.must("close", r.server.Close())
	r.join()
	if bytes.Contains(r.seen[0].Bytes(), []byte("secret")) || bytes.Contains(r.seen[1].Bytes(), []byte("another")) {
		e.fatalf("the wire carries what was sent as it is")
	}
}

// timeoutLosesNothing lets a record come in two parts with a timeout between
// them: a relay holds the second back until a call has timed out.
func timeoutLosesNothing(e *env) {
	const firstPart = 10
	client, wire := e.plainPair()
	near, far := e.plainPair()
	timedOut := e.NewParker()
	var secured, held atomic.Bool // secured: all that the client sends is its record
	back := e.spawn("relay", func() {
		buf := make([]byte, 32<<10)
		for n, err := near.Recv(buf, 0, e.soon()); n > 0 && err == nil; n, err = near.Recv(buf, 0, e.soon()) {
			e.sendAll(wire, buf[:n])
		}
	})
	there := e.spawn("drip", func() {
		one, passed := make([]byte, 1), 0
		for n, err := wire.Recv(one, 0, e.soon()); n > 0 && err == nil; n, err = wire.Recv(one, 0, e.soon()) {
			e.sendAll(near, one)
			if !secured.Load() {
				continue
			}
			if passed++; passed == firstPart {
				held.Store(true)
				e.must("wait for the timeout", timedOut.Park(e.soon()))
			}
		}
	})
	e.secure(client, far)
	secured.Store(true)
	e.sendAll(client, []byte("in parts"))
	got := ""
	for buf := make([]byte, 8); got != "in parts"; {
		n, err := far.Recv(buf, 0, e.in(3*time.Millisecond))
		if err != nil {
			e.want("recv", err, syscall.ETIMEDOUT)
			if held.Load() {
				timedOut.Unpark()
			}
		}
		got += string(buf[:n])
	}
	e.must("reset", client.Reset())
	e.must("reset", far.Reset())
	there()
	back()
}

// pendingGoes fills the connection, so that a record is sent in part, and then
// only reads: the rest must go all the same.
func pendingGoes(e *env) {
	client, server := e.pair()
	sent := e.fill(client)
	join := e.spawn("reader", func() {
		for buf := make([]byte, 64<<10); sent > 0; {
			n, err := server.Recv(buf, 0, e.soon())
			e.must("recv", err)
			sent -= n
		}
		e.sendAll(server, []byte("all"))
	})
	e.expect(client, "all")
	join()
}

func handshakeTimesOut(e *env) {
	client, _ := e.plainPair()
	_, atClient := settings()
	start := e.Elapsed()
	err := client.(host.Securable).Secure(config(atClient), host.TLSClient, e.in(15*time.Millisecond))
	e.want("handshake", err, syscall.ETIMEDOUT)
	e.took("handshake", start, 15*time.Millisecond)
	_, err = client.Send([]byte("x"), 0, e.soon())
	e.want("send", err, syscall.ETIMEDOUT, syscall.EPIPE)
}

func handshakeClosed(e *env) {
	client, server := e.plainPair()
	_, atClient := settings()
	join := e.spawn("client", func() {
		e.want("handshake", client.(host.Securable).Secure(config(atClient), host.TLSClient, e.soon()), syscall.EBADF)
	})
	e.sleep(5 * time.Millisecond)
	e.must("close", client.Close())
	join()
	atServer, _ := settings()
	err := server.(host.Securable).Secure(config(atServer), host.TLSServer, e.soon())
	e.want("handshake of the server", err, io.ErrUnexpectedEOF, syscall.ECONNRESET, syscall.EPIPE)
}

func handshakeWithPlain(e *env) {
	client, server := e.plainPair()
	e.sendAll(client, []byte("220 ready\r\n"))
	atServer, _ := settings()
	e.wantCode("handshake", server.(host.Securable).Secure(config(atServer), host.TLSServer, e.soon()), "TLS_NOT_TLS")
}

func unknownAuthority(e *env) {
	client, server := e.plainPair()
	_, other := identities()
	atServer, atClient := settings()
	atClient.Trust = certificate.Pool(other.Root())
	errServer, errClient := e.handshake(client, server, atClient, atServer)
	e.wantCode("handshake of the client", errClient, "TLS_UNKNOWN_CA")
	e.wantCode("handshake of the server", errServer, "TLS_ALERT")
	_, err := client.Recv(make([]byte, 1), 0, e.soon())
	e.wantCode("recv", err, "TLS_UNKNOWN_CA")
}

// refusedCertificate is that of a client, who learns of it when it reads.
func refusedCertificate(e *env) {
	client, server := e.plainPair()
	own, other := identities()
	atServer, atClient := settings()
	atServer.NeedClient, atServer.Trust = true, certificate.Pool(own.Root())
	atClient.Identity = other
	errServer, errClient := e.handshake(client, server, atClient, atServer)
	e.wantCode("handshake of the server", errServer, "TLS_UNKNOWN_CA")
	e.must("handshake of the client", errClient)
	_, err := client.Recv(make([]byte, 1), 0, e.soon())
	e.wantCode("recv", err, "TLS_ALERT")
}

// endsUnsaid cuts the stream below TLS.
func endsUnsaid(e *env) {
	r := e.relay()
	e.secure(r.client, r.server)
	e.sendAll(r.client, []byte("last"))
	e.expect(r.server, "last")
	e.must("shutdown", r.wires[1].Shutdown(host.ShutWrite))
	e.ended(r.server)
	e.ended(r.server)
	e.must("close", r.server.Close())
	e.ended(r.client)
	e.must("close", r.client.Close())
	r.join()
}

// bothWrite sends more than there is room for, in both directions at once.
func bothWrite(e *env) {
	client, server := e.pair()
	data := pattern(4 << 20)
	var joins []func()
	for _, s := range []host.Socket{client, server} {
		joins = append(joins, e.spawn("writer", func() {
			e.sendAll(s, data)
			e.must("shutdown", s.Shutdown(host.ShutWrite))
		}), e.spawn("reader", func() {
			if !bytes.Equal(e.recvAll(s), data) {
				e.fatalf("other bytes came than were sent")
			}
		}))
	}
	for _, join := range joins {
		join()
	}
}

func securedTwice(e *env) {
	client, _ := e.pair()
	_, atClient := settings()
	err := client.(host.Securable).Secure(config(atClient), host.TLSClient, e.soon())
	e.want("a second handshake", err, syscall.EALREADY)
	_, err = client.Dup()
	e.want("dup", err, syscall.EOPNOTSUPP)
}

func nothingAsked(e *env) {
	client, server := e.pair()
	n, err := client.Recv(nil, 0, e.soon())
	e.must("recv of nothing", err)
	e.equal("received", n, 0)
	n, err = client.Send(nil, 0, e.soon())
	e.must("send of nothing", err)
	e.equal("sent", n, 0)
	n, from, err := server.RecvFrom(nil, 0, e.soon())
	e.must("recvfrom of nothing", err)
	e.equal("received", n, 0)
	e.equal("from", from, host.Addr{})
}
