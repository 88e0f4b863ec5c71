package real_test

import (
	"encoding/binary"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"

	"sockrun/luaapi/host"
	"sockrun/runner/world/real"
)

var loopback = netip.AddrFrom4([4]byte{127, 0, 0, 1})

// ownLoopback is an address of this machine whose ports nobody else takes, where
// there is one: a port that a test has closed stays free.
func ownLoopback() netip.Addr {
	if runtime.GOOS != "linux" {
		return loopback
	}
	pid := os.Getpid()
	return netip.AddrFrom4([4]byte{127, 64 | byte(pid>>8)&63, byte(pid), 7})
}

// newSocket returns a socket of w.
func newSocket(t testing.TB, w *real.World, family host.Family, typ host.Type) host.Socket {
	t.Helper()
	s, err := w.Socket(family, typ, 0)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// listen returns a socket that listens at a, and its address.
func listen(t testing.TB, w *real.World, a host.Addr, backlog int) (host.Socket, host.Addr) {
	t.Helper()
	l := newSocket(t, w, a.Family, host.Stream)
	if err := l.Bind(a); err != nil {
		t.Fatal(err)
	}
	if err := l.Listen(backlog); err != nil {
		t.Fatal(err)
	}
	addr, err := l.LocalAddr()
	if err != nil {
		t.Fatal(err)
	}
	return l, addr
}

// pair returns both ends of a connection to a listener at a.
func pair(t testing.TB, w *real.World, a host.Addr) (client, server host.Socket) {
	t.Helper()
	l, addr := listen(t, w, a, 1)
	client = newSocket(t, w, a.Family, host.Stream)
	if err := client.Connect(addr, host.Forever); err != nil {
		t.Fatal(err)
	}
	server, _, err := l.Accept(host.Forever)
	if err != nil {
		t.Fatal(err)
	}
	return client, server
}

// shortPath returns a path that fits a unix socket's address.
func shortPath(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "real")
	must(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return filepath.Join(dir, "s")
}

func TestIPv6(t *testing.T) {
	t.Parallel()
	w := world(t)
	l := newSocket(t, w, host.INET6, host.Stream)
	if err := l.Bind(host.Inet(netip.IPv6Loopback(), 0)); err == syscall.EADDRNOTAVAIL {
		t.Skip("no IPv6 here")
	}
	client, server := pair(t, w, host.Inet(netip.IPv6Loopback(), 0))
	peer, err := server.PeerAddr()
	must(t, err)
	local, err := client.LocalAddr()
	must(t, err)
	if peer != local || peer.IP != netip.IPv6Loopback() {
		t.Errorf("the server sees %v, the client is %v", peer, local)
	}
}

func TestWrongAddresses(t *testing.T) {
	t.Parallel()
	w := world(t)
	inet := newSocket(t, w, host.INET, host.Stream)
	wantError(t, inet.Bind(host.Addr{}), syscall.EAFNOSUPPORT)
	wantError(t, inet.Bind(host.Addr{Family: host.INET, IP: netip.IPv6Loopback()}), syscall.EAFNOSUPPORT)
	long := string(make([]byte, 200))
	wantError(t, newSocket(t, w, host.UNIX, host.Stream).Bind(host.UnixPath("/"+long)), syscall.ENAMETOOLONG)
}

func TestAbstractUnixSocket(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("abstract names are Linux's")
	}
	w := world(t)
	name := "\x00" + filepath.Base(t.TempDir()) + t.Name()
	l, addr := listen(t, w, host.UnixPath(name), 1)
	if addr != host.UnixPath(name) {
		t.Errorf("bound to %q, want %q", addr.Path, name)
	}
	client := newSocket(t, w, host.UNIX, host.Stream)
	must(t, client.Connect(addr, host.Forever))
	_, from, err := l.Accept(host.Forever)
	must(t, err)
	if from != host.UnixPath("") {
		t.Errorf("the peer is %q, want an unnamed one", from)
	}
}

