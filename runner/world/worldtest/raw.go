package worldtest

import (
	"encoding/binary"
	"errors"
	"net/netip"
	"runtime"
	"syscall"
	"time"

	"sockrun/luaapi/host"
)

// rawCases are about raw sockets of ICMP. They need a privilege in the real
// world.
func rawCases() []testCase {
	if runtime.GOOS != "linux" {
		return nil
	}
	return []testCase{
		{"the machine answers an echo request", icmpEcho},
		{"a wrong checksum is not answered", icmpBadChecksum},
		{"raw sockets hear what they are bound to", icmpFilter},
		{"a header of one's own", ownHeader},
		{"a protocol of one's own", ownProtocol},
		{"the machine answers an echo request of ICMPv6", icmp6Echo},
	}
}

// rawSocket returns a raw socket of ICMP, or nil without the privilege.
func (e *env) rawSocket() host.Socket {
	e.t.Helper()
	return e.rawOf(host.INET, syscall.IPPROTO_ICMP)
}

func (e *env) rawOf(family host.Family, proto int) host.Socket {
	e.t.Helper()
	s, err := e.Socket(family, host.Raw, proto)
	if errors.Is(err, syscall.EPERM) {
		e.t.Log("raw sockets need CAP_NET_RAW")
		return nil
	}
	e.must("socket", err)
	return s
}

// echoPacket returns an ICMP echo request with an id.
func echoPacket(id uint16, payload string) []byte {
	p := append([]byte{8, 0, 0, 0, 0, 0, 0, 1}, payload...)
	binary.BigEndian.PutUint16(p[4:], id)
	binary.BigEndian.PutUint16(p[2:], ^wordSum(p))
	return p
}

// wordSum adds 16-bit words in ones' complement.
func wordSum(p []byte) uint16 {
	var sum uint32
	for i, b := range p {
		sum += uint32(b) << (8 - i%2*8)
		sum = sum&0xffff + sum>>16
	}
	return uint16(sum)
}

// packet receives the next packet of a type and an id; other packets of the
// machine may come in between.
func (e *env) packet(s host.Socket, kind byte, id uint16, d host.Deadline) (packet []byte, from host.Addr, err error) {
	buf := make([]byte, 1<<16)
	for {
		n, from, err := s.RecvFrom(buf, 0, d)
		if err != nil {
			return nil, from, err
		}
		p := buf[:n]
		if n >= 28 && p[20] == kind && binary.BigEndian.Uint16(p[24:]) == id {
			return p, from, nil
		}
	}
}

func icmpEcho(e *env) {
	s := e.rawSocket()
	if s == nil {
		return
	}
	request := echoPacket(0x5ea1, "payload")
	n, err := s.SendTo(request, 0, loopback(0), e.soon())
	e.must("sendto", err)
	e.equal("sent", n, len(request))
	seen, _, err := e.packet(s, 8, 0x5ea1, e.soon())
	e.must("recvfrom of the request", err)
	e.equal("the request", string(seen[20:]), string(request))
	p, from, err := e.packet(s, 0, 0x5ea1, e.soon())
	e.must("recvfrom of the reply", err)
	e.equal("sender", from, loopback(0))
	e.equal("version and length of the header", p[0], byte(0x45))
	e.equal("length of the packet", binary.BigEndian.Uint16(p[2:]), uint16(len(p)))
	e.equal("sum of the header", wordSum(p[:20]), uint16(0xffff))
	e.equal("addresses", string(p[12:20]), "\x7f\x00\x00\x01\x7f\x00\x00\x01")
	e.equal("sum of the message", wordSum(p[20:]), uint16(0xffff))
	e.equal("payload", string(p[28:]), "payload")
}

func icmpBadChecksum(e *env) {
	s := e.rawSocket()
	if s == nil {
		return
	}
	request := echoPacket(0x5ea2, "x")
	request[2] ^= 1
	_, err := s.SendTo(request, 0, loopback(0), e.soon())
	e.must("sendto", err)
	_, _, err = e.packet(s, 0, 0x5ea2, e.in(20*time.Millisecond))
	e.want("recvfrom", err, syscall.ETIMEDOUT)
}

