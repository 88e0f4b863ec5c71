//go:build !race

package world_test

import (
	"net/netip"
	"testing"

	"sockrun/luaapi/host"
	"sockrun/runner/world"
)

// To ask how long a datagram is costs nothing. It counts what all goroutines
// allocate, so it runs alone.
func TestReadsOfDatagramsAllocateNothing(t *testing.T) {
	w := recorded(t, world.Real, 1)
	w.Main(func() {
		a, b := datagramSocket(t, w), datagramSocket(t, w)
		defer a.Close()
		defer b.Close()
		to, _ := b.LocalAddr()
		from, _ := a.LocalAddr()
		if err := a.Connect(to, host.Forever); err != nil {
			t.Fatal(err)
		}
		if err := b.Connect(from, host.Forever); err != nil {
			t.Fatal(err)
		}
		data, p := make([]byte, 100), make([]byte, 10)
		once := func() {
			if _, err := a.Send(data, 0, host.Forever); err != nil {
				t.Fatal(err)
			}
			if n, err := b.Recv(p, 0, host.Forever); n != 10 || err != nil {
				t.Fatal(n, err)
			}
		}
		for range 1000 { // until the transcript has all that it keeps
			once()
		}
		if n := testing.AllocsPerRun(100, once); n > 0 {
			t.Errorf("a datagram costs %v allocations", n)
		}
	})
}

func datagramSocket(t *testing.T, w *world.World) host.Socket {
	t.Helper()
	s, err := w.Socket(host.INET, host.Datagram, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Bind(host.Inet(netip.MustParseAddr("127.0.0.1"), 0)); err != nil {
		t.Fatal(err)
	}
	return s
}
