package world_test

import (
	"errors"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"sockrun/luaapi/host"
	"sockrun/runner/policy"
	"sockrun/runner/world"
)

// fakeWorld notes the calls that reach it. What a test does not expect to be
// called is missing and panics.
type fakeWorld struct {
	world.Base
	calls []string
	addrs []host.Addr // answers Lookup
}

func (w *fakeWorld) note(call, what string) error {
	w.calls = append(w.calls, call+" "+what)
	return nil
}

func (w *fakeWorld) Elapsed() time.Duration { return 0 }

func (w *fakeWorld) Socket(f host.Family, t host.Type, proto int) (host.Socket, error) {
	return &fakeSocket{world: w, kind: host.Kind{Family: f, Type: t, Proto: proto}}, w.note("socket", "")
}

func (w *fakeWorld) Lookup(name string, _ host.Family, _ host.Deadline) ([]host.Addr, error) {
	return w.addrs, w.note("lookup", name)
}

func (w *fakeWorld) Open(name string, _ int, _ fs.FileMode) (host.File, error) {
	w.note("open", name)
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

func (w *fakeWorld) Remove(name string) error     { return w.note("remove", name) }
func (w *fakeWorld) Rename(from, to string) error { return w.note("rename", from+" "+to) }

func (w *fakeWorld) Run(c host.Command, _ host.Deadline) (host.Exit, error) {
	return host.Exit{}, w.note("run", c.Argv[0])
}

type fakeSocket struct {
	host.Socket
	world *fakeWorld
	kind  host.Kind
}

func (s *fakeSocket) Kind() host.Kind               { return s.kind }
func (s *fakeSocket) LocalAddr() (host.Addr, error) { return host.Addr{}, nil }
func (s *fakeSocket) Bind(a host.Addr) error        { return s.world.note("bind", a.String()) }
func (s *fakeSocket) Listen(int) error              { return s.world.note("listen", "") }
func (s *fakeSocket) Connect(a host.Addr, _ host.Deadline) error {
	return s.world.note("connect", a.String())
}

func (s *fakeSocket) SendTo(p []byte, _ int, to host.Addr, _ host.Deadline) (int, error) {
	return len(p), s.world.note("sendto", to.String())
}

// guarded returns a fake world behind a policy of flags.
func guarded(t *testing.T, f policy.Flags) (*fakeWorld, *world.World) {
	t.Helper()
	p, err := policy.Parse(f)
	if err != nil {
		t.Fatal(err)
	}
	base := &fakeWorld{}
	return base, world.Wrap(base, p, nil)
}

func socket(t *testing.T, w *world.World, f host.Family, typ host.Type) host.Socket {
	t.Helper()
	s, err := w.Socket(f, typ, 0)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func inet(s string) host.Addr {
	a := netip.MustParseAddrPort(s)
	return host.Inet(a.Addr(), int(a.Port()))
}

func TestRefusalsComeBeforeAnyCall(t *testing.T) {
	t.Parallel()
	temp := t.TempDir()
	outside := inet("10.0.0.1:80")
	on := func(f host.Family, typ host.Type, do func(host.Socket) error) func(*world.World) error {
		return func(w *world.World) error { return do(socket(t, w, f, typ)) }
	}
	for _, c := range []struct {
		name, flag string
		do         func(*world.World) error
	}{
		{"connect", "--allow-net=10.0.0.1:80", on(host.INET, host.Stream, func(s host.Socket) error {
			return s.Connect(outside, host.Forever)
		})},
		{"bind", "--allow-net=0.0.0.0:80", on(host.INET, host.Stream, func(s host.Socket) error {
			return s.Bind(inet("0.0.0.0:80"))
		})},
		{"listen without bind", "--allow-net=0.0.0.0", on(host.INET, host.Stream, func(s host.Socket) error {
			return s.Listen(1)
		})},
		{"listen without bind on IPv6", "--allow-net=::", on(host.INET6, host.Stream, func(s host.Socket) error {
			return s.Listen(1)
		})},
		{"send to", "--allow-net=10.0.0.1:80", on(host.INET, host.Datagram, func(s host.Socket) error {
			_, err := s.SendTo(nil, 0, outside, host.Forever)
			return err
		})},
		{"send to an abstract name", "--allow-net=unix:@x", on(host.UNIX, host.Datagram, func(s host.Socket) error {
			_, err := s.SendTo(nil, 0, host.UnixPath("\x00x"), host.Forever)
			return err
		})},
		{"raw", "--allow-net=raw", func(w *world.World) error {
			_, err := w.Socket(host.INET, host.Raw, syscall.IPPROTO_ICMP)
			return err
		}},
		{"lookup of an address", "--allow-net=10.0.0.1", func(w *world.World) error {
			_, err := w.LookupAddr(outside.IP, host.Forever)
			return err
		}},
		{"lookup", "--allow-net=example.com", func(w *world.World) error {
			_, err := w.Lookup("example.com", 0, host.Forever)
			return err
		}},
		{"open to read", "--allow-read=/etc/passwd", func(w *world.World) error {
			_, err := w.Open("/etc/passwd", os.O_RDONLY, 0)
			return err
		}},
		{"open to write", "--allow-write=/x", func(w *world.World) error {
			_, err := w.Open("/x", os.O_WRONLY|os.O_CREATE, 0o600)
			return err
		}},
		{"open to read, and empty it", "--allow-write=/x", func(w *world.World) error {
			_, err := w.Open("/x", os.O_RDONLY|os.O_TRUNC, 0)
			return err
		}},
		{"remove", "--allow-write=/x", func(w *world.World) error { return w.Remove("/x") }},
		{"rename from", "--allow-write=/x", func(w *world.World) error { return w.Rename("/x", temp+"/x") }},
		{"rename to", "--allow-write=/x", func(w *world.World) error { return w.Rename(temp+"/x", "/x") }},
		{"run", "--allow-run=sh", func(w *world.World) error {
			_, err := w.Run(host.Command{Argv: []string{"sh"}}, host.Forever)
			return err
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			base, w := guarded(t, policy.Flags{Temp: temp})
			err := c.do(w)
			var denied *host.Denied
			if !errors.As(err, &denied) || denied.Flag != c.flag || !errors.Is(err, syscall.EPERM) {
				t.Errorf("got %v, want a refusal that names %s", err, c.flag)
			}
			if calls := slices.DeleteFunc(base.calls, func(s string) bool { return s == "socket " }); len(calls) > 0 {
				t.Errorf("these calls were made: %q", calls)
			}
		})
	}
}

func TestAllowedCallsArrive(t *testing.T) {
	t.Parallel()
	temp, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("file", filepath.Join(temp, "link")); err != nil {
		t.Fatal(err)
	}
	base, w := guarded(t, policy.Flags{Temp: temp, Dir: temp, Run: []string{temp + "/bin/tool"}})
	tcp, udp := socket(t, w, host.INET, host.Stream), socket(t, w, host.UNIX, host.Datagram)
	for _, err := range []error{
		tcp.Bind(inet("127.0.0.1:80")),
		tcp.Listen(1),
		tcp.Connect(inet("127.0.0.1:81"), host.Forever),
		second(udp.SendTo(nil, 0, host.UnixPath("s"), host.Forever)),
		second(udp.SendTo(nil, 0, host.UnixPath("s"), host.Forever)),
		w.Remove("link"),
		w.Rename("link", "other"),
		second(w.Run(host.Command{Argv: []string{"./tool"}, Dir: temp + "/bin"}, host.Forever)),
	} {
		if err != nil {
			t.Error(err)
		}
	}
	var failed *fs.PathError
	if _, err := w.Open("link", os.O_RDWR, 0); !errors.As(err, &failed) || failed.Path != "link" {
		t.Errorf("got %v, want an error about the name that was given", err)
	}
	want := []string{
		"socket ", "socket ", "bind 127.0.0.1:80", "listen ", "connect 127.0.0.1:81",
		"sendto " + temp + "/s", "sendto " + temp + "/s",
		"remove " + temp + "/link", "rename " + temp + "/link " + temp + "/other",
		"run ./tool", "open " + temp + "/file",
	}
	if !slices.Equal(base.calls, want) {
		t.Errorf("got  %q\nwant %q", base.calls, want)
	}
}

func second[T any](_ T, err error) error { return err }

func TestANameAllowsItsAddresses(t *testing.T) {
	t.Parallel()
	base, w := guarded(t, policy.Flags{Net: []string{"example.com:80"}})
	base.addrs = []host.Addr{inet("[::ffff:10.0.0.1]:0")}
	s := socket(t, w, host.INET, host.Stream)
	if err := s.Connect(inet("10.0.0.1:80"), host.Forever); !errors.Is(err, syscall.EPERM) {
		t.Errorf("before the look-up: %v", err)
	}
	if _, err := w.Lookup("example.com", 0, host.Forever); err != nil {
		t.Fatal(err)
	}
	if err := s.Connect(inet("10.0.0.1:80"), host.Forever); err != nil {
		t.Errorf("after the look-up: %v", err)
	}
	if err := s.Connect(inet("10.0.0.1:81"), host.Forever); !errors.Is(err, syscall.EPERM) {
		t.Errorf("another port: %v", err)
	}
}

func TestNoPolicyIsTheStrictest(t *testing.T) {
	t.Parallel()
	w := world.Wrap(&fakeWorld{}, nil, nil)
	if _, err := w.Open("/x", os.O_RDONLY, 0); !errors.Is(err, syscall.EPERM) {
		t.Errorf("got %v", err)
	}
}

// TestKinds makes sockets whose addresses the policy could not judge.
func TestKinds(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind host.Kind
		want syscall.Errno
	}{
		{host.Kind{Family: 17, Type: host.Datagram}, syscall.EAFNOSUPPORT},
		{host.Kind{Family: host.INET, Type: host.Raw | 0x800, Proto: 1}, syscall.EINVAL},
		{host.Kind{Family: host.INET, Type: 10, Proto: 1}, syscall.ESOCKTNOSUPPORT},
		{host.Kind{Family: host.INET, Type: host.SeqPacket}, syscall.ESOCKTNOSUPPORT},
		{host.Kind{Family: host.UNIX, Type: host.Raw}, syscall.ESOCKTNOSUPPORT},
		{host.Kind{Family: host.INET, Type: host.Raw}, syscall.EPROTONOSUPPORT},
		{host.Kind{Family: host.UNIX, Type: host.Stream, Proto: 6}, syscall.EPROTONOSUPPORT},
		{host.Kind{Family: host.INET, Type: host.Stream, Proto: 300}, syscall.EINVAL},
	} {
		w := world.Wrap(new(fakeWorld), nil, nil)
		if _, err := w.Socket(c.kind.Family, c.kind.Type, c.kind.Proto); !errors.Is(err, c.want) {
			t.Errorf("%+v: %v, want %v", c.kind, err, c.want)
		}
		if _, _, err := w.SocketPair(c.kind.Family, c.kind.Type, c.kind.Proto); !errors.Is(err, c.want) {
			t.Errorf("pair of %+v: %v, want %v", c.kind, err, c.want)
		}
	}
}
