package real_test

import (
	"net/netip"
	"slices"
	"syscall"
	"testing"

	"sockrun/luaapi/host"
)

func TestLookup(t *testing.T) {
	t.Parallel()
	four := host.Inet(loopback, 0)
	six := host.Inet(netip.IPv6Loopback(), 0)
	scoped := host.Addr{Family: host.INET6, IP: netip.MustParseAddr("fe80::1"), ScopeID: 3}
	for _, c := range []struct {
		name   string
		family host.Family
		want   []host.Addr
		err    error
	}{
		{"127.0.0.1", 0, []host.Addr{four}, nil},
		{"127.0.0.1", host.INET, []host.Addr{four}, nil},
		{"127.0.0.1", host.INET6, nil, syscall.EAFNOSUPPORT},
		{"::1", 0, []host.Addr{six}, nil},
		{"::1", host.INET, nil, syscall.EAFNOSUPPORT},
		{"fe80::1%3", 0, []host.Addr{scoped}, nil},
		{"localhost", 0, []host.Addr{four, six}, nil},
		{"Localhost", host.INET, []host.Addr{four}, nil},
		{"localhost", host.INET6, []host.Addr{six}, nil},
		{"name.invalid", 0, nil, syscall.EAGAIN},
	} {
		got, err := world(t).Lookup(c.name, c.family, host.DontWait)
		if err != c.err || !slices.Equal(got, c.want) {
			t.Errorf("Lookup(%q, %d) = %v, %v, want %v, %v", c.name, c.family, got, err, c.want, c.err)
		}
	}
}
