package sim

import (
	"encoding/binary"
	"net/netip"
	"slices"
	"syscall"
)

// The headers of IP (RFC 791, RFC 8200) and the echo of ICMP (RFC 792, RFC 4443),
// which the machine answers itself.

const (
	standardTTL = 64
	icmpHeader  = 8
)

// header returns the IPv4 header of a packet, nil for IPv6.
func (w *World) header(p packetIP, ttl, tos byte) []byte {
	if p.to.Is6() {
		return nil
	}
	w.packets++
	h := make([]byte, ipHeader)
	h[0], h[1], h[8], h[9] = 0x45, tos, ttl, byte(p.protocol) // version and length in words
	binary.BigEndian.PutUint16(h[2:], uint16(ipHeader+len(p.payload)))
	binary.BigEndian.PutUint16(h[4:], w.packets)
	copy(h[12:], p.from.AsSlice())
	copy(h[16:], p.to.AsSlice())
	binary.BigEndian.PutUint16(h[10:], checksum(h))
	return h
}

// withHeader is a packet whose header the script has made. As on Linux the
// length and the checksum are filled in, and a source and an id of zeros.
func (w *World) withHeader(out packetIP, p []byte) (packetIP, error) {
	if len(p) < ipHeader {
		return out, syscall.EINVAL
	}
	size := int(p[0]&0xf) * 4
	switch {
	case len(p) > maxPacket:
		return out, syscall.EMSGSIZE
	case size < ipHeader || size > len(p):
		return out, syscall.EINVAL
	}
	h := slices.Clone(p[:size])
	binary.BigEndian.PutUint16(h[2:], uint16(len(p)))
	if binary.BigEndian.Uint16(h[4:]) == 0 {
		w.packets++
		binary.BigEndian.PutUint16(h[4:], w.packets)
	}
	if from := netip.AddrFrom4([4]byte(h[12:16])); from.IsUnspecified() {
		copy(h[12:], out.from.AsSlice())
	} else {
		out.from = from
	}
	out.to = netip.AddrFrom4([4]byte(h[16:20]))
	h[10], h[11] = 0, 0
	binary.BigEndian.PutUint16(h[10:], checksum(h))
	out.protocol, out.header, out.payload = int(h[9]), h, p[size:]
	return out, nil
}

// withChecksum is the payload of a packet of ICMPv6 with its checksum, which the
// system makes for its raw sockets.
func withChecksum(p packetIP) []byte {
	const at = 2
	if p.protocol != syscall.IPPROTO_ICMPV6 || len(p.payload) < at+2 {
		return p.payload
	}
	sealed := slices.Clone(p.payload)
	sealed[at], sealed[at+1] = 0, 0
	binary.BigEndian.PutUint16(sealed[at:], checksum(slices.Concat(pseudoHeader(p), sealed)))
	return sealed
}

// pseudoHeader is what the checksum of ICMPv6 is of, beside the message.
func pseudoHeader(p packetIP) []byte {
	h := slices.Concat(p.from.AsSlice(), p.to.AsSlice())
	h = binary.BigEndian.AppendUint32(h, uint32(len(p.payload)))
	return append(h, 0, 0, 0, byte(p.protocol))
}

// answerTo returns what the machine answers to a packet, nil for nothing. One
// whose checksum is wrong is dropped.
func answerTo(p packetIP) []byte {
	const request4, reply4, request6, reply6 = 8, 0, 128, 129
	switch {
	case len(p.payload) < icmpHeader:
	case p.protocol == syscall.IPPROTO_ICMP && p.payload[0] == request4 && checksum(p.payload) == 0:
		answer := slices.Clone(p.payload)
		answer[0], answer[2], answer[3] = reply4, 0, 0
		binary.BigEndian.PutUint16(answer[2:], checksum(answer))
		return answer
	case p.protocol == syscall.IPPROTO_ICMPV6 && p.payload[0] == request6:
		back := packetIP{from: p.to, to: p.from, protocol: p.protocol, payload: slices.Clone(p.payload)}
		back.payload[0] = reply6
		return withChecksum(back)
	}
	return nil
}

// checksum is that of RFC 1071.
func checksum(p []byte) uint16 {
	var sum uint32
	for i, b := range p {
		if i%2 == 0 {
			sum += uint32(b) << 8
		} else {
			sum += uint32(b)
		}
		sum = sum&0xffff + sum>>16
	}
	return ^uint16(sum)
}
