package host_test

import (
	"net/netip"
	"syscall"
	"testing"

	"sockrun/luaapi/host"
)

// TestHints holds what errors advise, where the system would say too little.
func TestHints(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		op, address string
		errno       syscall.Errno
		want        string
	}{
		{"socket", "", syscall.EPERM, "operation not permitted; a raw socket needs root or the capability CAP_NET_RAW"},
		{"socket", "", syscall.EACCES, "permission denied; a datagram socket of ICMP needs a group of the sysctl net.ipv4.ping_group_range"},
		{"socket", "", syscall.EMFILE, "too many open files; close sockets that are done with, or raise the limit (ulimit -n)"},
		{"bind", "127.0.0.1:80", syscall.EACCES, "permission denied; a port below 1024 needs root or the capability CAP_NET_BIND_SERVICE"},
		{"bind", "x.sock", syscall.EACCES, "permission denied"},
		{"bind", "127.0.0.1:80", syscall.EADDRINUSE, "address already in use; bind port 0 for a free port, or set SO_REUSEADDR before bind"},
		{"bind", "x.sock", syscall.EADDRINUSE, "address already in use; os.remove the file that an earlier run has left"},
		{"sendto", "127.255.255.255:9", syscall.EACCES, "permission denied; set SO_BROADCAST to send to a broadcast address"},
		{"connect", "/tmp/x.sock", syscall.EACCES, "permission denied"},
		{"send", "127.0.0.1:9", syscall.EDESTADDRREQ, "destination address required; connect the socket, or name the peer with sendto"},
		{"accept", "127.0.0.1:9", syscall.EINVAL, "invalid argument; the socket does not listen: call its listen before accept"},
		{"recv", "127.0.0.1:9", syscall.ECONNRESET, "connection reset by peer"},
	} {
		if got := host.NewError(c.op, c.address, 0, c.errno); got.Message != c.want || got.Errno != int(c.errno) {
			t.Errorf("%s %s: %q, %d, want %q", c.op, c.address, got.Message, got.Errno, c.want)
		}
	}
}

func TestExplained(t *testing.T) {
	t.Parallel()
	e := host.NewError("setsockopt", "127.0.0.1:9", 0, &host.Explained{Err: syscall.ENOPROTOOPT, Why: "there is none"})
	if e.Code != "ENOPROTOOPT" || e.Name != "OSError" || e.Error() != "setsockopt 127.0.0.1:9: protocol not available; there is none (ENOPROTOOPT)" {
		t.Errorf("%+v", e)
	}
	unnamed := host.NewError("connect", "x", 0, &host.NameError{Code: "EAI_NONAME", Message: "no such host"})
	if unnamed.Code != "EAI_NONAME" || unnamed.Errno != -2 || unnamed.Name != "gaierror" || unnamed.Error() != "connect x: no such host (EAI_NONAME)" {
		t.Errorf("%+v", unnamed)
	}
}

// TestAddrText holds how addresses print.
func TestAddrText(t *testing.T) {
	t.Parallel()
	scoped := host.Inet(netip.MustParseAddr("fe80::1"), 80)
	scoped.ScopeID = 2
	for want, a := range map[string]host.Addr{
		"127.0.0.1:80": host.Inet(netip.MustParseAddr("127.0.0.1"), 80), "[::1]:80": host.Inet(netip.IPv6Loopback(), 80), "[fe80::1%2]:80": scoped,
		"/tmp/x": host.UnixPath("/tmp/x"), "@x": host.UnixPath("\x00x"), "unnamed": {Family: host.UNIX},
	} {
		if a.String() != want {
			t.Errorf("%+v is %s, want %s", a, a, want)
		}
	}
}
