package proxy_test

import (
	"net/netip"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"sockrun/luaapi/host"
	"sockrun/runner/policy"
	"sockrun/runner/proxy"
	"sockrun/runner/weather"
	"sockrun/runner/world"
)

// scene is a world with a server that a proxy leads to.
type scene struct {
	*world.World
	t      *testing.T
	proxy  *proxy.Proxy
	server host.Socket // that the proxy connects to
	addr   host.Addr   // of the proxy
}

// stopped is what a failed check panics with: it may be made in a task.
type stopped struct{}

func (s *scene) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Errorf("got error %v", err)
		panic(stopped{})
	}
}

func (s *scene) equal(got, want any) {
	s.t.Helper()
	if got != want {
		s.t.Errorf("got %v, want %v", got, want)
		panic(stopped{})
	}
}

// in runs a test in each world, behind a proxy of a kind.
func in(t *testing.T, family host.Family, kind host.Type, up, down weather.Link, test func(*scene)) {
	t.Helper()
	for name, k := range map[string]world.Kind{"real": world.Real, "simulated": world.Simulated} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, err := policy.Parse(policy.Flags{All: true})
			if err != nil {
				t.Fatal(err)
			}
			w := world.New(k, world.Options{Seed: 1, Policy: p})
			w.Main(func() {
				s := &scene{World: w, t: t}
				defer func() {
					r := recover()
					if stuck := w.Close(time.Minute); len(stuck) > 0 {
						t.Errorf("stuck: %q", stuck)
					}
					if r != nil && r != any(stopped{}) {
						panic(r)
					}
				}()
				s.begin(family, kind, up, down)
				test(s)
			})
		})
	}
}

func (s *scene) begin(family host.Family, kind host.Type, up, down weather.Link) {
	folder := s.t.TempDir()
	s.server = s.bound(family, kind, filepath.Join(folder, "s"))
	target, err := s.server.LocalAddr()
	s.must(err)
	listener := s.bound(family, kind, filepath.Join(folder, "p"))
	s.addr, err = listener.LocalAddr()
	s.must(err)
	s.proxy = proxy.Start(proxy.Config{
		World: s.World, Name: "slow", Listener: listener, Upstream: up, Downstream: down, Seed: 1,
		Target: func() (host.Addr, error) { return target, nil },
	})
}

func (s *scene) bound(family host.Family, kind host.Type, path string) host.Socket {
	socket, err := s.Socket(family, kind, 0)
	s.must(err)
	at := host.Inet(netip.AddrFrom4([4]byte{127, 0, 0, 1}), 0)
	if family == host.UNIX {
		at = host.UnixPath(path)
	}
	s.must(socket.Bind(at))
	if kind == host.Stream {
		s.must(socket.Listen(8))
	}
	return socket
}

// pair returns both sides of a connection through the proxy.
func (s *scene) pair() (client, server host.Socket) {
	client, err := s.Socket(s.addr.Family, s.server.Kind().Type, 0)
	s.must(err)
	s.must(client.Connect(s.addr, s.soon()))
	server, _, err = s.server.Accept(s.soon())
	s.must(err)
	return client, server
}

func (s *scene) soon() host.Deadline { return host.After(s, time.Minute) }

func (s *scene) send(from host.Socket, data string) {
	s.t.Helper()
	for len(data) > 0 {
		n, err := from.Send([]byte(data), 0, s.soon())
		s.must(err)
		data = data[n:]
	}
}

// recv receives n bytes, or fewer at the end of the stream.
func (s *scene) recv(to host.Socket, n int) string {
	s.t.Helper()
	var got []byte
	for len(got) < n {
		p := make([]byte, n-len(got))
		k, err := to.Recv(p, 0, s.soon())
		s.must(err)
		if k == 0 {
			break
		}
		got = append(got, p[:k]...)
	}
	return string(got)
}

var calm weather.Link

func TestStream(t *testing.T) {
	t.Parallel()
	for name, family := range map[string]host.Family{"tcp": host.INET, "unix": host.UNIX} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in(t, family, host.Stream, calm, calm, func(s *scene) {
				client, server := s.pair()
				s.send(client, "question")
				s.must(client.Shutdown(host.ShutWrite))
				s.equal(s.recv(server, 100), "question")
				s.send(server, "answer")
				s.must(server.Close())
				s.equal(s.recv(client, 100), "answer")
				s.equal(s.proxy.Stats(), proxy.Stats{Connections: 1, Upstream: 8, Downstream: 6})
			})
		})
	}
}

