package real_test

import (
	"net"
	"path/filepath"
	"strconv"
	"testing"

	"sockrun/luaapi/host"
	"sockrun/runner/world/real"
)

func TestPortsAreFreeAndTakenOnce(t *testing.T) {
	var ports real.Ports
	first, err := ports.Take()
	must(t, err)
	// What another program has opened is passed over, over UDP too.
	blocked, err := net.ListenPacket("udp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(first+1)))
	if err != nil {
		t.Skip(err)
	}
	defer blocked.Close()
	second, err := ports.Take()
	must(t, err)
	if second == first || second == first+1 || first < 20000 || second >= 32768 {
		t.Errorf("ports %d and %d", first, second)
	}
	ports.Give(first)
}

func TestBound(t *testing.T) {
	if _, known := real.Bound(host.Stream, host.Inet(loopback, 1)); !known {
		t.Skip("the system does not tell")
	}
	// Nobody else is here, so the same port of the other kind is not bound.
	own := ownLoopback()
	w := world(t)
	_, stream := listen(t, w, host.Inet(own, 0), 1)
	datagrams := newSocket(t, w, host.INET, host.Datagram)
	must(t, datagrams.Bind(host.Inet(own, 0)))
	datagram, err := datagrams.LocalAddr()
	must(t, err)
	bound := newSocket(t, w, host.INET, host.Stream)
	must(t, bound.Bind(host.Inet(own, 0)))
	silent, err := bound.LocalAddr()
	must(t, err)
	path := host.UnixPath(filepath.Join(t.TempDir(), "s"))
	listen(t, w, path, 1)
	for _, c := range []struct {
		kind host.Type
		addr host.Addr
		want bool
	}{
		{host.Stream, stream, true}, {host.Datagram, stream, false},
		{host.Datagram, datagram, true}, {host.Stream, datagram, false},
		{host.Stream, silent, false},
		{host.Stream, path, true}, {host.Stream, host.UnixPath(path.Path + "s"), false},
	} {
		if got, known := real.Bound(c.kind, c.addr); !known || got != c.want {
			t.Errorf("%v %v: %t %t, want %t", c.kind, c.addr, got, known, c.want)
		}
	}
}