func TestEndRemovesBoundPaths(t *testing.T) {
	t.Parallel()
	w := world(t)
	path, closed, replaced := shortPath(t), shortPath(t), shortPath(t)
	listen(t, w, host.UnixPath(path), 1)

	c, _ := listen(t, w, host.UnixPath(closed), 1)
	must(t, c.Close())
	if _, err := os.Lstat(closed); err != nil {
		t.Errorf("close removed the file: %v", err)
	}

	listen(t, w, host.UnixPath(replaced), 1)
	must(t, os.Remove(replaced))
	must(t, os.WriteFile(replaced, nil, 0o600))

	w.End()
	for _, p := range []string{path, closed} {
		if _, err := os.Lstat(p); !os.IsNotExist(err) {
			t.Errorf("%s is left behind: %v", p, err)
		}
	}
	if _, err := os.Lstat(replaced); err != nil {
		t.Errorf("a file that is no socket was removed: %v", err)
	}
}

func TestUnixConnectWaitsForRoomInTheQueue(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("other systems refuse")
	}
	w := world(t)
	l, addr := listen(t, w, host.UnixPath(shortPath(t)), 0)
	connect := func(d host.Deadline) error {
		return newSocket(t, w, host.UNIX, host.Stream).Connect(addr, d)
	}
	must(t, connect(host.DontWait))
	wantError(t, connect(host.DontWait), syscall.EAGAIN)
	wantError(t, connect(host.After(w, 10*time.Millisecond)), syscall.ETIMEDOUT)

	done := w.NewParker()
	w.Go("client", func() {
		defer done.Unpark()
		if err := connect(host.After(w, 20*time.Second)); err != nil {
			t.Error(err)
		}
	})
	_, _, err := l.Accept(host.Forever)
	must(t, err)
	must(t, done.Park(host.After(w, 20*time.Second)))
}

func TestUnixDatagramWaitsForRoomInTheQueue(t *testing.T) {
	t.Parallel()
	w := world(t)
	receiver := newSocket(t, w, host.UNIX, host.Datagram)
	to := host.UnixPath(shortPath(t))
	must(t, receiver.Bind(to))
	sender := newSocket(t, w, host.UNIX, host.Datagram)
	var err error
	for err == nil {
		_, err = sender.SendTo([]byte("x"), 0, to, host.DontWait)
	}
	if runtime.GOOS == "linux" {
		wantError(t, err, syscall.EAGAIN)
		_, err = sender.SendTo([]byte("x"), 0, to, host.After(w, 10*time.Millisecond))
		wantError(t, err, syscall.ETIMEDOUT)
	}
	_, from, err := receiver.RecvFrom(make([]byte, 8), 0, host.Forever)
	must(t, err)
	if from != host.UnixPath("") {
		t.Errorf("the sender is %q, want an unnamed one", from)
	}
	_, err = sender.SendTo([]byte("x"), 0, to, host.After(w, 20*time.Second))
	must(t, err)
}

func TestConnectDontWaitFollowsTheSystem(t *testing.T) {
	t.Parallel()
	w := world(t)
	_, addr := listen(t, w, host.Inet(loopback, 0), 1)
	client := newSocket(t, w, host.INET, host.Stream)
	wantError(t, client.Connect(addr, host.DontWait), syscall.EINPROGRESS)
	must(t, client.Connect(addr, host.Forever)) // joins the one under way
	wantError(t, client.Connect(addr, host.DontWait), syscall.EISCONN)
}

