package world_test

import (
	"runtime"
	"testing"
	"time"

	"sockrun/luaapi/host"
	"sockrun/runner/transcript"
	"sockrun/runner/world"
)

// What actors do with sockets of their own is recorded under their names.
func TestViews(t *testing.T) {
	t.Parallel()
	inBoth(t, func(t *testing.T, w *world.World) {
		server, client := w.View("echo"), w.View("alice")
		streams(t, server, client)
		datagrams(t, server, client)
		if server.Accepted() != 1 || client.Accepted() != 0 {
			t.Errorf("accepted %d and %d connections, want 1 and 0", server.Accepted(), client.Accepted())
		}
		want := transcript.Totals{Sent: 1, Received: 1, BytesSent: 5, BytesReceived: 1}
		if got := client.Totals(); got != want {
			t.Errorf("the client's totals are %+v, want %+v", got, want)
		}
		want = transcript.Totals{Sent: 1, Received: 1, BytesSent: 1, BytesReceived: 5}
		if got := server.Totals(); got != want {
			t.Errorf("the server's totals are %+v, want %+v", got, want)
		}
	}, func(t *testing.T, tr *transcript.Transcript) {
		for local, peer := range map[string]string{"alice": "echo", "echo": "alice"} {
			entries := tr.LastOf(local, 9)
			if len(entries) != 2 {
				t.Errorf("%s: %v, want one message each way", local, entries)
			}
			for _, e := range entries {
				if e.Peer != peer {
					t.Errorf("%s: %v is of %q, want %q", local, e, e.Peer, peer)
				}
			}
		}
	})
}

// streams sends a byte over a connection that the server has accepted.
func streams(t *testing.T, server, client *world.View) {
	t.Helper()
	listener, err := server.Socket(host.INET, host.Stream, 0)
	if !check(t, err) || !check(t, listener.Bind(inet("127.0.0.1:0"))) || !check(t, listener.Listen(1)) {
		return
	}
	to, err := listener.LocalAddr()
	check(t, err)
	c, err := client.Socket(host.INET, host.Stream, 0)
	if !check(t, err) || !check(t, c.Connect(to, host.Forever)) {
		return
	}
	s, _, err := listener.Accept(host.Forever)
	if !check(t, err) {
		return
	}
	_, err = s.Send([]byte("x"), 0, host.Forever)
	check(t, err)
	recvAll(t, c, make([]byte, 1))
}

// datagrams sends one from a socket that nobody has bound.
func datagrams(t *testing.T, server, client *world.View) {
	t.Helper()
	s, err := server.Socket(host.INET, host.Datagram, 0)
	if !check(t, err) || !check(t, s.Bind(inet("127.0.0.1:0"))) {
		return
	}
	to, err := s.LocalAddr()
	check(t, err)
	c, err := client.Socket(host.INET, host.Datagram, 0)
	if !check(t, err) {
		return
	}
	_, err = c.SendTo([]byte("hello"), 0, to, host.Forever)
	check(t, err)
	_, _, err = s.RecvFrom(make([]byte, 10), 0, host.Forever)
	check(t, err)
}

// A view that sees many sockets come and go keeps their totals, and no more. It is
// not run beside others, since it looks at the memory of all.
func TestViewOfMany(t *testing.T) {
	const pairs = 20000
	w := world.New(world.Simulated, world.Options{Transcript: transcript.New(0)})
	w.Main(func() {
		defer w.Close(time.Minute)
		view, p := w.View("alice"), []byte{'x'}
		before := heap()
		for range pairs {
			a, b, err := view.SocketPair(host.UNIX, host.Stream, 0)
			if err == nil {
				_, err = a.Send(p, 0, host.Forever)
			}
			if err == nil {
				_, err = b.Recv(p, 0, host.Forever)
			}
			if err != nil {
				t.Error(err)
				return
			}
			a.Close()
			b.Close()
		}
		if grown := heap() - before; grown > 8<<20 {
			t.Errorf("the heap has grown by %d bytes for %d sockets that are closed", grown, 2*pairs)
		}
		want := transcript.Totals{Sent: pairs, Received: pairs, BytesSent: pairs, BytesReceived: pairs}
		if got := view.Totals(); got != want {
			t.Errorf("the totals are %+v, want %+v", got, want)
		}
		if entries, dropped := view.Messages(); len(entries)+dropped != 2*pairs || dropped == 0 {
			t.Errorf("there are %d messages, and %d are not kept, want %d in all", len(entries), dropped, 2*pairs)
		}
	})
}

func heap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
