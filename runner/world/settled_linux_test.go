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
)

// A socket that has been refused gives a port back that the system had chosen,
// and gets another one for its next connection; one that has stopped to listen
// does as well.
func TestNewAddressesAreRecorded(t *testing.T) {
	t.Parallel()
	tr := transcript.New(0)
	w := world.New(world.Real, world.Options{Transcript: tr})
	defer w.Close(time.Minute)
	_, nobody := bound(t, w, host.Stream) // keeps its port, and does not listen
	listener, addr := bound(t, w, host.Stream)
	check(t, listener.Listen(1))
	client, _ := bound(t, w, host.Stream)
	if err := client.Connect(nobody, host.Forever); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("got %v", err)
	}
	check(t, client.Connect(addr, host.Forever))
	wantRecorded(t, tr, client, transcript.Connect)
	check(t, listener.Shutdown(host.ShutRead))
	check(t, listener.Listen(1))
	wantRecorded(t, tr, listener, transcript.Listen)
}

// wantRecorded requires that something is recorded of the address that a socket
// has.
func wantRecorded(t *testing.T, tr *transcript.Transcript, s host.Socket, kind transcript.Kind) {
	t.Helper()
	own, err := s.LocalAddr()
	check(t, err)
	if !slices.ContainsFunc(tr.Entries(), func(e transcript.Entry) bool { return e.Kind == kind && e.Local == own.String() }) {
		t.Errorf("%s of %s is not in %v", kind, own, tr.Entries())
	}
}

// What is accepted by a socket for all addresses has one of them, also where all
// are those of IPv4 in IPv6.
func TestAcceptedAddressIsRecorded(t *testing.T) {
	t.Parallel()
	p, err := policy.Parse(policy.Flags{All: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, all := range []string{"0.0.0.0:0", "[::ffff:0.0.0.0]:0"} {
		tr := transcript.New(0)
		w := world.New(world.Simulated, world.Options{Policy: p, Transcript: tr})
		defer w.Close(time.Minute)
		a := inet(all)
		listener, err := w.Socket(a.Family, host.Stream, 0)
		if !check(t, err) || !check(t, listener.Bind(a)) || !check(t, listener.Listen(1)) {
			return
		}
		to, err := listener.LocalAddr()
		check(t, err)
		client, err := w.Socket(host.INET, host.Stream, 0)
		if !check(t, err) || !check(t, client.Connect(host.Inet(inet("127.0.0.1:0").IP, to.Port), host.Forever)) {
			return
		}
		accepted, _, err := listener.Accept(host.Forever)
		if check(t, err) {
			wantRecorded(t, tr, accepted, transcript.Accept)
		}
	}
}
