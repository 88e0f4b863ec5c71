package chopped_test

import (
	"io"
	"net"
	"net/netip"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"sockrun/luaapi/host"
	"sockrun/runner/chop"
	"sockrun/runner/world/chopped"
	"sockrun/runner/world/real"
)

func world(t *testing.T, name string) *chopped.World {
	t.Helper()
	way, ok := chop.Find(name)
	if !ok {
		t.Fatalf("no way %s", name)
	}
	w := chopped.New(real.New(real.Options{Dir: t.TempDir()}), way, 1)
	t.Cleanup(func() {
		if stuck := w.Close(time.Minute); len(stuck) > 0 {
			t.Errorf("tasks have not returned: %q", stuck)
		}
	})
	return w
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// pair returns both ends of a connection inside the world, whose owners are two
// actors.
func pair(t *testing.T, w *chopped.World) (client, server *chopped.Socket) {
	t.Helper()
	l := socket(t, w)
	must(t, l.Bind(host.Inet(netip.AddrFrom4([4]byte{127, 0, 0, 1}), 0)))
	must(t, l.Listen(1))
	addr, err := l.LocalAddr()
	must(t, err)
	client = socket(t, w)
	must(t, client.Connect(addr, host.Forever))
	accepted, _, err := l.Accept(host.Forever)
	must(t, err)
	server = accepted.(*chopped.Socket)
	client.SetOwner("alice")
	server.SetOwner("echo")
	return client, server
}

func socket(t *testing.T, w *chopped.World) *chopped.Socket {
	t.Helper()
	s, err := w.Socket(host.INET, host.Stream, 0)
	must(t, err)
	return s.(*chopped.Socket)
}

// visitor returns a socket that has connected to somebody outside of the world,
// and that side.
func visitor(t *testing.T, w *chopped.World) (s *chopped.Socket, outside net.Conn) {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	must(t, err)
	defer l.Close()
	s = socket(t, w)
	addr := l.Addr().(*net.TCPAddr).AddrPort()
	must(t, s.Connect(host.Inet(addr.Addr(), int(addr.Port())), host.Forever))
	outside, err = l.Accept()
	must(t, err)
	t.Cleanup(func() { outside.Close() })
	return s, outside
}

func send(t *testing.T, s host.Socket, data string) {
	t.Helper()
	n, err := s.Send([]byte(data), 0, host.Forever)
	if err != nil || n != len(data) {
		t.Fatalf("sent %d of %d bytes: %v", n, len(data), err)
	}
}

func recv(t *testing.T, s host.Socket, flags int) string {
	t.Helper()
	p := make([]byte, 100)
	n, err := s.Recv(p, flags, host.After(clock{}, time.Minute))
	must(t, err)
	return string(p[:n])
}

// clock is that of a world which has just begun.
type clock struct{}

func (clock) Now() time.Time         { return time.Time{} }
func (clock) Elapsed() time.Duration { return 0 }

// TestInside: the receiver gets the pieces, whenever it asks, and is told that
// there were more.
func TestInside(t *testing.T) {
	t.Parallel()
	client, server := pair(t, world(t, "after-2"))
	send(t, client, "hello")
	send(t, client, "hi")
	send(t, client, "you")
	for _, want := range []struct {
		data string
		cut  bool
	}{{"he", true}, {"llohiyo", true}, {"u", false}} {
		if got := recv(t, server, 0); got != want.data || server.Delivered().Cut != want.cut {
			t.Errorf("received %q, cut %v; want %q, %v", got, server.Delivered().Cut, want.data, want.cut)
		}
	}
}

// TestWaiting: a receiver that waits already gets the pieces as well.
func TestWaiting(t *testing.T) {
	t.Parallel()
	w := world(t, "bytes")
	client, server := pair(t, w)
	done := make(chan string)
	w.Go("reader", func() {
		p := make([]byte, 100)
		n, _ := server.Recv(p, 0, host.Forever)
		done <- string(p[:n])
	})
	for held := 0; held == 0; time.Sleep(time.Millisecond) {
		g, _ := w.Glance(server)
		held = g.Held[host.Received]
	}
	send(t, client, "hello")
	if got := <-done; got != "h" {
		t.Errorf("received %q", got)
	}
}

// TestPeek: who looks again sees more.
func TestPeek(t *testing.T) {
	t.Parallel()
	client, server := pair(t, world(t, "bytes"))
	send(t, client, "abc")
	for _, want := range []string{"a", "ab", "abc", "abc"} {
		if got := recv(t, server, syscall.MSG_PEEK); got != want {
			t.Errorf("saw %q, want %q", got, want)
		}
	}
	if got := recv(t, server, 0); got != "abc" {
		t.Errorf("received %q", got)
	}
}

// TestJoined: writes wait for their sender to wait, and no longer.
func TestJoined(t *testing.T) {
	t.Parallel()
	for name, then := range map[string]func(*testing.T, *chopped.World, *chopped.Socket){
		"a task of the actor waits": func(_ *testing.T, w *chopped.World, s *chopped.Socket) { w.Release("alice") },
		"receive": func(_ *testing.T, _ *chopped.World, s *chopped.Socket) {
			_, _ = s.Recv(make([]byte, 1), 0, host.DontWait)
		},
		"poll": func(t *testing.T, w *chopped.World, s *chopped.Socket) {
			must(t, w.Poll([]host.Watch{{Socket: s, Wanted: host.Writable}}, host.Forever))
		},
		"shutdown": func(t *testing.T, _ *chopped.World, s *chopped.Socket) { must(t, s.Shutdown(host.ShutWrite)) },
		"close":    func(t *testing.T, _ *chopped.World, s *chopped.Socket) { must(t, s.Close()) },
		"nothing":  func(*testing.T, *chopped.World, *chopped.Socket) {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := world(t, "joined")
			client, server := twoWrites(t, w)
			w.Release("echo") // others do not count
			then(t, w, client)
			if got := recv(t, server, 0); got != "onetwo" || server.Delivered().Writes != 2 {
				t.Errorf("received %q of %d writes", got, server.Delivered().Writes)
			}
		})
	}
}

