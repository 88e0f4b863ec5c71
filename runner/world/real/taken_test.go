package real_test

import (
	"testing"
	"time"

	"sockrun/luaapi/host"
	"sockrun/runner/world/real"
)

// TestTaken: the system says whether the other side has received what was sent,
// or at least that it has arrived.
func TestTaken(t *testing.T) {
	t.Parallel()
	w := world(t)
	for name, pair := range map[string]func(*testing.T, *real.World) (a, b host.Socket){"tcp": tcpPair, "unix": unixPair} {
		t.Run(name, func(t *testing.T) {
			a, b := pair(t, w)
			_, err := a.Send([]byte("hello"), 0, host.Forever)
			must(t, err)
			if w.Taken(a, 5) == real.Taken {
				t.Error("nobody has received, and all is taken")
			}
			_, err = b.Recv(make([]byte, 10), 0, host.Forever)
			must(t, err)
			for until := time.Now().Add(time.Minute); w.Taken(a, 5) == real.Pending; time.Sleep(time.Millisecond) {
				if time.Now().After(until) {
					t.Fatal("what was received is still pending")
				}
			}
			if got := w.Taken(a, 5); got == real.Unknown {
				t.Error("the system says nothing")
			}
			must(t, a.Close())
			if got := w.Taken(a, 5); got != real.Unknown {
				t.Errorf("of a closed socket: got %d", got)
			}
		})
	}
}

func tcpPair(t *testing.T, w *real.World) (a, b host.Socket) {
	return pair(t, w, host.Inet(loopback, 0))
}

func unixPair(t *testing.T, w *real.World) (a, b host.Socket) {
	a, b, err := w.SocketPair(host.UNIX, host.Stream, 0)
	must(t, err)
	return a, b
}
