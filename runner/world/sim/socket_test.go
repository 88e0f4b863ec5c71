package sim_test

import (
	"errors"
	"io/fs"
	"net/netip"
	"slices"
	"syscall"
	"testing"
	"time"

	"sockrun/luaapi/host"
	"sockrun/runner/weather"
	"sockrun/runner/world/sim"
)

func local(port int) host.Addr { return host.Inet(netip.MustParseAddr("127.0.0.1"), port) }

func TestDescriptorsAreTheLowestFree(t *testing.T) {
	t.Parallel()
	w := sim.New(sim.Options{})
	var open []host.Socket
	for range 3 {
		open = append(open, newSocket(t, w, host.INET, host.Stream))
	}
	must(t, "close", open[1].Close())
	again := newSocket(t, w, host.UNIX, host.Datagram)
	got := []int{open[0].Fd(), open[1].Fd(), open[2].Fd(), again.Fd()}
	if want := []int{3, -1, 5, 4}; !slices.Equal(got, want) {
		t.Errorf("descriptors %v, want %v", got, want)
	}
}

// Some seeds must cut a stream, or nobody would ever see a partial read, and
// some must not.
func TestStreamsAreCutSometimes(t *testing.T) {
	t.Parallel()
	sizes := make(map[int]bool)
	for seed := range uint64(200) {
		w := sim.New(sim.Options{Seed: seed, Forecast: as(weather.Default)})
		w.Main(func() {
			client, server := connect(t, w)
			_, err := client.Send([]byte("abcd"), 0, host.Forever)
			must(t, "send", err)
			n, err := server.Recv(make([]byte, 4), 0, host.Forever)
			must(t, "recv", err)
			sizes[n] = true
		})
	}
	if len(sizes) != 4 {
		t.Errorf("4 bytes came as %v first, want every size", sizes)
	}
}

func TestTimeWaitEnds(t *testing.T) {
	t.Parallel()
	w := sim.New(sim.Options{})
	w.Main(func() {
		l := newSocket(t, w, host.INET, host.Stream)
		must(t, "bind", l.Bind(local(8080)))
		must(t, "listen", l.Listen(1))
		client := newSocket(t, w, host.INET, host.Stream)
		must(t, "connect", client.Connect(local(8080), host.Forever))
		server, _, err := l.Accept(host.Forever)
		must(t, "accept", err)
		for _, s := range []host.Socket{server, client, l} {
			must(t, "close", s.Close())
		}
		s := newSocket(t, w, host.INET, host.Stream)
		if err := s.Bind(local(8080)); err != syscall.EADDRINUSE {
			t.Errorf("bind in TIME_WAIT: %v", err)
		}
		_ = w.NewParker().Park(host.After(w, time.Minute))
		must(t, "bind a minute later", s.Bind(local(8080)))
	})
}

// The other end has closed first, so this one's port is free at once.
func TestPassiveCloseLeavesNoTimeWait(t *testing.T) {
	t.Parallel()
	w := sim.New(sim.Options{})
	w.Main(func() {
		l := newSocket(t, w, host.INET, host.Stream)
		must(t, "bind", l.Bind(local(8080)))
		must(t, "listen", l.Listen(1))
		client := newSocket(t, w, host.INET, host.Stream)
		must(t, "connect", client.Connect(local(8080), host.Forever))
		server, _, err := l.Accept(host.Forever)
		must(t, "accept", err)
		for _, s := range []host.Socket{client, server, l} {
			must(t, "close", s.Close())
		}
		must(t, "bind", newSocket(t, w, host.INET, host.Stream).Bind(local(8080)))
	})
}

