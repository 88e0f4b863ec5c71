package world_test

import (
	"testing"
	"time"

	"sockrun/luaapi/host"
	"sockrun/runner/transcript"
	"sockrun/runner/world"
	"sockrun/runner/world/real"
)

// BenchmarkRoundTrip sends 64 bytes there and back between two sockets that
// one goroutine holds: what the policy and the transcript add to the system's
// four calls.
func BenchmarkRoundTrip(b *testing.B) {
	for _, c := range []struct {
		name string
		make func() world.Base
	}{
		{"base", func() world.Base { return real.New(real.Options{}) }},
		{"policy", func() world.Base { return world.New(world.Real, world.Options{}) }},
		{"policy and transcript", func() world.Base {
			return world.New(world.Real, world.Options{Transcript: transcript.New(0)})
		}},
	} {
		b.Run(c.name+"/stream", func(b *testing.B) { benchmarkStream(b, c.make()) })
		b.Run(c.name+"/datagram", func(b *testing.B) { benchmarkDatagram(b, c.make()) })
	}
}

func benchmarkStream(b *testing.B, w world.Base) {
	defer w.Close(time.Second)
	listener := benchSocket(b, w, host.Stream)
	addr, err := listener.LocalAddr()
	must(b, err)
	must(b, listener.Listen(1))
	client := benchSocket(b, w, host.Stream)
	must(b, client.Connect(addr, host.Forever))
	server, _, err := listener.Accept(host.Forever)
	must(b, err)
	p := make([]byte, 64)
	b.ReportAllocs()
	for b.Loop() {
		for _, way := range [][2]host.Socket{{client, server}, {server, client}} {
			way[0].Mark(host.Sent, len(p))
			must(b, second(way[0].Send(p, 0, host.Forever)))
			must(b, second(way[1].Recv(p, 0, host.Forever)))
			way[1].Mark(host.Received, len(p))
		}
	}
}

func benchmarkDatagram(b *testing.B, w world.Base) {
	defer w.Close(time.Second)
	ends := [2]host.Socket{benchSocket(b, w, host.Datagram), benchSocket(b, w, host.Datagram)}
	var addrs [2]host.Addr
	for i, s := range ends {
		addrs[i], _ = s.LocalAddr()
	}
	p := make([]byte, 64)
	b.ReportAllocs()
	for b.Loop() {
		for from := range ends {
			must(b, second(ends[from].SendTo(p, 0, addrs[1-from], host.Forever)))
			_, _, err := ends[1-from].RecvFrom(p, 0, host.Forever)
			must(b, err)
		}
	}
}

func benchSocket(b *testing.B, w world.Base, typ host.Type) host.Socket {
	b.Helper()
	s, err := w.Socket(host.INET, typ, 0)
	must(b, err)
	must(b, s.Bind(inet("127.0.0.1:0")))
	return s
}

func must(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}
