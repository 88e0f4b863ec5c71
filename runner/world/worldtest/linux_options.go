package worldtest

import (
	"encoding/binary"
	"net/netip"
	"syscall"

	"sockrun/luaapi/host"
)

func (e *env) set(s host.Socket, level, name int, values ...int32) {
	e.t.Helper()
	e.must("set option", s.SetOption(level, name, ints(values...)))
}

func ints(values ...int32) (raw []byte) {
	for _, v := range values {
		raw = binary.NativeEndian.AppendUint32(raw, uint32(v))
	}
	return raw
}

func optionsReadBack(e *env) {
	tcp := e.socket(host.INET, host.Stream)
	for _, c := range []struct {
		level, name int
		set, want   []int32
	}{
		{syscall.SOL_SOCKET, syscall.SO_REUSEADDR, []int32{5}, []int32{1}},
		{syscall.SOL_SOCKET, syscall.SO_KEEPALIVE, []int32{1}, []int32{1}},
		{syscall.SOL_SOCKET, syscall.SO_LINGER, []int32{1, 3}, []int32{1, 3}},
		{syscall.SOL_SOCKET, syscall.SO_RCVBUF, []int32{4096}, []int32{8192}},
		{syscall.SOL_SOCKET, syscall.SO_SNDBUF, []int32{1}, []int32{4608}},
		{syscall.SOL_SOCKET, syscall.SO_TYPE, nil, []int32{syscall.SOCK_STREAM}},
		{syscall.SOL_SOCKET, syscall.SO_ERROR, nil, []int32{0}},
		{syscall.SOL_SOCKET, syscall.SO_ACCEPTCONN, nil, []int32{0}},
		{syscall.IPPROTO_TCP, syscall.TCP_NODELAY, nil, []int32{0}},
		{syscall.IPPROTO_TCP, syscall.TCP_NODELAY, []int32{1}, []int32{1}},
		{syscall.IPPROTO_IP, syscall.IP_TTL, []int32{9}, []int32{9}},
	} {
		if c.set != nil {
			e.set(tcp, c.level, c.name, c.set...)
		}
		got, err := tcp.Option(c.level, c.name, 16)
		e.must("option", err)
		e.equal("option", string(got), string(ints(c.want...)))
	}
}

func optionsUnknown(e *env) {
	tcp, udp := e.socket(host.INET, host.Stream), e.socket(host.INET, host.Datagram)
	_, err := tcp.Option(syscall.SOL_SOCKET, 9999, 4)
	e.want("unknown option", err, syscall.ENOPROTOOPT)
	_, err = udp.Option(syscall.IPPROTO_TCP, syscall.TCP_NODELAY, 4)
	e.want("TCP option of UDP", err, syscall.EOPNOTSUPP)
	e.want("set SO_TYPE", tcp.SetOption(syscall.SOL_SOCKET, syscall.SO_TYPE, ints(1)), syscall.ENOPROTOOPT)
	e.want("short value", tcp.SetOption(syscall.SOL_SOCKET, syscall.SO_REUSEADDR, []byte{1}), syscall.EINVAL)
}

func dualStack(e *env) {
	l, err := e.Socket(host.INET6, host.Stream, 0)
	if err != nil || l.Bind(host.Inet(netip.IPv6Unspecified(), 0)) != nil {
		return // a system without IPv6
	}
	e.must("listen", l.Listen(1))
	addr := loopback(e.addr(l.LocalAddr()).Port)
	client := e.socket(host.INET, host.Stream)
	e.must("connect", client.Connect(addr, e.soon()))
	server, peer, err := l.Accept(e.soon())
	e.must("accept", err)
	e.equal("peer", peer.IP, netip.MustParseAddr("::ffff:127.0.0.1"))
	e.equal("local", e.addr(server.LocalAddr()).IP, netip.MustParseAddr("::ffff:127.0.0.1"))
	e.equal("port", peer.Port, e.addr(client.LocalAddr()).Port)
}
