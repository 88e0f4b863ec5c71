package worldtest

import (
	"net/netip"
	"runtime"
	"syscall"

	"golang.org/x/sys/unix"

	"sockrun/luaapi/host"
)

// kindCases are about which sockets there are on Linux, and which
// options they have.
func kindCases() []testCase {
	if runtime.GOOS != "linux" {
		return nil
	}
	return []testCase{
		{"kinds of sockets", kindsOfSockets},
		{"options that other kinds have", optionsOfOthers},
		{"values that options do not take", valuesOfOptions},
		{"values of which options keep a part", partsOfValues},
		{"IPV6_V6ONLY of a socket that is bound", v6onlyOfBound},
		{"names of unix sockets", unixNames},
	}
}

func kindsOfSockets(e *env) {
	for _, c := range []struct {
		kind host.Kind
		want error
	}{
		{host.Kind{Family: host.INET, Type: host.Stream, Proto: syscall.IPPROTO_TCP}, nil},
		{host.Kind{Family: host.INET6, Type: host.Datagram, Proto: syscall.IPPROTO_UDP}, nil},
		{host.Kind{Family: host.UNIX, Type: host.SeqPacket, Proto: 1}, nil},
		{host.Kind{Family: host.INET, Type: host.Stream, Proto: syscall.IPPROTO_UDP}, syscall.EPROTONOSUPPORT},
		{host.Kind{Family: host.INET, Type: host.Stream, Proto: 300}, syscall.EINVAL},
		{host.Kind{Family: host.INET, Type: host.SeqPacket}, syscall.ESOCKTNOSUPPORT},
		{host.Kind{Family: host.INET, Type: 99}, syscall.EINVAL},
		{host.Kind{Family: host.UNIX, Type: host.Stream, Proto: 6}, syscall.EPROTONOSUPPORT},
		{host.Kind{Family: 99, Type: host.Stream}, syscall.EAFNOSUPPORT},
	} {
		s, err := e.Socket(c.kind.Family, c.kind.Type, c.kind.Proto)
		if c.want != nil {
			e.want("socket", err, c.want)
			continue
		}
		e.must("socket", err)
		e.equal("kind", s.Kind(), c.kind)
		e.must("close", s.Close())
	}
	_, _, err := e.SocketPair(host.INET, host.Stream, 0)
	e.want("pair", err, syscall.EOPNOTSUPP)
}

// optionSockets are sockets of all kinds, by name.
func (e *env) optionSockets() map[string]host.Socket {
	return map[string]host.Socket{
		"tcp": e.socket(host.INET, host.Stream), "udp": e.socket(host.INET, host.Datagram), "unix": e.socket(host.UNIX, host.Stream),
	}
}

func optionsOfOthers(e *env) {
	sockets := e.optionSockets()
	for _, c := range []struct {
		socket      string
		level, name int
		get, set    syscall.Errno // 0 for none
	}{
		{"udp", syscall.IPPROTO_TCP, syscall.TCP_NODELAY, syscall.EOPNOTSUPP, syscall.ENOPROTOOPT},
		{"tcp", syscall.IPPROTO_IPV6, syscall.IPV6_V6ONLY, syscall.EOPNOTSUPP, syscall.ENOPROTOOPT},
		{"unix", syscall.IPPROTO_TCP, syscall.TCP_NODELAY, syscall.EOPNOTSUPP, syscall.EOPNOTSUPP},
		{"unix", syscall.IPPROTO_IP, syscall.IP_TTL, syscall.EOPNOTSUPP, syscall.EOPNOTSUPP},
		{"unix", syscall.SOL_SOCKET, unix.SO_REUSEPORT, 0, syscall.EOPNOTSUPP},
		{"tcp", syscall.IPPROTO_IP, syscall.IP_HDRINCL, 0, syscall.ENOPROTOOPT},
		{"tcp", syscall.IPPROTO_IP, syscall.IP_MULTICAST_TTL, 0, syscall.EINVAL},
		{"udp", syscall.IPPROTO_IP, syscall.IP_MULTICAST_TTL, 0, 0},
		{"udp", syscall.SOL_SOCKET, syscall.SO_TYPE, 0, syscall.ENOPROTOOPT},
		{"udp", syscall.SOL_SOCKET, 9999, syscall.ENOPROTOOPT, syscall.ENOPROTOOPT},
		{"tcp", 9999, 1, syscall.EOPNOTSUPP, syscall.ENOPROTOOPT},
	} {
		_, err := sockets[c.socket].Option(c.level, c.name, 4)
		e.same("get of "+c.socket, err, c.get)
		e.same("set of "+c.socket, sockets[c.socket].SetOption(c.level, c.name, ints(1)), c.set)
	}
}

// same requires an error, none for 0.
func (e *env) same(op string, err error, want syscall.Errno) {
	e.t.Helper()
	if want == 0 {
		e.must(op, err)
		return
	}
	e.want(op, err, want)
}