func TestUDPDropsWhatFindsNoRoom(t *testing.T) {
	t.Parallel()
	w := sim.New(sim.Options{})
	w.Main(func() {
		server, client := newSocket(t, w, host.INET, host.Datagram), newSocket(t, w, host.INET, host.Datagram)
		must(t, "bind", server.Bind(local(9)))
		for range 10 {
			_, err := client.SendTo(make([]byte, 60000), 0, local(9), host.Forever)
			must(t, "sendto", err)
		}
		got := 0
		for ; ; got++ {
			if _, err := server.Recv(make([]byte, 1), 0, host.DontWait); err != nil {
				break
			}
		}
		if got != 3 {
			t.Errorf("%d datagrams of 60000 bytes fit into the buffer of 212992, want 3", got)
		}
	})
}

func TestUnixDatagramsWaitForRoom(t *testing.T) {
	t.Parallel()
	w := sim.New(sim.Options{Seed: 5})
	w.Main(func() {
		server, client := newSocket(t, w, host.UNIX, host.Datagram), newSocket(t, w, host.UNIX, host.Datagram)
		must(t, "bind", server.Bind(host.UnixPath("/s")))
		must(t, "connect", client.Connect(host.UnixPath("/s"), host.Forever))
		const count = 100
		w.Go("sender", func() {
			for range count {
				if _, err := client.Send(make([]byte, 60000), 0, host.Forever); err != nil {
					t.Errorf("send: %v", err)
				}
			}
		})
		for range count {
			_, err := server.Recv(make([]byte, 1), 0, host.After(w, time.Second))
			must(t, "recv", err)
		}
	})
}

func TestListenerCloseTurnsClientsAway(t *testing.T) {
	t.Parallel()
	w := sim.New(sim.Options{})
	w.Main(func() {
		l := newSocket(t, w, host.INET, host.Stream)
		must(t, "listen", l.Listen(0))
		addr, err := l.LocalAddr()
		must(t, "local address", err)
		inQueue, knocking := newSocket(t, w, host.INET, host.Stream), newSocket(t, w, host.INET, host.Stream)
		must(t, "connect", inQueue.Connect(addr, host.Forever))
		if err := knocking.Connect(addr, host.After(w, time.Second)); err != syscall.ETIMEDOUT {
			t.Errorf("connect to a full backlog: %v", err)
		}
		must(t, "close", l.Close())
		if _, err := inQueue.Recv(make([]byte, 1), 0, host.Forever); err != syscall.ECONNRESET {
			t.Errorf("recv on a connection that nobody accepted: %v", err)
		}
		if err := knocking.Connect(addr, host.Forever); err != syscall.ECONNREFUSED {
			t.Errorf("connect that waited: %v", err)
		}
	})
}

// Real files are removed through Options.Files, and unix sockets are not.
func TestRemoveKnowsUnixSockets(t *testing.T) {
	t.Parallel()
	files := &fileRecord{}
	w := sim.New(sim.Options{Dir: "/folder", Files: files})
	s := newSocket(t, w, host.UNIX, host.Stream)
	must(t, "bind", s.Bind(host.UnixPath("/folder/sock")))
	must(t, "remove", w.Remove("sock"))
	if err := w.Remove("/folder/sock"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("removing it again: %v", err)
	}
	if want := []string{"/folder/sock"}; !slices.Equal(files.removed, want) {
		t.Errorf("files were asked to remove %q, want %q", files.removed, want)
	}
}

type fileRecord struct {
	host.Files
	removed []string
}

func (f *fileRecord) Remove(name string) error {
	f.removed = append(f.removed, name)
	return &fs.PathError{Op: "remove", Path: name, Err: fs.ErrNotExist}
}

func TestPortsAreUsedAgain(t *testing.T) {
	t.Parallel()
	w := sim.New(sim.Options{})
	w.Main(func() {
		l := newSocket(t, w, host.INET, host.Stream)
		must(t, "listen", l.Listen(1))
		addr, err := l.LocalAddr()
		must(t, "local address", err)
		for range 40000 { // more than there are ephemeral ports
			client := newSocket(t, w, host.INET, host.Stream)
			must(t, "connect", client.Connect(addr, host.Forever))
			server, _, err := l.Accept(host.Forever)
			must(t, "accept", err)
			must(t, "close", client.Close())
			must(t, "close", server.Close())
		}
	})
}
