package sim_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"sockrun/luaapi/host"
	"sockrun/runner/chance"
	"sockrun/runner/weather"
	"sockrun/runner/world/sim"
)

const forever = host.Forever

// inWeather runs test with both ends of a connection of alice to bob, where the
// link is the same in both directions.
func inWeather(t *testing.T, link weather.Link, test func(w *sim.World, alice, bob host.Socket)) {
	t.Helper()
	w := sim.New(sim.Options{Seed: 1, Forecast: weather.New(link)})
	w.Main(func() {
		alice, bob := connect(t, w)
		test(w, alice, bob)
		w.Close(0)
	})
}

// receives returns the sizes in which n bytes come, and how it ended.
func receives(s host.Socket, n int) (sizes []int, err error) {
	buf := make([]byte, 64)
	for n > 0 {
		got, err := s.Recv(buf, 0, forever)
		if err != nil || got == 0 {
			return sizes, err
		}
		sizes, n = append(sizes, got), n-got
	}
	return sizes, nil
}

func send(t *testing.T, s host.Socket, text string) {
	t.Helper()
	if n, err := s.Send([]byte(text), 0, forever); n != len(text) || err != nil {
		t.Errorf("send took %d bytes: %v", n, err)
	}
}

func TestLatencyAndBandwidth(t *testing.T) {
	t.Parallel()
	link := weather.Link{Latency: 50 * time.Millisecond, Bandwidth: 100}
	inWeather(t, link, func(w *sim.World, alice, bob host.Socket) {
		began := w.Elapsed()
		send(t, alice, "0123456789")
		send(t, alice, "0123456789")
		sizes, err := receives(bob, 20)
		took := w.Elapsed() - began
		if !slices.Equal(sizes, []int{10, 10}) || err != nil {
			t.Errorf("received %v: %v", sizes, err)
		}
		// Both need 100 ms of the bandwidth, one after the other.
		if want := 250 * time.Millisecond; took < want || took > want+time.Millisecond {
			t.Errorf("took %v, want %v", took, want)
		}
	})
}

func TestSlicers(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		slicer weather.Slicer
		want   []int
	}{
		{weather.Whole, []int{4, 4}},
		{weather.Bytes, []int{1, 1, 1, 1, 1, 1, 1, 1}},
		{weather.Joined, []int{8}},
	} {
		inWeather(t, weather.Link{Slicer: test.slicer}, func(w *sim.World, alice, bob host.Socket) {
			w.Go("sends", func() {
				send(t, alice, "head")
				if test.slicer == weather.Whole {
					w.NewParker().Park(host.After(w, time.Second))
				}
				send(t, alice, "body")
			})
			if sizes, err := receives(bob, 8); !slices.Equal(sizes, test.want) || err != nil {
				t.Errorf("%v: received %v, %v, want %v", test.slicer, sizes, err, test.want)
			}
		})
	}
}

func TestHeadersAreCut(t *testing.T) {
	t.Parallel()
	inWeather(t, weather.Link{Slicer: weather.Headers}, func(_ *sim.World, alice, bob host.Socket) {
		send(t, alice, strings.Repeat("x", 60))
		if sizes, err := receives(bob, 60); sizes[0] > 8 || err != nil {
			t.Errorf("received %v: %v", sizes, err)
		}
	})
}

func TestResetAfter(t *testing.T) {
	t.Parallel()
	inWeather(t, weather.Link{ResetAfter: 6}, func(_ *sim.World, alice, bob host.Socket) {
		send(t, alice, "0123")
		send(t, alice, "4567")
		sizes, err := receives(bob, 8)
		if !slices.Equal(sizes, []int{4, 2}) || !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("bob received %v: %v", sizes, err)
		}
		if _, err := alice.Recv(make([]byte, 1), 0, forever); !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("alice hears %v", err)
		}
	})
}

func TestVanishAfter(t *testing.T) {
	t.Parallel()
	inWeather(t, weather.Link{VanishAfter: 6}, func(w *sim.World, alice, bob host.Socket) {
		send(t, alice, "01234567")
		_ = alice.Close()
		if sizes, err := receives(bob, 6); !slices.Equal(sizes, []int{6}) || err != nil {
			t.Errorf("bob received %v: %v", sizes, err)
		}
		if _, err := bob.Recv(make([]byte, 1), 0, host.After(w, time.Hour)); !errors.Is(err, syscall.ETIMEDOUT) {
			t.Errorf("bob hears %v of one that has vanished", err)
		}
	})
}