// TestMuch: nothing is lost or changed, whatever the weather, and a side that
// does not receive holds the other up.
func TestMuch(t *testing.T) {
	t.Parallel()
	rough := weather.Link{Slicer: weather.Often, Jitter: time.Millisecond, Bandwidth: 50 << 20, Buffer: 8 << 10}
	in(t, host.INET, host.Stream, rough, calm, func(s *scene) {
		client, server := s.pair()
		all := strings.Repeat("0123456789", 20<<10)
		s.Go("sender", func() {
			for rest := all; len(rest) > 0; {
				n, err := client.Send([]byte(rest), 0, s.soon())
				if err != nil {
					break
				}
				rest = rest[n:]
			}
			_ = client.Close()
		})
		s.equal(s.recv(server, len(all)+1), all)
	})
}

func TestLatency(t *testing.T) {
	t.Parallel()
	in(t, host.INET, host.Stream, weather.Link{Latency: 20 * time.Millisecond}, weather.Link{Latency: 10 * time.Millisecond, SlowClose: 30 * time.Millisecond}, func(s *scene) {
		client, server := s.pair()
		for _, step := range []struct {
			from, to host.Socket
			least    time.Duration
		}{{client, server, 20 * time.Millisecond}, {server, client, 10 * time.Millisecond}} {
			began := s.Elapsed()
			s.send(step.from, "x")
			s.equal(s.recv(step.to, 1), "x")
			if took := s.Elapsed() - began; took < step.least {
				t.Errorf("took %v, want %v at least", took, step.least)
			}
		}
		began := s.Elapsed()
		s.must(server.Close())
		s.equal(s.recv(client, 1), "")
		if took := s.Elapsed() - began; took < 40*time.Millisecond {
			t.Errorf("the end took %v", took)
		}
	})
}

func TestBandwidth(t *testing.T) {
	t.Parallel()
	in(t, host.INET, host.Stream, weather.Link{Bandwidth: 10000}, calm, func(s *scene) {
		client, server := s.pair()
		began := s.Elapsed()
		s.send(client, strings.Repeat("x", 500))
		s.recv(server, 500)
		if took := s.Elapsed() - began; took < 50*time.Millisecond {
			t.Errorf("took %v", took)
		}
	})
}

func TestSlicer(t *testing.T) {
	t.Parallel()
	in(t, host.INET, host.Stream, weather.Link{Slicer: weather.Bytes}, weather.Link{Slicer: weather.Joined}, func(s *scene) {
		client, server := s.pair()
		s.send(client, "hello")
		s.equal(s.recv(server, 5), "hello")
		s.send(server, "one")
		s.send(server, "two")
		s.equal(s.recv(client, 6), "onetwo")
	})
}

func TestEnds(t *testing.T) {
	t.Parallel()
	t.Run("reset", func(t *testing.T) {
		in(t, host.INET, host.Stream, weather.Link{ResetAfter: 3}, calm, func(s *scene) {
			client, server := s.pair()
			s.send(client, "hello")
			for _, side := range []host.Socket{client, server} {
				var err error
				for err == nil {
					var n int
					if n, err = side.Recv(make([]byte, 9), 0, s.soon()); n == 0 && err == nil {
						t.Error("the stream has ended well")
						break
					}
				}
				s.equal(err, error(syscall.ECONNRESET))
			}
		})
	})
	t.Run("limit", func(t *testing.T) {
		in(t, host.INET, host.Stream, calm, weather.Link{LimitData: 3}, func(s *scene) {
			client, server := s.pair()
			s.send(server, "hello")
			s.equal(s.recv(client, 9), "hel")
			s.equal(s.recv(server, 9), "")
		})
	})
	t.Run("vanish", func(t *testing.T) {
		in(t, host.INET, host.Stream, weather.Link{VanishAfter: 3}, calm, func(s *scene) {
			client, server := s.pair()
			s.send(client, "hello")
			s.equal(s.recv(server, 3), "hel")
			s.must(client.Close())
			_, err := server.Recv(make([]byte, 9), 0, host.After(s, 20*time.Millisecond))
			s.equal(err, error(syscall.ETIMEDOUT))
		})
	})
	t.Run("down", func(t *testing.T) {
		in(t, host.INET, host.Stream, weather.Link{Down: true}, calm, func(s *scene) {
			client, server := s.pair()
			s.send(client, "hello")
			_, err := server.Recv(make([]byte, 9), 0, host.After(s, 20*time.Millisecond))
			s.equal(err, error(syscall.ETIMEDOUT))
			s.equal(s.proxy.IsCarrying(), false)
		})
	})
}

