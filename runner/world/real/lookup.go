package real

import (
	"net"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"syscall"

	"sockrun/luaapi/host"
)

// Hostname is gethostname(2).
func (w *World) Hostname() (string, error) {
	if err := w.alive(); err != nil {
		return "", err
	}
	return os.Hostname()
}

// Lookup asks the system's resolver for names other than numeric addresses
// and "localhost". A name that does not exist is a *net.DNSError; a numeric
// address of another family is EAFNOSUPPORT.
func (w *World) Lookup(name string, family host.Family, d host.Deadline) ([]host.Addr, error) {
	if err := w.alive(); err != nil {
		return nil, err
	}
	if ip, err := netip.ParseAddr(name); err == nil {
		return numeric(ip, family)
	}
	if strings.EqualFold(name, "localhost") {
		return ofFamily(family, netip.AddrFrom4([4]byte{127, 0, 0, 1}), netip.IPv6Loopback()), nil
	}
	if d == host.DontWait {
		return nil, syscall.EAGAIN
	}
	return w.resolve(name, family, d)
}

func (w *World) resolve(name string, family host.Family, d host.Deadline) ([]host.Addr, error) {
	ctx, cancel := w.until(d)
	defer cancel()
	var resolver net.Resolver
	ips, err := resolver.LookupNetIP(ctx, "ip", name)
	if err == nil {
		if found := ofFamily(family, ips...); len(found) > 0 {
			return found, nil
		}
		return nil, &net.DNSError{Err: "no address of this family", Name: name, IsNotFound: true}
	}
	if ended := w.alive(); ended != nil {
		return nil, ended
	}
	if ctx.Err() != nil {
		return nil, syscall.ETIMEDOUT
	}
	return nil, err
}

// ofFamily returns those of the addresses that have the family, 0 for any.
func ofFamily(family host.Family, ips ...netip.Addr) []host.Addr {
	var found []host.Addr
	for _, ip := range ips {
		if a := host.Inet(ip, 0); family == 0 || a.Family == family {
			found = append(found, a)
		}
	}
	return found
}

// numeric returns the one address that ip is, with its zone as a number.
func numeric(ip netip.Addr, family host.Family) ([]host.Addr, error) {
	found := ofFamily(family, ip)
	if len(found) == 0 {
		return nil, syscall.EAFNOSUPPORT
	}
	if zone := ip.Zone(); zone != "" {
		scope, err := scopeOf(zone)
		if err != nil {
			return nil, err
		}
		found[0].ScopeID = scope
	}
	return found, nil
}

// scopeOf returns the number of a zone: that of an interface, or itself.
func scopeOf(zone string) (uint32, error) {
	if n, err := strconv.ParseUint(zone, 10, 32); err == nil {
		return uint32(n), nil
	}
	iface, err := net.InterfaceByName(zone)
	if err != nil {
		return 0, &net.DNSError{Err: "no such interface", Name: zone, IsNotFound: true}
	}
	return uint32(iface.Index), nil
}
