package worldtest

import (
	"errors"
	"net/netip"
	"slices"

	"sockrun/luaapi/host"
)

func nameCases() []testCase {
	return []testCase{
		{"names that need no look-up", numericNames},
		{"names of addresses", namesOfAddresses},
		{"interfaces", interfaces},
	}
}

func numericNames(e *env) {
	four, six := host.Inet(netip.MustParseAddr("127.0.0.1"), 0), host.Inet(netip.IPv6Loopback(), 0)
	scoped := host.Addr{Family: host.INET6, IP: netip.MustParseAddr("fe80::1"), ScopeID: 3}
	for _, c := range []struct {
		name   string
		family host.Family
		want   []host.Addr
		code   string
	}{
		{"127.0.0.1", 0, []host.Addr{four}, ""},
		{"127.1", host.INET, []host.Addr{four}, ""},
		{"::ffff:127.0.0.1", host.INET, []host.Addr{four}, ""},
		{"127.0.0.1", host.INET6, nil, "EAI_ADDRFAMILY"},
		{"::1", 0, []host.Addr{six}, ""},
		{"::1", host.INET, nil, "EAI_ADDRFAMILY"},
		{"fe80::1%3", 0, []host.Addr{scoped}, ""},
		{"fe80::1%no-interface", 0, nil, "EAI_NONAME"},
		{"localhost", 0, []host.Addr{four, six}, ""},
		{"Localhost.", host.INET, []host.Addr{four}, ""},
		{"localhost", host.INET6, []host.Addr{six}, ""},
	} {
		got, err := e.Lookup(c.name, c.family, host.DontWait)
		var named *host.NameError
		switch {
		case c.code != "" && (!errors.As(err, &named) || named.Code != c.code):
			e.fatalf("look-up of %q: got error %v, want %s", c.name, err, c.code)
		case c.code == "" && (err != nil || !slices.Equal(got, c.want)):
			e.fatalf("look-up of %q: got %v, %v, want %v", c.name, got, err, c.want)
		}
	}
}

func namesOfAddresses(e *env) {
	for _, ip := range []string{"127.0.0.1", "127.3.2.1", "::1"} {
		names, err := e.LookupAddr(netip.MustParseAddr(ip), host.DontWait)
		e.must("name of "+ip, err)
		e.equal("name of "+ip, names[0], "localhost")
	}
}

func interfaces(e *env) {
	all, err := e.Interfaces()
	e.must("interfaces", err)
	if len(all) == 0 || all[0].Index < 1 || all[0].Name == "" {
		e.fatalf("interfaces: got %v", all)
	}
	found, err := e.Lookup("fe80::1%"+all[0].Name, 0, host.DontWait)
	e.must("address with a zone", err)
	e.equal("scope", found[0].ScopeID, uint32(all[0].Index))
}