func valuesOfOptions(e *env) {
	sockets := e.optionSockets()
	for _, c := range []struct {
		socket      string
		level, name int
		value       string
		want        syscall.Errno
	}{
		{"tcp", syscall.SOL_SOCKET, syscall.SO_LINGER, "\x01\x00\x00\x00", syscall.EINVAL},
		{"tcp", syscall.SOL_SOCKET, syscall.SO_KEEPALIVE, "\x01", syscall.EINVAL},
		{"tcp", syscall.SOL_SOCKET, syscall.SO_KEEPALIVE, "", syscall.EINVAL},
		{"unix", syscall.SOL_SOCKET, unix.SO_REUSEPORT, string(ints(0)), 0},
		{"unix", syscall.SOL_SOCKET, unix.SO_REUSEPORT, "", syscall.EINVAL},
		{"tcp", syscall.IPPROTO_TCP, syscall.TCP_NODELAY, "\x01", syscall.EINVAL},
		{"tcp", syscall.IPPROTO_TCP, unix.TCP_KEEPCNT, string(ints(128)), syscall.EINVAL},
		{"tcp", syscall.IPPROTO_TCP, syscall.TCP_MAXSEG, string(ints(1)), syscall.EINVAL},
		{"udp", syscall.IPPROTO_IP, syscall.IP_TTL, "\x09", 0}, // a byte will do
		{"udp", syscall.IPPROTO_IP, syscall.IP_TTL, string(ints(0)), syscall.EINVAL},
		{"udp", syscall.IPPROTO_IP, syscall.IP_TTL, string(ints(256)), syscall.EINVAL},
		{"udp", syscall.IPPROTO_IP, syscall.IP_TTL, string(ints(-1)), 0},
	} {
		e.same("set of "+c.socket, sockets[c.socket].SetOption(c.level, c.name, []byte(c.value)), c.want)
	}
	ttl, err := sockets["udp"].Option(syscall.IPPROTO_IP, syscall.IP_TTL, 4)
	e.must("IP_TTL", err)
	e.equal("IP_TTL", string(ttl), string(ints(64)))
}

func unixNames(e *env) {
	s, peer := e.socket(host.UNIX, host.Datagram), e.socket(host.UNIX, host.Datagram)
	e.must("bind to nothing", s.Bind(host.UnixPath("")))
	made := e.addr(s.LocalAddr())
	e.equal("length of the name", len(made.Path), 6)
	e.equal("abstract", made.IsAbstract(), true)
	_, err := peer.SendTo([]byte("x"), 0, made, e.soon())
	e.must("sendto", err)
	e.want("connect to nothing", peer.Connect(host.UnixPath(""), e.soon()), syscall.EINVAL)
	long := host.UnixPath("/" + string(pattern(host.MaxUnixPath)))
	e.want("bind to a long path", peer.Bind(long), syscall.ENAMETOOLONG)
	e.want("connect to a long path", peer.Connect(long, e.soon()), syscall.ENAMETOOLONG)
}

func partsOfValues(e *env) {
	for typ, want := range map[host.Type]int32{host.Stream: 0xfc, host.Datagram: 0xff} {
		s := e.socket(host.INET, typ)
		e.set(s, syscall.IPPROTO_IP, syscall.IP_TOS, -1)
		e.reads(s, syscall.IPPROTO_IP, syscall.IP_TOS, want)
		e.set(s, syscall.SOL_SOCKET, syscall.SO_LINGER, 0, 7)
		e.reads(s, syscall.SOL_SOCKET, syscall.SO_LINGER, 0, 0)
	}
}

// reads checks what an option is.
func (e *env) reads(s host.Socket, level, name int, want ...int32) {
	e.t.Helper()
	got, err := s.Option(level, name, 16)
	e.must("option", err)
	e.equal("option", string(got), string(ints(want...)))
}

func v6onlyOfBound(e *env) {
	wide, loop := e.socket(host.INET6, host.Datagram), e.socket(host.INET6, host.Datagram)
	if wide.Bind(host.Inet(netip.IPv6Unspecified(), 0)) != nil || loop.Bind(host.Inet(netip.IPv6Loopback(), 0)) != nil {
		return // a system without IPv6
	}
	e.want("set option", wide.SetOption(syscall.IPPROTO_IPV6, syscall.IPV6_V6ONLY, ints(1)), syscall.EINVAL)
	e.reads(wide, syscall.IPPROTO_IPV6, syscall.IPV6_V6ONLY, 0)
	e.reads(loop, syscall.IPPROTO_IPV6, syscall.IPV6_V6ONLY, 1)
	mapped := host.Inet(netip.MustParseAddr("::ffff:127.0.0.1"), 9)
	_, err := loop.SendTo([]byte("x"), 0, mapped, e.soon())
	e.want("send to IPv4", err, syscall.ENETUNREACH)
}