// TestHangsUp: who sends to one that has reset hears of it.
func TestHangsUp(t *testing.T) {
	t.Parallel()
	in(t, host.INET, host.Stream, calm, calm, func(s *scene) {
		client, server := s.pair()
		s.must(server.Reset())
		_, err := client.Recv(make([]byte, 9), 0, s.soon())
		s.equal(err, error(syscall.ECONNRESET))
	})
}

func TestUnreachable(t *testing.T) {
	t.Parallel()
	in(t, host.INET, host.Stream, calm, calm, func(s *scene) {
		s.must(s.server.Close())
		client, err := s.Socket(host.INET, host.Stream, 0)
		s.must(err)
		s.must(client.Connect(s.addr, s.soon()))
		_, err = client.Recv(make([]byte, 9), 0, s.soon())
		s.equal(err, error(syscall.ECONNRESET))
		s.equal(s.proxy.Stats().Failed, 1)
	})
}

func TestDatagrams(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		link    weather.Link
		arrives int // of two
		damaged bool
	}{
		"calm":      {calm, 2, false},
		"late":      {weather.Link{Latency: 10 * time.Millisecond, Jitter: time.Millisecond}, 2, false},
		"lost":      {weather.Link{Loss: 1}, 0, false},
		"doubled":   {weather.Link{Duplicate: 1}, 4, false},
		"damaged":   {weather.Link{Corrupt: 1}, 2, true},
		"overtaken": {weather.Link{Reorder: 1}, 2, false},
		"down":      {weather.Link{Down: true}, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in(t, host.INET, host.Datagram, c.link, calm, func(s *scene) {
				client, err := s.Socket(host.INET, host.Datagram, 0)
				s.must(err)
				s.must(client.Connect(s.addr, s.soon()))
				s.send(client, "hello")
				s.send(client, "hello")
				p := make([]byte, 99)
				var from host.Addr
				for range c.arrives {
					n := 0
					n, from, err = s.server.RecvFrom(p, 0, s.soon())
					s.must(err)
					if damaged := string(p[:n]) != "hello"; damaged != c.damaged {
						t.Errorf("received %q", p[:n])
					}
				}
				if c.arrives == 0 {
					for s.proxy.Stats().Lost < 2 {
						_ = s.NewParker().Park(host.After(s, time.Millisecond))
					}
					_, err = s.server.Recv(p, 0, host.DontWait)
					s.equal(err, error(syscall.EAGAIN))
					return
				}
				_, err = s.server.SendTo([]byte("back"), 0, from, s.soon())
				s.must(err)
				n, err := client.Recv(p, 0, s.soon())
				s.must(err)
				s.equal(string(p[:n]), "back")
			})
		})
	}
}

// However many clients send datagrams, those of none are lost: whoever has been
// silent for longest is forgotten, and is new when it sends again.
func TestManyPeers(t *testing.T) {
	t.Parallel()
	const clients = 1100
	in(t, host.INET, host.Datagram, calm, calm, func(s *scene) {
		first, err := s.Socket(host.INET, host.Datagram, 0)
		s.must(err)
		s.must(first.Connect(s.addr, s.soon()))
		s.asks(first)
		for range clients {
			client, err := s.Socket(host.INET, host.Datagram, 0)
			s.must(err)
			s.must(client.Connect(s.addr, s.soon()))
			s.asks(client)
			s.must(client.Close())
		}
		s.asks(first)
		s.equal(s.proxy.Stats().Lost, 0)
	})
}

// asks sends a datagram, which is answered.
func (s *scene) asks(client host.Socket) {
	s.t.Helper()
	s.send(client, "ask")
	p := make([]byte, 9)
	_, from, err := s.server.RecvFrom(p, 0, s.soon())
	s.must(err)
	_, err = s.server.SendTo([]byte("answer"), 0, from, s.soon())
	s.must(err)
	n, err := client.Recv(p, 0, s.soon())
	s.must(err)
	s.equal(string(p[:n]), "answer")
}
