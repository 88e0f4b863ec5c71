// Package inet reads what stands for an internet address, a service or a
// protocol in text, as the C library reads it. It looks nothing up: what it
// knows is the same on every machine.
package inet

import (
	"net"
	"net/netip"
	"strconv"
	"strings"
)

// Parse returns the address that a text is by itself: IPv4 in all forms of
// inet_aton(3), IPv6 with or without a zone, or <broadcast>, as in Python. It
// is not ok for names.
func Parse(text string) (ip netip.Addr, ok bool) {
	if text == "<broadcast>" {
		return netip.AddrFrom4([4]byte{255, 255, 255, 255}), true
	}
	if ip, err := netip.ParseAddr(text); err == nil {
		return ip, true
	}
	packed, ok := Aton(text)
	return netip.AddrFrom4(packed), ok
}

// IsLocalhost says whether a name is that of the machine itself.
func IsLocalhost(name string) bool {
	return strings.EqualFold(strings.TrimSuffix(name, "."), "localhost")
}

// HostPort splits "localhost:80" and "[::1]:80"; it is not ok for a text that has
// no port, or one that is no number.
func HostPort(text string) (host string, port uint16, ok bool) {
	host, service, err := net.SplitHostPort(text)
	if err != nil {
		return "", 0, false
	}
	n, err := strconv.ParseUint(service, 10, 16)
	return host, uint16(n), err == nil
}

// Aton is inet_aton(3): one to four parts, of which the last fills what is
// left, each decimal, octal after 0 or hexadecimal after 0x.
func Aton(text string) (packed [4]byte, ok bool) {
	parts := strings.Split(text, ".")
	if len(parts) > len(packed) {
		return packed, false
	}
	last := len(parts) - 1
	for i, part := range parts[:last] {
		n, err := parsePart(part, 8)
		if err != nil {
			return packed, false
		}
		packed[i] = byte(n)
	}
	rest, err := parsePart(parts[last], 8*(len(packed)-last))
	for i := len(packed) - 1; i >= last; i-- {
		packed[i] = byte(rest)
		rest >>= 8
	}
	return packed, err == nil
}

func parsePart(part string, bits int) (uint64, error) {
	lower, base := strings.ToLower(part), 10
	switch {
	case strings.HasPrefix(lower, "0x"):
		lower, base = lower[2:], 16
	case len(lower) > 1 && lower[0] == '0':
		base = 8
	}
	return strconv.ParseUint(lower, base, bits)
}
