package policy

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"sockrun/luaapi/host"
	"sockrun/luaapi/wire/inet"
)

// netRule allows a port, or all, of addresses or of a host name.
type netRule struct {
	prefix netip.Prefix // not valid: by name
	name   string       // lower case, or *
	port   int          // anyPort for all
}

const anyPort = -1

// Connect says whether a may be connected or sent to. names are those whose
// permitted look-up has returned a: a rule for one of them allows a too.
func (p *Policy) Connect(a host.Addr, names ...string) error {
	return p.address("connect to ", a, names)
}

// Bind says whether a socket may be bound to a. A socket that listens without
// having been bound is bound to the unspecified address of its family.
func (p *Policy) Bind(a host.Addr) error {
	return p.address("bind to ", a, nil)
}

// Join says whether a socket may join a group of multicast, by which the machine
// tells its neighbours of it: what a rule for the group allows, too.
func (p *Policy) Join(group netip.Addr) error {
	return p.withoutPort("joining ", group)
}

// withoutPort asks about an address of which no port is used.
func (p *Policy) withoutPort(doing string, ip netip.Addr) error {
	a := host.Inet(ip.Unmap(), 0)
	if p.all || p.allows(a, nil) {
		return nil
	}
	return &host.Denied{What: doing + a.IP.String(), Flag: netFlag(a)}
}

// Resolve returns the address to connect or bind to when a is asked for: a
// unix socket's path is made absolute, counted from the scenario's folder as
// those of files are, and its symbolic links are resolved.
func (p *Policy) Resolve(a host.Addr) host.Addr {
	if a.Family == host.UNIX && !isAbstract(a) {
		a.Path = p.resolve(a.Path)
	}
	return a
}

// Lookup says whether a host name may be looked up. Numeric addresses and
// localhost need no network.
func (p *Policy) Lookup(name string) error {
	plain := plainName(name)
	_, numeric := inet.Parse(name)
	if p.all || numeric || inet.IsLocalhost(name) || plain == "" {
		return nil
	}
	for _, r := range p.net {
		if r.name == plain || r.name == "*" {
			return nil
		}
	}
	return &host.Denied{What: "look-up of " + name, Flag: "--allow-net=" + plain}
}

// Reverse says whether the name of an address may be looked up: it is what a
// rule for the address allows, too.
func (p *Policy) Reverse(ip netip.Addr) error {
	return p.withoutPort("look-up of the name of ", ip)
}

func (p *Policy) address(doing string, a host.Addr, names []string) error {
	a = p.Resolve(a)
	if a.IP.Is4In6() {
		a = host.Inet(a.IP.Unmap(), a.Port)
	}
	if p.all || p.allows(a, names) {
		return nil
	}
	return &host.Denied{What: doing + a.String(), Flag: netFlag(a)}
}

func (p *Policy) allows(a host.Addr, names []string) bool {
	switch a.Family {
	case host.INET, host.INET6:
		return p.allowsIP(a, names)
	case host.UNIX:
		return p.allowsUnix(a)
	}
	return false
}

func (p *Policy) allowsIP(a host.Addr, names []string) bool {
	if a.IP.IsLoopback() {
		return true
	}
	for _, r := range p.net {
		if r.port != anyPort && r.port != a.Port {
			continue
		}
		if r.name == "*" || r.prefix.Contains(a.IP) || slices.ContainsFunc(names, r.hasName) {
			return true
		}
	}
	return false
}

func (r netRule) hasName(name string) bool { return r.name != "" && r.name == plainName(name) }

func (p *Policy) allowsUnix(a host.Addr) bool {
	if !isAbstract(a) {
		return p.sockets.hold(a.Path)
	}
	return p.anyAbstract || a.Path != "" && slices.Contains(p.abstract, a.Path[1:])
}

// isAbstract says whether a unix address has no file. An unnamed one has
// none: binding it makes an abstract name.
func isAbstract(a host.Addr) bool { return a.Path == "" || a.Path[0] == 0 }

// netFlag returns the flag that allows an address and no other; all ports,
// when the system is to choose one.
func netFlag(a host.Addr) string {
	switch {
	case a.Family == host.UNIX && a.Path == "":
		return "--allow-net=unix:@*"
	case a.Family == host.UNIX:
		return "--allow-net=unix:" + a.String()
	case !a.IP.IsValid():
		return "-A"
	case a.Port == 0:
		return "--allow-net=" + a.IP.String()
	}
	return "--allow-net=" + netip.AddrPortFrom(a.IP, uint16(a.Port)).String()
}

// plainName makes names that mean the same host the same text.
func plainName(name string) string {
	return strings.ToLower(strings.TrimSuffix(name, "."))
}

func (p *Policy) addNet(rule string) error {
	path, isUnix := strings.CutPrefix(rule, "unix:")
	switch {
	case rule == "raw":
		p.raw = true
		return nil
	case isUnix && path == "@*":
		p.anyAbstract = true
		return nil
	case isUnix && strings.HasPrefix(path, "@"):
		p.abstract = append(p.abstract, path[1:])
		return nil
	case isUnix:
		return p.sockets.add(path)
	}
	r, err := parseNet(rule)
	p.net = append(p.net, r)
	return err
}

var errNetRule = errors.New("want HOST, HOST:PORT, [IPv6]:PORT, ADDRESS/BITS, *, raw or unix:PATH")

func parseNet(rule string) (netRule, error) {
	if strings.Contains(rule, "/") {
		prefix, err := netip.ParsePrefix(rule)
		if err != nil || prefix.Addr().Is4In6() {
			return netRule{}, errNetRule
		}
		return netRule{prefix: prefix, port: anyPort}, nil
	}
	name, port, err := splitPort(rule)
	if err != nil {
		return netRule{}, err
	}
	if ip, err := netip.ParseAddr(name); err == nil {
		ip = ip.Unmap().WithZone("")
		return netRule{prefix: netip.PrefixFrom(ip, ip.BitLen()), port: port}, nil
	}
	if name != "*" && !isHostName(name) {
		return netRule{}, errNetRule
	}
	return netRule{name: plainName(name), port: port}, nil
}

// splitPort splits HOST and HOST:PORT; an IPv6 address may stand without
// brackets when it has no port.
func splitPort(rule string) (name string, port int, err error) {
	if bare := strings.TrimSuffix(strings.TrimPrefix(rule, "["), "]"); !strings.Contains(rule, ":") || isIPv6(bare) {
		return bare, anyPort, nil
	}
	name, digits, err := net.SplitHostPort(rule)
	if err != nil {
		return "", 0, errNetRule
	}
	n, err := strconv.ParseUint(digits, 10, 16)
	if err != nil {
		return "", 0, fmt.Errorf("%q is no port from 0 to 65535", digits)
	}
	return name, int(n), nil
}

func isIPv6(s string) bool {
	ip, err := netip.ParseAddr(s)
	return err == nil && ip.Is6()
}

// isHostName refuses what looks like a mistyped address, a pattern or a URL.
func isHostName(s string) bool {
	letters := false
	for _, c := range plainName(s) {
		switch {
		case c >= 'a' && c <= 'z':
			letters = true
		case c >= '0' && c <= '9', c == '-', c == '_', c == '.':
		default:
			return false
		}
	}
	return letters
}
