package world_test

import (
	"errors"
	"slices"
	"syscall"
	"testing"
	"time"

	"sockrun/luaapi/host"
	"sockrun/runner/policy"
	"sockrun/runner/transcript"
	"sockrun/runner/world"
	"sockrun/runner/world/worldtest"
)

var kinds = map[string]world.Kind{"real": world.Real, "simulated": world.Simulated}

// Policy and transcript change nothing of what a world does.
func TestConformance(t *testing.T) {
	t.Parallel()
	for name, kind := range kinds {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			worldtest.Run(t, func(seed uint64) worldtest.World { return recorded(t, kind, seed) })
		})
	}
}

// Over TLS connections behave as they do without.
func TestConformanceSecured(t *testing.T) {
	t.Parallel()
	for name, kind := range kinds {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			worldtest.RunSecured(t, func(seed uint64) worldtest.World { return recorded(t, kind, seed) })
		})
	}
}

// recorded returns a world in which everything is allowed.
func recorded(t *testing.T, kind world.Kind, seed uint64) *world.World {
	t.Helper()
	p, err := policy.Parse(policy.Flags{All: true})
	if err != nil {
		t.Fatal(err)
	}
	return world.New(kind, world.Options{Seed: seed, Policy: p, Transcript: transcript.New(0)})
}

// inBoth runs main in a recorded world of each kind, and then look.
func inBoth(t *testing.T, main func(*testing.T, *world.World), look func(*testing.T, *transcript.Transcript)) {
	t.Helper()
	for name, kind := range kinds {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tr := transcript.New(0)
			w := world.New(kind, world.Options{Seed: 1, Transcript: tr})
			w.Main(func() {
				main(t, w)
				if stuck := w.Close(time.Minute); len(stuck) > 0 {
					t.Errorf("stuck: %q", stuck)
				}
			})
			look(t, tr)
		})
	}
}

// check reports an error of the main task, which must return to its world.
func check(t *testing.T, err error) bool {
	t.Helper()
	if err != nil {
		t.Error(err)
	}
	return err == nil
}

// listener returns a bound socket of loopback and its address.
func bound(t *testing.T, w *world.World, typ host.Type) (host.Socket, host.Addr) {
	t.Helper()
	s, err := w.Socket(host.INET, typ, 0)
	if !check(t, err) || !check(t, s.Bind(inet("127.0.0.1:0"))) {
		return s, host.Addr{}
	}
	a, err := s.LocalAddr()
	check(t, err)
	return s, a
}

func TestStreamsAreRecorded(t *testing.T) {
	t.Parallel()
	inBoth(t, func(t *testing.T, w *world.World) {
		listener, addr := bound(t, w, host.Stream)
		check(t, listener.Listen(1))
		client, err := w.Socket(host.INET, host.Stream, 0)
		if !check(t, err) || !check(t, client.Connect(addr, host.Forever)) {
			return
		}
		server, _, err := listener.Accept(host.Forever)
		if !check(t, err) {
			return
		}
		world.LogOf(client).SetName("alice", "echo")
		world.LogOf(server).SetName("echo", "alice")
		client.Mark(host.Sent, 4)
		_, err = client.Send([]byte("ping"), 0, host.Forever)
		check(t, err)
		p := make([]byte, 10)
		_, err = server.Recv(p, syscall.MSG_PEEK, host.Forever)
		check(t, err)
		n := recvAll(t, server, p[:4])
		server.Mark(host.Received, n)
		_, err = server.Recv(p, 0, host.DontWait)
		if !errors.Is(err, syscall.EAGAIN) {
			t.Errorf("got %v, want EAGAIN", err)
		}
		check(t, client.Shutdown(host.ShutWrite))
		for range 2 {
			n, err = server.Recv(p, 0, host.Forever)
			if n != 0 || err != nil {
				t.Errorf("got %d, %v at the end of the stream", n, err)
			}
		}
		check(t, client.Close())
		check(t, client.Close())
		check(t, server.Reset())
	}, func(t *testing.T, tr *transcript.Transcript) {
		if got := tr.LastOf("alice", 9); len(got) != 1 || string(got[0].Data) != "ping" || got[0].Dir != host.Sent || !got[0].Message {
			t.Errorf("alice: %v", got)
		}
		if got := tr.LastOf("echo", 9); len(got) != 1 || string(got[0].Data) != "ping" || got[0].Dir != host.Received || !got[0].Message {
			t.Errorf("echo: %v", got)
		}
		wantEvents(t, tr, "alice", transcript.Connect, transcript.Shutdown, transcript.Close)
		wantEvents(t, tr, "echo", transcript.Bind, transcript.Listen, transcript.Accept, transcript.EndOfStream, transcript.Reset)
	})
}