func TestOptions(t *testing.T) {
	t.Parallel()
	w := world(t)
	s := newSocket(t, w, host.INET, host.Stream)
	one := binary.NativeEndian.AppendUint32(nil, 1)
	must(t, s.SetOption(syscall.SOL_SOCKET, syscall.SO_REUSEADDR, one))
	got, err := s.Option(syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 4)
	must(t, err)
	if binary.NativeEndian.Uint32(got) == 0 {
		t.Errorf("SO_REUSEADDR is %x after it was set", got)
	}
	_, err = s.Option(syscall.SOL_SOCKET, 9999, 4)
	wantError(t, err, syscall.ENOPROTOOPT)
	wantError(t, s.SetOption(syscall.SOL_SOCKET, 9999, one), syscall.ENOPROTOOPT)
	wantError(t, s.SetOption(syscall.SOL_SOCKET, syscall.SO_REUSEADDR, nil), syscall.EINVAL)
}

func TestOptionOfOtherSize(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("only Linux reads them")
	}
	s := newSocket(t, world(t), host.INET, host.Stream)
	linger := binary.NativeEndian.AppendUint32(binary.NativeEndian.AppendUint32(nil, 1), 5)
	must(t, s.SetOption(syscall.SOL_SOCKET, syscall.SO_LINGER, linger))
	got, err := s.Option(syscall.SOL_SOCKET, syscall.SO_LINGER, 8)
	must(t, err)
	if string(got) != string(linger) {
		t.Errorf("SO_LINGER is %x, want %x", got, linger)
	}
	must(t, s.Close())
	_, err = s.Option(syscall.SOL_SOCKET, syscall.SO_LINGER, 8)
	wantError(t, err, syscall.EBADF)
}

func TestEndDoesNotLinger(t *testing.T) {
	t.Parallel()
	stranger, err := net.Listen("tcp", "127.0.0.1:0") // no socket of the world: stays open
	must(t, err)
	defer stranger.Close()
	w := world(t)
	client := newSocket(t, w, host.INET, host.Stream)
	addr := netip.MustParseAddrPort(stranger.Addr().String())
	must(t, client.Connect(host.Inet(addr.Addr(), int(addr.Port())), host.Forever))
	linger := binary.NativeEndian.AppendUint32(binary.NativeEndian.AppendUint32(nil, 1), 30)
	must(t, client.SetOption(syscall.SOL_SOCKET, syscall.SO_LINGER, linger))
	for err == nil { // bytes that nobody reads keep a close waiting
		_, err = client.Send(make([]byte, 64<<10), 0, host.DontWait)
	}
	start := time.Now()
	w.End()
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("End took %v", took)
	}
}

func TestSendForeverGivesAll(t *testing.T) {
	t.Parallel()
	w := world(t)
	client, server := pair(t, w, host.Inet(loopback, 0))
	const size = 8 << 20
	w.Go("reader", func() {
		buf := make([]byte, 64<<10)
		for n, err := 1, error(nil); n > 0 && err == nil; {
			n, err = server.Recv(buf, 0, host.Forever)
		}
	})
	n, err := client.Send(make([]byte, size), 0, host.Forever)
	must(t, err)
	if n != size {
		t.Errorf("Send took %d bytes, want %d", n, size)
	}
}

func TestSendCutShortSaysHowManyWent(t *testing.T) {
	t.Parallel()
	w := world(t)
	client, server := pair(t, w, host.Inet(loopback, 0))
	sent := make(chan int, 1)
	w.Go("writer", func() {
		n, err := client.Send(make([]byte, 64<<20), 0, host.Forever)
		if err != syscall.EPIPE {
			t.Errorf("got error %v, want EPIPE", err)
		}
		sent <- n
	})
	_, err := server.Recv(make([]byte, 1), syscall.MSG_PEEK, host.Forever)
	must(t, err)
	must(t, client.Shutdown(host.ShutWrite))
	total, buf := 0, make([]byte, 64<<10)
	for {
		n, err := server.Recv(buf, 0, host.Forever)
		must(t, err)
		if n == 0 {
			break
		}
		total += n
	}
	if n := <-sent; n != total || n == 0 {
		t.Errorf("Send says that %d bytes went, %d came", n, total)
	}
}