// TestDown: what a stream carries waits until the network is up, in order and
// with its end; datagrams are lost.
func TestDown(t *testing.T) {
	t.Parallel()
	inWeather(t, weather.Link{}, func(w *sim.World, alice, bob host.Socket) {
		w.Change(weather.Rule{Change: func(l *weather.Link) { l.Down = true }})
		send(t, alice, "head")
		send(t, alice, "body")
		_ = alice.Close()
		buf := make([]byte, 16)
		if n, err := bob.Recv(buf, 0, host.After(w, time.Hour)); !errors.Is(err, syscall.ETIMEDOUT) {
			t.Errorf("%d bytes got through: %v", n, err)
		}
		w.Change(weather.Rule{Change: func(l *weather.Link) { l.Down = false }})
		if n, err := bob.Recv(buf, 0, forever); string(buf[:n]) != "headbody" || err != nil {
			t.Errorf("received %q: %v", buf[:n], err)
		}
		if n, err := bob.Recv(buf, 0, forever); n != 0 || err != nil {
			t.Errorf("received %d bytes where the stream ends: %v", n, err)
		}
	})
}

func TestConnectWhileDown(t *testing.T) {
	t.Parallel()
	inWeather(t, weather.Link{}, func(w *sim.World, alice, _ host.Socket) {
		to, _ := alice.PeerAddr()
		w.Change(weather.Rule{Change: func(l *weather.Link) { l.Down = true }})
		w.Go("repair", func() {
			w.NewParker().Park(host.After(w, 20*time.Second))
			w.Change(weather.Rule{Change: func(l *weather.Link) { l.Down = false }})
		})
		_ = alice.Close()
		late := newSocket(t, w, host.INET, host.Stream)
		must(t, "connect", late.Connect(to, forever))
		if now := w.Elapsed(); now < 20*time.Second || now > 40*time.Second {
			t.Errorf("connected after %v", now)
		}
	})
}

// TestDatagrams: with each fault, what must happen to a hundred datagrams.
func TestDatagrams(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		link   weather.Link
		proper func(got []string) bool
	}{
		{"loss", weather.Link{Loss: 0.5}, func(got []string) bool {
			return len(got) > 20 && len(got) < 80 && slices.IsSorted(got)
		}},
		{"duplicates", weather.Link{Duplicate: 0.5}, func(got []string) bool {
			return len(got) > 120 && len(slices.Compact(got)) == 100
		}},
		{"reordering", weather.Link{Reorder: 0.2}, func(got []string) bool {
			return len(got) == 100 && !slices.IsSorted(got)
		}},
		{"corruption", weather.Link{Corrupt: 0.5}, func(got []string) bool {
			wrong := 0
			for i, text := range got {
				if text != fmt.Sprintf("%03d", i) {
					wrong++
				}
			}
			return len(got) == 100 && wrong > 20 && wrong < 80
		}},
		{"jitter", weather.Link{Latency: time.Millisecond, Jitter: time.Second}, func(got []string) bool {
			return len(got) == 100 && slices.IsSorted(got)
		}},
	} {
		if got := hundred(t, test.link); !test.proper(got) {
			t.Errorf("%s: received %d: %v", test.name, len(got), got)
		}
	}
}

// hundred sends 000 to 099 over UDP and returns what arrives.
func hundred(t *testing.T, link weather.Link) (got []string) {
	t.Helper()
	w := sim.New(sim.Options{Seed: 4, Forecast: weather.New(link)})
	w.Main(func() {
		to, from := newSocket(t, w, host.INET, host.Datagram), newSocket(t, w, host.INET, host.Datagram)
		must(t, "bind", to.Bind(local(0)))
		addr, _ := to.LocalAddr()
		for i := range 100 {
			_, err := from.SendTo(fmt.Appendf(nil, "%03d", i), 0, addr, forever)
			must(t, "send", err)
		}
		buf := make([]byte, 8)
		for {
			n, err := to.Recv(buf, 0, host.After(w, 10*time.Second))
			if err != nil {
				break
			}
			got = append(got, string(buf[:n]))
		}
		w.Close(0)
	})
	return got
}

// TestPlanMakesWeatherPlain: without the drawings that were noted nothing is
// left of them, and with all of them the story is the same.
func TestPlanMakesWeatherPlain(t *testing.T) {
	t.Parallel()
	sizes := func(plan chance.Plan) (sizes []int, noted []chance.ID) {
		w := sim.New(sim.Options{
			Seed: 1, Forecast: weather.New(weather.Link{Slicer: weather.Often}), Plan: plan,
			Noted: func(i weather.Incident) { noted = append(noted, i.ID) },
		})
		w.Main(func() {
			alice, bob := connect(t, w)
			send(t, alice, strings.Repeat("x", 60))
			sizes, _ = receives(bob, 60)
			w.Close(0)
		})
		return sizes, noted
	}
	first, noted := sizes(chance.Plan{})
	again, _ := sizes(chance.Only(noted))
	plain, none := sizes(chance.Only(nil))
	if len(first) < 2 || !slices.Equal(first, again) {
		t.Errorf("cut to %v, and with the same cuts to %v", first, again)
	}
	if !slices.Equal(plain, []int{60}) || len(none) > 0 {
		t.Errorf("without cuts %v, noted %v", plain, none)
	}
}