// TestCloseWaitsForFlush: what the timer is about to send is not cut off by a
// close that comes at the same time.
func TestCloseWaitsForFlush(t *testing.T) {
	t.Parallel()
	client, server := twoWrites(t, world(t, "joined"))
	flush, closed := client.BeginFlush(), make(chan struct{})
	go func() {
		client.Close()
		close(closed)
	}()
	select {
	case <-closed:
		t.Error("closed in the middle of a flush")
	case <-time.After(20 * time.Millisecond):
	}
	flush()
	<-closed
	if got := recv(t, server, 0); got != "onetwo" {
		t.Errorf("received %q", got)
	}
}

// twoWrites returns a connection of which one end has made two writes, the second
// before the first can have gone by itself: on a machine that is busy that may
// take more than one connection.
func twoWrites(t *testing.T, w *chopped.World) (client, server *chopped.Socket) {
	t.Helper()
	for {
		client, server = pair(t, w)
		began := time.Now()
		send(t, client, "one")
		send(t, client, "two")
		if time.Since(began) < chopped.HoldTime {
			return client, server
		}
	}
}

// TestJoinedIsBounded: much goes at once.
func TestJoinedIsBounded(t *testing.T) {
	t.Parallel()
	client, server := pair(t, world(t, "joined"))
	send(t, client, "begin")
	send(t, client, strings.Repeat("x", 20<<10))
	got := 0
	for p := make([]byte, 32<<10); got < 5+20<<10; {
		n, err := server.Recv(p, 0, host.Forever)
		must(t, err)
		got += n
	}
}

// TestOthersSendMeanwhile: while one call waits for room, others on the socket
// wait as long as they may.
func TestOthersSendMeanwhile(t *testing.T) {
	t.Parallel()
	w := world(t, "joined")
	client, _ := pair(t, w)
	w.Go("sender", func() {
		for err := error(nil); err == nil; {
			_, err = client.Send(make([]byte, 1<<20), 0, host.Forever)
		}
	})
	waits := func() bool {
		g, ok := w.Glance(client)
		return ok && g.Held[host.Sent] == 1
	}
	for !waits() {
		runtime.Gosched()
	}
	for want, d := range map[syscall.Errno]host.Deadline{syscall.EAGAIN: host.DontWait, syscall.ETIMEDOUT: host.After(w, time.Millisecond)} {
		sent := make(chan error, 1)
		w.Go("other", func() { _, err := client.Send([]byte("x"), 0, d); sent <- err })
		select {
		case err := <-sent:
			if err != want {
				t.Errorf("got %v, want %v", err, want)
			}
		case <-time.After(time.Minute):
			t.Errorf("a call waits that is to end with: %v", want)
		}
	}
}

