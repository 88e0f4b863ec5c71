package host

import (
	"net/netip"
	"strconv"
	"syscall"

	"sockrun/luaapi/wire/plural"
)

// Addr is the address of a socket of any family. The zero value is an
// unnamed socket. Two addresses are the same when they are ==.
type Addr struct {
	Family   Family
	IP       netip.Addr // INET and INET6, without zone
	Port     int        // INET and INET6
	FlowInfo uint32     // INET6
	ScopeID  uint32     // INET6
	Path     string     // UNIX; starts with a NUL byte when abstract, "" when unnamed
}

// Inet returns the address of a port on an IPv4 or IPv6 host.
func Inet(ip netip.Addr, port int) Addr {
	family := INET
	if ip.Is6() {
		family = INET6
	}
	return Addr{Family: family, IP: ip.WithZone(""), Port: port}
}

// UnixPath returns the address of a unix socket.
func UnixPath(path string) Addr { return Addr{Family: UNIX, Path: path} }

// MaxUnixPath is how many bytes the path of a unix socket may have. An abstract
// name may have one more, its leading NUL byte counted, since no NUL ends it.
const MaxUnixPath = len(syscall.RawSockaddrUnix{}.Path) - 1

// CheckUnix says whether the system takes a unix address: ENAMETOOLONG, with
// the limit, when it is too long.
func (a Addr) CheckUnix() error {
	limit, what := MaxUnixPath, "the path has "
	if a.IsAbstract() {
		limit, what = MaxUnixPath+1, "the abstract name has with its NUL byte "
	}
	if len(a.Path) <= limit {
		return nil
	}
	return &Explained{syscall.ENAMETOOLONG, what + plural.Of(len(a.Path), "byte") + ", a unix socket's at most " + strconv.Itoa(limit)}
}

// IsAbstract says whether a unix address has a name that is no path.
func (a Addr) IsAbstract() bool { return a.Path != "" && a.Path[0] == 0 }

// IsNamed says whether others can tell the socket by its address.
func (a Addr) IsNamed() bool { return a.Port != 0 || a.Path != "" }

// AddrPort returns the host and the port of INET and INET6; 127.0.0.1 and
// ::ffff:127.0.0.1 are the same.
func (a Addr) AddrPort() netip.AddrPort { return netip.AddrPortFrom(a.IP.Unmap(), uint16(a.Port)) }

// zone is what tells addresses of the same text on several links apart.
func (a Addr) zone() string {
	if a.ScopeID == 0 {
		return ""
	}
	return "%" + strconv.FormatUint(uint64(a.ScopeID), 10)
}

// String returns 127.0.0.1:80, [::1]:80, [fe80::1%2]:80, a path, or @name for an abstract
// unix socket; "unnamed" when there is no address.
func (a Addr) String() string {
	switch {
	case a.Family == INET:
		return a.IP.String() + ":" + strconv.Itoa(a.Port)
	case a.Family == INET6:
		return "[" + a.IP.String() + a.zone() + "]:" + strconv.Itoa(a.Port)
	case a.Path == "":
		return "unnamed"
	case a.Path[0] == 0:
		return "@" + a.Path[1:]
	}
	return a.Path
}
