package host

import (
	"net/netip"
	"strconv"
	"syscall"

	"sockrun/luaapi/wire/inet"
)

// NameError says that a name, an address or a service leads nowhere. Code is
// one of ResolverCodes.
type NameError struct{ Code, Message string }

// Error is the message.
func (e *NameError) Error() string { return e.Message }

// ResolverCodes lists the codes of NameError. They have the numbers of Linux
// on every system, since most of what they tell of is decided here.
func ResolverCodes() []Code {
	const class = "gaierror"
	return []Code{
		{Code: "EAI_NONAME", Class: class, Errno: -2, Doc: "The name has no address, or the address no name. Clients connect to the servers of a scenario by their names: connect: NAME."},
		{Code: "EAI_AGAIN", Class: class, Errno: -3, Doc: "The name could not be looked up for now: no name server answered in time."},
		{Code: "EAI_FAIL", Class: class, Errno: -4, Doc: "The name could not be looked up. The message has what the name server says."},
		{Code: "EAI_ADDRFAMILY", Class: class, Errno: -9, Doc: "The address is not of the socket's family: 127.0.0.1 is of AF_INET, ::1 of AF_INET6."},
		{Code: "EAI_FAMILY", Class: class, Errno: -6, Doc: "getaddrinfo knows AF_UNSPEC, AF_INET and AF_INET6."},
		{Code: "EAI_SOCKTYPE", Class: class, Errno: -7, Doc: "No socket has this type and this protocol."},
		{Code: "EAI_SERVICE", Class: class, Errno: -8, Doc: "There is no service of this name for this type of socket, or no protocol of this name. sockrun has a list of its own, of the best known; a port may always be a number."},
		{Code: "EAI_BADFLAGS", Class: class, Errno: -1, Doc: "getaddrinfo or getnameinfo does not know these flags, or they cannot be combined."},
	}
}

// resolverNumber is the number of a code of NameError.
func resolverNumber(code string) int {
	for _, c := range ResolverCodes() {
		if c.Code == code {
			return c.Errno
		}
	}
	return 0
}

// FamilyName is the name of a family's constant.
func FamilyName(f Family) string {
	switch f {
	case INET:
		return "AF_INET"
	case INET6:
		return "AF_INET6"
	case UNIX:
		return "AF_UNIX"
	}
	return "family " + strconv.Itoa(int(f))
}

// Interface is a network interface, by its number and its name.
type Interface struct {
	Index int
	Name  string
}

// Loopback are the addresses of localhost.
func Loopback() []netip.Addr {
	return []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, 1}), netip.IPv6Loopback()}
}

// Numeric returns the addresses of a host that needs no look-up: an address in
// a form that inet.Parse reads, or localhost. known is false for other names.
// family is 0 for any; an address of another one is EAI_ADDRFAMILY, but an IPv4
// address that is mapped into IPv6 may be either. all lists the interfaces that
// zones may name.
func Numeric(name string, family Family, all func() ([]Interface, error)) (found []Addr, known bool, err error) {
	if inet.IsLocalhost(name) {
		return OfFamily(family, Loopback()...), true, nil
	}
	ip, ok := inet.Parse(name)
	if !ok {
		return nil, false, nil
	}
	if family == INET {
		ip = ip.Unmap()
	}
	found = OfFamily(family, ip)
	if len(found) == 0 {
		return nil, true, otherFamily(ip, family)
	}
	if ip.Zone() != "" {
		found[0].ScopeID, err = scopeOf(ip.Zone(), all)
	}
	return found, true, err
}

func otherFamily(ip netip.Addr, family Family) error {
	if family == INET || family == INET6 {
		return &NameError{"EAI_ADDRFAMILY", ip.String() + " is not an address of the socket's family, which is " + FamilyName(family)}
	}
	return syscall.EAFNOSUPPORT
}

// OfFamily returns those of the addresses that have the family, 0 for any.
func OfFamily(family Family, ips ...netip.Addr) (found []Addr) {
	for _, ip := range ips {
		if a := Inet(ip, 0); family == 0 || a.Family == family {
			found = append(found, a)
		}
	}
	return found
}

// scopeOf returns the number of a zone: that of an interface, or itself.
func scopeOf(zone string, all func() ([]Interface, error)) (uint32, error) {
	if n, err := strconv.ParseUint(zone, 10, 32); err == nil {
		return uint32(n), nil
	}
	list, err := all()
	if err != nil {
		return 0, err
	}
	for _, i := range list {
		if i.Name == zone {
			return uint32(i.Index), nil
		}
	}
	return 0, &NameError{"EAI_NONAME", "there is no interface " + strconv.Quote(zone)}
}