// TestOutside: others get each piece when they have taken the one before. A write
// waits for that no longer than a second, which a machine that is busy may need:
// so there are three.
func TestOutside(t *testing.T) {
	t.Parallel()
	w := world(t, "after-2")
	s, outside := visitor(t, w)
	var sizes []int
	for range 3 {
		sent := make(chan error, 1)
		w.Go("sender", func() { _, err := s.Send([]byte("hello"), 0, host.Forever); sent <- err })
		sizes = nil
		for got := 0; got < 5; {
			n, err := outside.Read(make([]byte, 100))
			must(t, err)
			sizes = append(sizes, n)
			got += n
		}
		must(t, <-sent)
		if slices.Equal(sizes, []int{2, 3}) {
			return
		}
	}
	if runtime.GOOS == "linux" {
		t.Errorf("read %v bytes, want 2 and 3", sizes)
	}
}

// TestImpatient: one who does not receive holds nobody up for long, and gets
// all.
func TestImpatient(t *testing.T) {
	t.Parallel()
	for name, d := range map[string]func(*chopped.World) host.Deadline{
		"for ever":       func(*chopped.World) host.Deadline { return host.Forever },
		"with a timeout": func(w *chopped.World) host.Deadline { return host.After(w, 10*time.Millisecond) },
		"without":        func(*chopped.World) host.Deadline { return host.DontWait },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := world(t, "bytes")
			s, outside := visitor(t, w)
			n, err := s.Send([]byte("hello"), 0, d(w))
			if n != 5 || err != nil {
				t.Fatalf("sent %d bytes: %v", n, err)
			}
			p := make([]byte, 5)
			_, err = io.ReadFull(outside, p)
			must(t, err)
			if string(p) != "hello" {
				t.Errorf("read %q", p)
			}
		})
	}
}

// TestBroken: how many bytes went is known when the other side hangs up.
func TestBroken(t *testing.T) {
	t.Parallel()
	w := world(t, "bytes")
	s, outside := visitor(t, w)
	must(t, outside.(*net.TCPConn).SetLinger(0))
	w.Go("peer", func() {
		_, _ = outside.Read(make([]byte, 1))
		outside.Close()
	})
	sent := 0
	for {
		n, err := s.Send([]byte("hello"), 0, host.Forever)
		if sent += n; err == nil {
			continue
		}
		if err != syscall.ECONNRESET && err != syscall.EPIPE {
			t.Errorf("got %v", err)
		}
		break
	}
	if sent == 0 {
		t.Error("nothing was sent")
	}
}

// TestOptionIsKept: what the script has set stays.
func TestOptionIsKept(t *testing.T) {
	t.Parallel()
	w := world(t, "bytes")
	s, outside := visitor(t, w)
	before, err := s.Option(syscall.IPPROTO_TCP, syscall.TCP_NODELAY, 4)
	must(t, err)
	w.Go("peer", func() { _, _ = io.Copy(io.Discard, outside) })
	send(t, s, "hello")
	after, err := s.Option(syscall.IPPROTO_TCP, syscall.TCP_NODELAY, 4)
	must(t, err)
	if !slices.Equal(before, after) {
		t.Errorf("TCP_NODELAY was %v and is %v", before, after)
	}
	outside.Close()
}

// TestLittleIsKept: of connections that are over little is kept, and of those
// that do not wait until they stand nothing once they do, or are given up.
func TestLittleIsKept(t *testing.T) {
	t.Parallel()
	w := world(t, "bytes")
	for range 200 {
		s, outside := visitor(t, w)
		must(t, s.Close())
		outside.Close()
	}
	if lines, calls := w.Kept(); lines > 64 || calls != 0 {
		t.Errorf("%d lines and %d calls are kept", lines, calls)
	}
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	must(t, err)
	defer l.Close()
	addr := l.Addr().(*net.TCPAddr).AddrPort()
	for name, then := range map[string]func(*chopped.Socket) error{
		"stands": func(s *chopped.Socket) error {
			must(t, w.Poll([]host.Watch{{Socket: s, Wanted: host.Writable}}, host.Forever))
			_, err := s.Send([]byte("x"), 0, host.Forever)
			return err
		},
		"given up": (*chopped.Socket).Close,
	} {
		s := socket(t, w)
		if err := s.Connect(host.Inet(addr.Addr(), int(addr.Port())), host.DontWait); err != syscall.EINPROGRESS {
			t.Fatalf("connect: %v", err)
		}
		if _, calls := w.Kept(); calls != 1 {
			t.Errorf("%d calls are kept of one under way", calls)
		}
		must(t, then(s))
		if _, calls := w.Kept(); calls != 0 {
			t.Errorf("%s: %d calls are kept", name, calls)
		}
	}
}
