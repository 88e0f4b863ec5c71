package socket

import (
	"net/netip"
	"strconv"
	"syscall"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/host"
	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/wire/inet"
)

// The flags of getaddrinfo, which is ours and not the system's, with the
// numbers of Linux.
const (
	aiPassive     = 0x1
	aiCanonName   = 0x2
	aiNumericHost = 0x4
	aiV4Mapped    = 0x8
	aiAll         = 0x10
	aiNumericServ = 0x400

	aiKnown = aiPassive | aiCanonName | aiNumericHost | aiV4Mapped | aiAll | aiNumericServ
)

// question is what getaddrinfo is asked.
type question struct {
	family host.Family
	typ    host.Type
	proto  int
	flags  int
}

func getAddrInfo(c bind.Call) int {
	q := question{
		family: host.Family(c.OptInt(3, 0, 1<<16, 0)),
		typ:    host.Type(c.OptInt(4, 0, 1<<16, 0)), proto: c.OptInt(5, 0, 1<<16, 0), flags: c.OptInt(6, 0, maxRecv, 0),
	}
	q.check(c)
	list, entries := c.L.CreateTable(4, 0), q.entries(c)
	for _, a := range q.addresses(c) {
		for _, e := range entries {
			a.Port = e.port
			list.Append(q.table(c, e.kind, a))
		}
	}
	return c.Push(list)
}

// unnamed raises that a question has no answer.
func unnamed(c bind.Call, op, what, code, message string) int {
	return c.Error(op, what, 0, &host.NameError{Code: code, Message: message})
}

func (q *question) check(c bind.Call) {
	switch {
	case q.flags&^aiKnown != 0:
		unnamed(c, "getaddrinfo", "", "EAI_BADFLAGS", "there are no such flags: "+strconv.Itoa(q.flags&^aiKnown))
	case q.flags&aiCanonName != 0 && !c.Given(1):
		unnamed(c, "getaddrinfo", "", "EAI_BADFLAGS", "AI_CANONNAME needs a host")
	case q.family != 0 && q.family != host.INET && q.family != host.INET6:
		unnamed(c, "getaddrinfo", "", "EAI_FAMILY", "the family is AF_UNSPEC, AF_INET or AF_INET6, not "+strconv.Itoa(int(q.family)))
	case !c.Given(1) && !c.Given(2):
		unnamed(c, "getaddrinfo", "", "EAI_NONAME", "neither a host nor a port is given")
	case len(q.kinds()) == 0:
		unnamed(c, "getaddrinfo", "", "EAI_SOCKTYPE", "no socket has this type and this protocol")
	}
}

// kinds are the types and protocols of sockets that are asked for.
func (q *question) kinds() (found []host.Kind) {
	for _, k := range []host.Kind{
		{Type: host.Stream, Proto: syscall.IPPROTO_TCP},
		{Type: host.Datagram, Proto: syscall.IPPROTO_UDP},
		{Type: host.Raw, Proto: q.proto},
	} {
		rawly := k.Type == host.Raw && q.typ == 0 && (q.proto == syscall.IPPROTO_TCP || q.proto == syscall.IPPROTO_UDP)
		if (q.typ == 0 || q.typ == k.Type) && (q.proto == 0 || q.proto == k.Proto) && !rawly {
			found = append(found, k)
		}
	}
	return found
}

// entry is what an address is combined with.
type entry struct {
	kind host.Kind
	port int
}

// entries are the kinds of sockets with their ports. Those that have no service
// of the name are left out.
func (q *question) entries(c bind.Call) (list []entry) {
	service, isText := c.Arg(2).(lua.LString)
	number, err := strconv.ParseUint(string(service), 10, 16)
	byName := isText && err != nil
	switch {
	case c.Given(2) && !isText:
		if _, ok := c.Arg(2).(lua.LNumber); !ok {
			c.Expected(2, "")
		}
		number = uint64(c.Int(2, 0, 65535))
	case byName && q.flags&aiNumericServ != 0:
		unnamed(c, "getaddrinfo", "", "EAI_NONAME", strconv.Quote(string(service))+" is no number from 0 to 65535, as AI_NUMERICSERV demands")
	}
	for _, k := range q.kinds() {
		port, ok := int(number), true
		if byName {
			port, ok = inet.ServicePort(string(service), protocolOf[k.Type])
		}
		if ok && !(byName && k.Type == host.Raw) {
			list = append(list, entry{k, port})
		}
	}
	if len(list) == 0 {
		unnamed(c, "getaddrinfo", "", "EAI_SERVICE", "no service is called "+strconv.Quote(string(service))+over(protocolOf[q.typ]))
	}
	return list
}

var protocolOf = map[host.Type]string{host.Stream: inet.TCP, host.Datagram: inet.UDP}

func (q *question) table(c bind.Call, k host.Kind, a host.Addr) *lua.LTable {
	t := c.L.CreateTable(0, 5)
	t.RawSetString("family", lua.LNumber(a.Family))
	t.RawSetString("type", lua.LNumber(k.Type))
	t.RawSetString("proto", lua.LNumber(k.Proto))
	name := ""
	if q.flags&aiCanonName != 0 {
		name = c.OptString(1, "")
	}
	t.RawSetString("canonname", lua.LString(name))
	t.RawSetString("address", AddressValue(c.S, a))
	return t
}

// addresses are those of the host.
func (q *question) addresses(c bind.Call) []host.Addr {
	if !c.Given(1) {
		return ownAddresses(q.family, 0, q.flags&aiPassive != 0)
	}
	name := hostName(c, c.String(1))
	if _, numeric := inet.Parse(name); !numeric && q.flags&aiNumericHost != 0 {
		unnamed(c, "getaddrinfo", name, "EAI_NONAME", "it is no numeric address, as AI_NUMERICHOST demands")
	}
	if q.family == host.INET6 && q.flags&aiV4Mapped != 0 {
		return mapped(lookup(c, name, 0, 0, "getaddrinfo"), q.flags&aiAll != 0)
	}
	return lookup(c, name, 0, q.family, "getaddrinfo")
}

// mapped returns addresses for an IPv6 socket that takes IPv4 as well: those of
// IPv6, and with all, or without any of those, the others as ::ffff:a.b.c.d.
func mapped(found []host.Addr, all bool) (list []host.Addr) {
	var others []host.Addr
	for _, a := range found {
		if a.Family == host.INET6 {
			list = append(list, a)
		} else {
			others = append(others, host.Inet(netip.AddrFrom16(a.IP.As16()), 0))
		}
	}
	if all || len(list) == 0 {
		list = append(list, others...)
	}
	return list
}