// recvAll fills p, in as many pieces as the world likes.
func recvAll(t *testing.T, s host.Socket, p []byte) int {
	t.Helper()
	got := 0
	for got < len(p) {
		n, err := s.Recv(p[got:], 0, host.Forever)
		if !check(t, err) || n == 0 {
			break
		}
		got += n
	}
	return got
}

// wantEvents looks at what is not data; the listener has its server's name by
// its address.
func wantEvents(t *testing.T, tr *transcript.Transcript, local string, want ...transcript.Kind) {
	t.Helper()
	var got []transcript.Kind
	for _, e := range tr.Entries() {
		if e.Local == local && e.Kind != transcript.Data {
			got = append(got, e.Kind)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s: got %v, want %v", local, got, want)
	}
}

func TestDatagramsAreRecorded(t *testing.T) {
	t.Parallel()
	inBoth(t, func(t *testing.T, w *world.World) {
		server, to := bound(t, w, host.Datagram)
		client, _ := bound(t, w, host.Datagram)
		world.LogOf(server).SetName("echo", "")
		world.LogOf(client).SetName("alice", "")
		p := make([]byte, 10)
		for _, m := range []string{"one", "", "three"} {
			_, err := client.SendTo([]byte(m), 0, to, host.Forever)
			check(t, err)
			n, _, err := server.RecvFrom(p, 0, host.Forever)
			check(t, err)
			if string(p[:n]) != m {
				t.Errorf("got %q, want %q", p[:n], m)
			}
		}
	}, func(t *testing.T, tr *transcript.Transcript) {
		for _, c := range []struct {
			local, peer string
			dir         host.Direction
		}{{"alice", "echo", host.Sent}, {"echo", "alice", host.Received}} {
			var got []string
			for _, e := range tr.LastOf(c.local, 9) {
				if e.Peer != c.peer || e.Dir != c.dir {
					t.Errorf("%s: %v", c.local, e)
				}
				got = append(got, string(e.Data))
			}
			if want := []string{"one", "", "three"}; !slices.Equal(got, want) {
				t.Errorf("%s: got %q, want %q", c.local, got, want)
			}
		}
	})
}

func TestRefusedConnectIsRecorded(t *testing.T) {
	t.Parallel()
	inBoth(t, func(t *testing.T, w *world.World) {
		deaf, addr := bound(t, w, host.Stream) // keeps its port, and does not listen
		defer deaf.Close()
		s, err := w.Socket(host.INET, host.Stream, 0)
		if !check(t, err) {
			return
		}
		world.LogOf(s).SetName("alice", "")
		if err := s.Connect(addr, host.Forever); !errors.Is(err, syscall.ECONNREFUSED) {
			t.Errorf("got %v", err)
		}
	}, func(t *testing.T, tr *transcript.Transcript) {
		i := slices.IndexFunc(tr.Entries(), func(e transcript.Entry) bool {
			return e.Kind == transcript.Connect && e.Detail == syscall.ECONNREFUSED.Error()
		})
		if i < 0 {
			t.Errorf("not in %v", tr.Entries())
		}
	})
}

func TestWithoutATranscriptThereIsNoLog(t *testing.T) {
	t.Parallel()
	w := world.New(world.Real, world.Options{})
	defer w.Close(time.Second)
	s, _ := bound(t, w, host.Datagram)
	if log := world.LogOf(s); log != nil {
		t.Errorf("got %v", log)
	}
	if log := world.LogOf(nil); log != nil {
		t.Errorf("of nil: got %v", log)
	}
}

func TestOnlyTheSimulatedWorldTellsDeadlocks(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind world.Kind
		wait host.Deadline
		want bool
	}{{world.Real, 1, false}, {world.Simulated, 1, false}, {world.Simulated, host.Forever, true}} {
		w := world.New(c.kind, world.Options{})
		w.Main(func() {
			s, _ := bound(t, w, host.Datagram)
			if _, err := s.Recv(make([]byte, 1), 0, c.wait); err == nil {
				t.Error("received from nobody")
			}
			w.Close(time.Second)
		})
		if got := w.Deadlocked(); got != c.want {
			t.Errorf("kind %d: got %v, want %v", c.kind, got, c.want)
		}
	}
}
