package real_test

import (
	"net"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"sockrun/luaapi/host"
	"sockrun/runner/world/real"
)

// A socket that has stopped to listen and connects instead accepts nobody, and
// says so at once.
func TestAcceptAfterListening(t *testing.T) {
	t.Parallel()
	w := world(t)
	_, addr := listen(t, w, host.Inet(loopback, 0), 1)
	former, _ := listen(t, w, host.Inet(loopback, 0), 1)
	must(t, former.Shutdown(host.ShutRead))
	must(t, former.Connect(addr, host.Forever))
	_, _, err := former.Accept(host.After(w, time.Minute))
	wantError(t, err, syscall.EINVAL)
}

// Where a program listens is told of its group, to which this one belongs as well.
func TestListensOn(t *testing.T) {
	t.Parallel()
	w := world(t)
	_, stream := listen(t, w, host.Inet(loopback, 0), 1)
	path := filepath.Join(t.TempDir(), "of unix")
	listen(t, w, host.UnixPath(path), 1)
	datagrams, err := w.Socket(host.INET, host.Datagram, 0)
	must(t, err)
	must(t, datagrams.Bind(host.Inet(loopback, 0)))
	bound, err := datagrams.LocalAddr()
	must(t, err)
	want := []string{"tcp " + stream.String(), "udp " + bound.String(), "unix " + path}
	if ipv6, err := net.Listen("tcp", "[::1]:0"); err == nil {
		defer ipv6.Close()
		want = append(want, "tcp "+ipv6.Addr().String())
	}
	got := real.ListensOn(syscall.Getpgrp())
	for _, place := range want {
		if !slices.Contains(got, place) {
			t.Errorf("%q is not among %q", place, got)
		}
	}
	for _, a := range []host.Addr{stream, host.UnixPath(path)} {
		if got := real.Holders(host.Stream, a); len(got) != 1 {
			t.Errorf("%v has the sockets %q", a, got)
		}
	}
	if streams, got := real.Holders(host.Stream, bound), real.Holders(host.Datagram, bound); len(got) != 1 || slices.Equal(got, streams) {
		t.Errorf("%v has the sockets %q for datagrams, %q for streams", bound, got, streams)
	}
	if got := real.ListensOn(1 << 30); len(got) > 0 {
		t.Errorf("nobody listens on %q", got)
	}
}
