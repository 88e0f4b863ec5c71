package world_test

import (
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"sockrun/luaapi/host"
	"sockrun/runner/deadlock"
	"sockrun/runner/transcript"
	"sockrun/runner/world"
)

// stage has the sockets of one test of an Inspector.
type stage struct {
	t              *testing.T
	w              *world.World
	server, client *world.View
}

// socket makes a socket of a view; bound ones have a port of their own.
func (st *stage) socket(v *world.View, typ host.Type, bound bool) host.Socket {
	s, err := v.Socket(host.INET, typ, 0)
	if check(st.t, err) && bound {
		check(st.t, s.Bind(inet("127.0.0.1:0")))
	}
	return s
}

func (st *stage) listener() (l host.Socket, at host.Addr) {
	l = st.socket(st.server, host.Stream, true)
	check(st.t, l.Listen(8))
	at, err := l.LocalAddr()
	check(st.t, err)
	return l, at
}

// connected returns a client's end that is not accepted yet.
func (st *stage) connected(to host.Addr) host.Socket {
	c := st.socket(st.client, host.Stream, false)
	check(st.t, c.Connect(to, host.Forever))
	return c
}

func (st *stage) accepted(l host.Socket) host.Socket {
	s, _, err := l.Accept(host.Forever)
	check(st.t, err)
	return s
}

// wants looks at a socket and compares what is known of its other end.
func (st *stage) wants(what string, s host.Socket, place deadlock.Place, other string) deadlock.Socket {
	st.t.Helper()
	in := st.w.Inspect()
	i, ok := in.Look(s)
	if !ok {
		st.t.Fatalf("%s: cannot be looked at", what)
	}
	got := in.Sockets[i]
	if got.Place != place || got.Other != other {
		st.t.Errorf("%s: the other end is at %d, of %q; want %d, %q", what, got.Place, got.Other, place, other)
	}
	if got.Peer >= 0 && in.Sockets[got.Peer].Owner != other {
		st.t.Errorf("%s: the peer is of %q, want %q", what, in.Sockets[got.Peer].Owner, other)
	}
	return got
}

// Of several who share a port it is always the same that is named: a report is to
// be repeated.
func inspectShared(st *stage) {
	at := inet("127.0.0.1:0")
	for _, v := range []*world.View{st.server, st.client} {
		s := st.socket(v, host.Datagram, false)
		check(st.t, host.SetFlag(s, syscall.SOL_SOCKET, unix.SO_REUSEPORT))
		check(st.t, s.Bind(at))
		at, _ = s.LocalAddr()
	}
	for range 50 {
		if name := st.w.Owner(at); name != "alice" {
			st.t.Fatalf("the owner is %q", name)
		}
	}
}

// An Inspector knows where the other end of a socket is, as long as there can
// be no doubt.
func TestInspect(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]func(*stage){
		"connections": inspectConnections, "doubts": inspectDoubts, "pairs": inspectPairs, "datagrams": inspectDatagrams, "a shared port": inspectShared,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBoth(t, func(t *testing.T, w *world.World) {
				test(&stage{t, w, w.View("echo"), w.View("alice")})
			}, func(*testing.T, *transcript.Transcript) {})
		})
	}
}

func inspectConnections(st *stage) {
	l, at := st.listener()
	c := st.connected(at)
	st.wants("not accepted", c, deadlock.Backlog, "echo")
	if got := st.wants("listens", l, deadlock.Inside, ""); !got.Listens || got.Knocks != 1 || got.Accepts != 0 {
		st.t.Errorf("the listener is %+v, want 1 connection to it and none accepted", got)
	}
	s := st.accepted(l)
	if got := st.wants("listens", l, deadlock.Inside, ""); got.Accepts != 1 {
		st.t.Errorf("the listener has accepted %d, want 1", got.Accepts)
	}
	if got := st.wants("accepted", c, deadlock.Inside, "echo"); got.Peer < 0 || got.Shut {
		st.t.Errorf("the client's end is %+v, want a peer that is not shut", got)
	}
	_, err := c.Send([]byte("abc"), 0, host.Forever)
	check(st.t, err)
	check(st.t, c.Shutdown(host.ShutWrite))
	if got := st.wants("has sent", c, deadlock.Inside, "echo"); got.Sent != 3 || !got.Shut {
		st.t.Errorf("the client's end is %+v, want 3 bytes sent and an end", got)
	}
	check(st.t, c.Close())
	st.wants("whose peer is closed", s, deadlock.Unknown, "")
	other := st.connected(at)
	check(st.t, st.accepted(l).Close())
	st.wants("closed by who had accepted it", other, deadlock.Unknown, "echo")
}

// inspectDoubts looks at sockets of which nobody can know all.
func inspectDoubts(st *stage) {
	l, at := st.listener()
	c := st.connected(at)
	s := st.accepted(l)
	if _, err := s.Dup(); !check(st.t, err) {
		return
	}
	st.wants("whose peer was passed on", c, deadlock.Unknown, "echo")
	st.wants("passed on", s, deadlock.Unknown, "")
	waiting := st.connected(at)
	twin, err := l.Dup()
	if !check(st.t, err) {
		return
	}
	st.wants("to a listener that was passed on", waiting, deadlock.Unknown, "echo")
	st.wants("a listener that was passed on", l, deadlock.Unknown, "")
	st.wants("accepted by a descriptor of it", st.accepted(twin), deadlock.Inside, "alice")
	check(st.t, c.Close())
	if _, ok := st.w.Inspect().Look(c); ok {
		st.t.Error("a closed socket can be looked at")
	}
}

func inspectPairs(st *stage) {
	a, b, err := st.client.SocketPair(host.UNIX, host.Stream, 0)
	if !check(st.t, err) {
		return
	}
	if got := st.wants("a pair", a, deadlock.Inside, "alice"); got.Peer < 0 {
		st.t.Error("the other one of a pair is not known")
	}
	check(st.t, b.Close())
	if got := st.wants("a pair that lost one", a, deadlock.Unknown, "alice"); got.Ready&host.Readable == 0 {
		st.t.Error("the end of a pair is not seen")
	}
}

func inspectDatagrams(st *stage) {
	hears, says := st.socket(st.server, host.Datagram, true), st.socket(st.client, host.Datagram, false)
	st.wants("nobody has written", says, deadlock.Inside, "")
	to, err := hears.LocalAddr()
	check(st.t, err)
	_, err = says.SendTo([]byte("x"), 0, to, host.Forever)
	check(st.t, err)
	st.wants("has written to one of ours", says, deadlock.Inside, "echo")
	if sent, received, all := st.w.Datagrams(); sent != 1 || received != 0 || !all {
		st.t.Errorf("%d datagrams were sent and %d received (all: %v), want 1 and 0", sent, received, all)
	}
	check(st.t, hears.Close())
	st.wants("that is closed now", says, deadlock.Inside, "echo")
	_, err = says.SendTo([]byte("x"), 0, inet("127.0.0.1:9"), host.Forever)
	check(st.t, err)
	st.wants("has written to somebody outside", says, deadlock.Unknown, "")
}
