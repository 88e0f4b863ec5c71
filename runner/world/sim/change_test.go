package sim_test

import (
	"errors"
	"syscall"
	"testing"
	"time"

	"sockrun/luaapi/host"
	"sockrun/runner/weather"
	"sockrun/runner/world/sim"
)

// TestBreakNow: both sides of a connection that stands meet its end at once,
// and what is under way is lost.
func TestBreakNow(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		how  weather.End
		want error
	}{{weather.Resets, syscall.ECONNRESET}, {weather.Vanishes, syscall.ETIMEDOUT}} {
		inWeather(t, weather.Link{Latency: time.Second}, func(w *sim.World, alice, bob host.Socket) {
			send(t, alice, "under way")
			w.Break("", "", test.how)
			for name, s := range map[string]host.Socket{"alice": alice, "bob": bob} {
				if n, err := s.Recv(make([]byte, 16), 0, host.After(w, time.Hour)); n != 0 || !errors.Is(err, test.want) {
					t.Errorf("%s received %d bytes and heard %v, want %v", name, n, err, test.want)
				}
			}
		})
	}
}

// TestBreakSome: only the connections between the named actors break.
func TestBreakSome(t *testing.T) {
	t.Parallel()
	inWeather(t, weather.Link{}, func(w *sim.World, alice, bob host.Socket) {
		carol, dave := connect(t, w)
		for name, s := range map[string]host.Socket{"alice": alice, "bob": bob, "carol": carol, "dave": dave} {
			s.(interface{ SetOwner(string) }).SetOwner(name)
		}
		w.Break("bob", "alice", weather.Resets)
		w.Break("alice", "dave", weather.Resets)
		send(t, carol, "hello")
		if sizes, err := receives(dave, 5); len(sizes) == 0 || err != nil {
			t.Errorf("dave received %v: %v", sizes, err)
		}
		if _, err := alice.Recv(make([]byte, 1), 0, forever); !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("alice hears %v", err)
		}
	})
}

// TestLimitData: what is sent beyond the limit never comes, and both sides see
// the end of the stream.
func TestLimitData(t *testing.T) {
	t.Parallel()
	inWeather(t, weather.Link{LimitData: 6, ResetAfter: 100}, func(_ *sim.World, alice, bob host.Socket) {
		send(t, alice, "01234567")
		if sizes, err := receives(bob, 8); len(sizes) != 1 || sizes[0] != 6 || err != nil {
			t.Errorf("bob received %v: %v", sizes, err)
		}
		if n, err := alice.Recv(make([]byte, 1), 0, forever); n != 0 || err != nil {
			t.Errorf("alice received %d bytes: %v", n, err)
		}
		send(t, alice, "into the void")
		if _, err := alice.Send([]byte("x"), 0, forever); !errors.Is(err, syscall.EPIPE) {
			t.Errorf("alice sends on: %v", err)
		}
	})
}

// TestLimitCountsFromChange: a limit that comes while a connection stands counts
// from then.
func TestLimitCountsFromChange(t *testing.T) {
	t.Parallel()
	inWeather(t, weather.Link{Latency: time.Millisecond}, func(w *sim.World, alice, bob host.Socket) {
		send(t, alice, "0123456789")
		w.Change(weather.Rule{Change: func(l *weather.Link) { l.ResetAfter = 5 }})
		send(t, alice, "abcdefgh")
		got := 0
		for sizes, err := receives(bob, 1); err == nil && len(sizes) > 0; sizes, err = receives(bob, 1) {
			got += sizes[0]
		}
		if got != 15 {
			t.Errorf("bob received %d bytes, want 15", got)
		}
	})
}

// TestSlowClose: the end of a stream comes later than its bytes.
func TestSlowClose(t *testing.T) {
	t.Parallel()
	inWeather(t, weather.Link{SlowClose: time.Minute}, func(w *sim.World, alice, bob host.Socket) {
		send(t, alice, "bye")
		_ = alice.Close()
		if sizes, err := receives(bob, 3); len(sizes) != 1 || err != nil || w.Elapsed() > time.Second {
			t.Errorf("received %v after %v: %v", sizes, w.Elapsed(), err)
		}
		if !w.IsCarrying() {
			t.Error("the end of the stream is not under way")
		}
		if n, err := bob.Recv(make([]byte, 1), 0, forever); n != 0 || err != nil || w.Elapsed() < time.Minute {
			t.Errorf("received %d bytes after %v: %v", n, w.Elapsed(), err)
		}
	})
}

// TestMoreRoom: who waits for room goes on when a change of the weather makes
// some.
func TestMoreRoom(t *testing.T) {
	t.Parallel()
	inWeather(t, weather.Link{Buffer: 4}, func(w *sim.World, alice, _ host.Socket) {
		w.Go("more", func() {
			w.NewParker().Park(host.After(w, time.Second))
			w.Change(weather.Rule{Change: func(l *weather.Link) { l.Buffer = 100 }})
		})
		send(t, alice, "full")
		if n, err := alice.Send([]byte("more"), 0, host.After(w, time.Minute)); n != 4 || err != nil {
			t.Errorf("sent %d bytes: %v", n, err)
		}
	})
}

// TestNoWayBack: without a way back no connection comes about.
func TestNoWayBack(t *testing.T) {
	t.Parallel()
	inWeather(t, weather.Link{}, func(w *sim.World, alice, bob host.Socket) {
		to, _ := alice.PeerAddr()
		s := newSocket(t, w, host.INET, host.Stream)
		s.(interface{ SetOwner(string) }).SetOwner("carol")
		w.Change(weather.Rule{To: "carol", Change: func(l *weather.Link) { l.Down = true }})
		if err := s.Connect(to, forever); !errors.Is(err, syscall.ETIMEDOUT) {
			t.Errorf("connected: %v", err)
		}
	})
}

// TestLost counts the datagrams that never come.
func TestLost(t *testing.T) {
	t.Parallel()
	w := sim.New(sim.Options{Forecast: weather.New(weather.Link{Down: true})})
	w.Main(func() {
		to, from := newSocket(t, w, host.INET, host.Datagram), newSocket(t, w, host.INET, host.Datagram)
		must(t, "bind", to.Bind(local(0)))
		addr, _ := to.LocalAddr()
		from.(interface{ SetOwner(string) }).SetOwner("alice")
		for range 3 {
			_, err := from.SendTo([]byte("x"), 0, addr, forever)
			must(t, "send", err)
		}
		if lost := w.Lost(); len(lost) != 1 || lost[0] != (weather.Loss{From: "alice", Datagrams: 3}) {
			t.Errorf("lost are %v", lost)
		}
		w.Close(0)
	})
}
