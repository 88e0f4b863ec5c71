package sim_test

import (
	"testing"

	"sockrun/luaapi/host"
	"sockrun/runner/world/sim"
)

// BenchmarkPingPong sends 64 bytes there and back on a TCP connection.
func BenchmarkPingPong(b *testing.B) {
	b.ReportAllocs()
	w := sim.New(sim.Options{Seed: 1})
	w.Main(func() {
		client, server := connect(b, w)
		w.Go("echo", func() {
			buf := make([]byte, 64)
			for recvFull(server, buf) {
				if _, err := server.Send(buf, 0, host.Forever); err != nil {
					return
				}
			}
		})
		buf := make([]byte, 64)
		for b.Loop() {
			if _, err := client.Send(buf, 0, host.Forever); err != nil || !recvFull(client, buf) {
				b.Error("ping-pong broke", err)
				return
			}
		}
		w.Close(0)
	})
}

// BenchmarkScenario makes a world, one connection and three messages.
func BenchmarkScenario(b *testing.B) {
	b.ReportAllocs()
	seed := uint64(0)
	for b.Loop() {
		seed++
		w := sim.New(sim.Options{Seed: seed})
		w.Main(func() {
			client, server := connect(b, w)
			w.Go("echo", func() {
				buf := make([]byte, 16)
				for recvFull(server, buf) {
					_, _ = server.Send(buf, 0, host.Forever)
				}
			})
			buf := make([]byte, 16)
			for range 3 {
				_, _ = client.Send(buf, 0, host.Forever)
				recvFull(client, buf)
			}
			_ = client.Close()
			w.Close(0)
		})
	}
}

func recvFull(s host.Socket, buf []byte) bool {
	for n := 0; n < len(buf); {
		got, err := s.Recv(buf[n:], 0, host.Forever)
		if err != nil || got == 0 {
			return false
		}
		n += got
	}
	return true
}

// connect returns both ends of a TCP connection.
func connect(t testing.TB, w *sim.World) (client, server host.Socket) {
	t.Helper()
	l := newSocket(t, w, host.INET, host.Stream)
	must(t, "bind", l.Bind(local(0)))
	must(t, "listen", l.Listen(1))
	addr, err := l.LocalAddr()
	must(t, "local address", err)
	client = newSocket(t, w, host.INET, host.Stream)
	must(t, "connect", client.Connect(addr, host.Forever))
	server, _, err = l.Accept(host.Forever)
	must(t, "accept", err)
	return client, server
}

func newSocket(t testing.TB, w *sim.World, family host.Family, typ host.Type) host.Socket {
	t.Helper()
	s, err := w.Socket(family, typ, 0)
	must(t, "socket", err)
	return s
}

func must(t testing.TB, op string, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%s: %v", op, err)
	}
}