func icmpFilter(e *env) {
	s, elsewhere := e.rawSocket(), e.rawSocket()
	if s == nil {
		return
	}
	e.must("bind", elsewhere.Bind(host.Inet(netip.MustParseAddr("127.0.0.2"), 0)))
	e.must("connect", s.Connect(loopback(0), e.soon()))
	_, err := s.Send(echoPacket(0x5ea3, "x"), 0, e.soon())
	e.must("send", err)
	_, _, err = e.packet(s, 0, 0x5ea3, e.soon())
	e.must("recvfrom", err)
	_, _, err = e.packet(elsewhere, 0, 0x5ea3, e.in(20*time.Millisecond))
	e.want("recvfrom elsewhere", err, syscall.ETIMEDOUT)
	e.must("close", s.Close())
}

// ownHeader sends an echo request whose header says where it comes from. The
// system fills in the rest.
func ownHeader(e *env) {
	sender, s := e.rawOf(host.INET, syscall.IPPROTO_RAW), e.rawSocket()
	if s == nil {
		return
	}
	header := []byte{0x45, 0, 0, 0, 0, 0, 0, 0, 9, syscall.IPPROTO_ICMP, 0, 0, 127, 0, 0, 3, 127, 0, 0, 1}
	_, err := sender.SendTo(append(header, echoPacket(0x5ea4, "x")...), 0, loopback(0), e.soon())
	e.must("sendto", err)
	p, from, err := e.packet(s, 8, 0x5ea4, e.soon())
	e.must("recvfrom", err)
	e.equal("sender", from.IP, netip.MustParseAddr("127.0.0.3"))
	e.equal("length", binary.BigEndian.Uint16(p[2:]), uint16(len(p)))
	e.equal("TTL", p[8], byte(9))
	e.equal("sum of the header", wordSum(p[:20]), uint16(0xffff))
	_, err = sender.SendTo(header[:19], 0, loopback(0), e.soon())
	e.want("sendto of half a header", err, syscall.EINVAL)
	e.set(s, syscall.IPPROTO_IP, syscall.IP_HDRINCL, 1)
	_, err = s.SendTo(header[:19], 0, loopback(0), e.soon())
	e.want("sendto with IP_HDRINCL", err, syscall.EINVAL)
}

func ownProtocol(e *env) {
	const experimental = 253 // RFC 3692
	a, b := e.rawOf(host.INET, experimental), e.rawOf(host.INET, experimental)
	if a == nil {
		return
	}
	e.must("bind", a.Bind(host.Inet(netip.MustParseAddr("127.0.0.5"), 0)))
	e.must("bind", b.Bind(host.Inet(netip.MustParseAddr("127.0.0.6"), 0)))
	e.equal("port of the address", e.addr(a.LocalAddr()).Port, experimental)
	e.set(a, syscall.IPPROTO_IP, syscall.IP_TTL, 7)
	_, err := a.SendTo([]byte("any bytes"), 0, host.Inet(netip.MustParseAddr("127.0.0.6"), 0), e.soon())
	e.must("sendto", err)
	got, from := e.recvFrom(b, 100)
	e.equal("sender", from.IP, netip.MustParseAddr("127.0.0.5"))
	e.equal("TTL and protocol", got[8:10], "\x07\xfd")
	e.equal("payload", got[20:], "any bytes")
}

func icmp6Echo(e *env) {
	s := e.rawOf(host.INET6, syscall.IPPROTO_ICMPV6)
	if s == nil || s.Bind(host.Inet(netip.IPv6Loopback(), 0)) != nil { // no IPv6
		return
	}
	const request, reply = 128, 129
	_, err := s.SendTo([]byte{request, 0, 0, 0, 0x5e, 0xa5, 0, 1, 'x'}, 0, host.Inet(netip.IPv6Loopback(), 0), e.soon())
	e.must("sendto", err)
	for {
		got, from := e.recvFrom(s, 100) // without a header
		if len(got) == 9 && got[0] == reply && got[4:6] == "\x5e\xa5" {
			e.equal("sender", from.IP, netip.IPv6Loopback())
			e.equal("payload", got[8:], "x")
			e.equal("has a checksum", got[2:4] != "\x00\x00", true)
			return
		}
	}
}
