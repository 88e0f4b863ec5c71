package socket

import (
	"net/netip"
	"slices"
	"strconv"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/host"
	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/wire/inet"
)

// nameFuncs look names up.
func nameFuncs() []bind.Func {
	return []bind.Func{
		{Name: "getaddrinfo", Params: "host: string or nil, port: integer or string or nil, family?: integer, type?: integer, proto?: integer, flags?: integer", Returns: "table",
			Doc:    "Returns a list of ways to reach a host and a port, each {family=, type=, proto=, canonname=, address=}. Host nil is loopback, with AI_PASSIVE every address of the machine. A port is a number, or the name of a well-known service.",
			Errors: "EAI_NONAME, EAI_SERVICE, EAI_ADDRFAMILY, EPERM by the policy", Run: getAddrInfo,
			Example: `for _, info in ipairs(socket.getaddrinfo("127.0.0.1", 80, 0, socket.SOCK_STREAM)) do
  print(info.address .. " type " .. info.type) --> 127.0.0.1:80 type 1
end`},
		{Name: "getnameinfo", Params: "address: address, flags: integer", Returns: "string, string", Doc: "Returns the names of an address table's host and port. The host is a number with NI_NUMERICHOST, or when it has no name (an error with NI_NAMEREQD); the port with NI_NUMERICSERV, or when no well-known service has it over TCP (with NI_DGRAM, UDP). NI_NOFQDN leaves out the host's domain.", Errors: "EAI_NONAME, EAI_BADFLAGS, EAI_FAMILY, EPERM by the policy", Run: getNameInfo,
			Example: `print(socket.getnameinfo({"127.0.0.1", 80}, 0)) --> localhost	http`},
		{Name: "gethostbyname", Params: "name: string", Returns: "string", Doc: "Returns the first IPv4 address of a name.", Errors: "EAI_NONAME, EPERM by the policy", Run: getHostByName,
			Example: `print(socket.gethostbyname("localhost")) --> 127.0.0.1`},
		{Name: "gethostbyname_ex", Params: "name: string", Returns: "string, table, table", Doc: "Returns the name, the list of its other names, which is empty, and the list of its IPv4 addresses.", Errors: "EAI_NONAME, EPERM by the policy", Run: getHostByNameEx},
		{Name: "gethostbyaddr", Params: "host: string", Returns: "string, table, table", Doc: "Returns the name of an address, or of the first address of a name, then the lists of its other names and of its addresses.", Errors: "EAI_NONAME, EPERM by the policy", Run: getHostByAddr,
			Example: `print((socket.gethostbyaddr("127.0.0.1"))) --> localhost`},
		{Name: "gethostname", Returns: "string", Doc: `Returns the name of the machine; in the simulated world "localhost".`, Run: getHostName},
		{Name: "getfqdn", Params: "name?: string", Returns: "string", Doc: "Returns the first name of a host that has a dot, else its first name, else the name as it was given; of this machine by default.", Errors: "EPERM by the policy", Run: getFQDN},
	}
}

// The flags of getnameinfo, with the numbers of Linux.
const (
	niNumericHost = 0x1
	niNumericServ = 0x2
	niNoFQDN      = 0x4
	niNameReqd    = 0x8
	niDgram       = 0x10

	niKnown = niNumericHost | niNumericServ | niNoFQDN | niNameReqd | niDgram
)

// lookup returns the addresses of a host name, family 0 for any, with a port;
// at least one.
func lookup(c bind.Call, name string, port int, family host.Family, op string) []host.Addr {
	token, limit := c.S.Begin("lookup", name, host.Forever)
	found, err := c.S.World.Lookup(name, family, limit)
	c.S.End(token)
	if err != nil {
		c.Error(op, name, 0, err)
	}
	for i := range found {
		found[i].Port = port
	}
	return found
}

// reverse returns the names of an address.
func reverse(c bind.Call, ip netip.Addr) ([]string, error) {
	token, limit := c.S.Begin("lookup", ip.String(), host.Forever)
	defer c.S.End(token)
	return c.S.World.LookupAddr(ip, limit)
}

// ownAddresses are those that no host stands for.
func ownAddresses(family host.Family, port int, passive bool) []host.Addr {
	ips := host.Loopback()
	if passive {
		ips = []netip.Addr{netip.IPv4Unspecified(), netip.IPv6Unspecified()}
	}
	found := host.OfFamily(family, ips...)
	for i := range found {
		found[i].Port = port
	}
	return found
}

func getNameInfo(c bind.Call) int {
	a := tableAddresses(c, c.Table(1), 0, "getnameinfo")[0]
	if a.Family == host.UNIX {
		return unnamed(c, "getnameinfo", a.String(), "EAI_FAMILY", "the address of an AF_UNIX socket has neither a host nor a port")
	}
	flags := c.Int(2, 0, maxRecv)
	if flags&^niKnown != 0 {
		unnamed(c, "getnameinfo", "", "EAI_BADFLAGS", "there are no such flags: "+strconv.Itoa(flags&^niKnown))
	}
	return c.Push(lua.LString(hostText(c, a, flags)), lua.LString(portText(a, flags)))
}

func hostText(c bind.Call, a host.Addr, flags int) string {
	if flags&niNumericHost != 0 {
		return numericHost(a)
	}
	names, err := reverse(c, a.IP)
	if _, unknown := err.(*host.NameError); unknown && flags&niNameReqd == 0 {
		return numericHost(a)
	}
	if err != nil {
		c.Error("getnameinfo", a.IP.String(), 0, err)
	}
	if flags&niNoFQDN != 0 {
		return beforeDot(names[0])
	}
	return names[0]
}

// numericHost is the address with its zone, as a host is given.
func numericHost(a host.Addr) string {
	if a.ScopeID == 0 {
		return a.IP.String()
	}
	return a.IP.WithZone(strconv.FormatUint(uint64(a.ScopeID), 10)).String()
}

func portText(a host.Addr, flags int) string {
	protocol := inet.TCP
	if flags&niDgram != 0 {
		protocol = inet.UDP
	}
	name, ok := inet.ServiceName(a.Port, protocol)
	if !ok || flags&niNumericServ != 0 {
		return strconv.Itoa(a.Port)
	}
	return name
}

func getHostByName(c bind.Call) int {
	found := resolve(c, c.String(1), 0, host.INET, "gethostbyname")
	return c.Push(lua.LString(found[0].IP.String()))
}

func getHostByNameEx(c bind.Call) int {
	found := resolve(c, c.String(1), 0, host.INET, "gethostbyname_ex")
	return c.Push(lua.LString(c.String(1)), c.L.NewTable(), hosts(c, found))
}

func hosts(c bind.Call, found []host.Addr) *lua.LTable {
	list := c.L.CreateTable(len(found), 0)
	for _, a := range found {
		list.Append(lua.LString(numericHost(a)))
	}
	return list
}

func getHostByAddr(c bind.Call) int {
	found := resolve(c, c.String(1), 0, 0, "gethostbyaddr")[:1]
	names, err := reverse(c, found[0].IP)
	if err != nil {
		return c.Error("gethostbyaddr", found[0].IP.String(), 0, err)
	}
	others := c.L.CreateTable(len(names)-1, 0)
	for _, name := range names[1:] {
		others.Append(lua.LString(name))
	}
	return c.Push(lua.LString(names[0]), others, hosts(c, found))
}

func getHostName(c bind.Call) int { return c.Push(lua.LString(hostname(c, "gethostname"))) }

func hostname(c bind.Call, op string) string {
	name, err := c.S.World.Hostname()
	if err != nil {
		c.Error(op, "", 0, err)
	}
	return name
}

func getFQDN(c bind.Call) int {
	name := c.OptString(1, "")
	if name == "" || name == "0.0.0.0" {
		name = hostname(c, "getfqdn")
	}
	return c.Push(lua.LString(longest(name, namesOf(c, hostName(c, name)))))
}

// namesOf returns the names that a host has by its first address, none when it
// has no address, or the address no name.
func namesOf(c bind.Call, name string) []string {
	token, limit := c.S.Begin("lookup", name, host.Forever)
	found, err := c.S.World.Lookup(name, 0, limit)
	c.S.End(token)
	var names []string
	if err == nil {
		names, err = reverse(c, found[0].IP)
	}
	if _, unknown := err.(*host.NameError); err != nil && !unknown {
		c.Error("getfqdn", name, 0, err)
	}
	return names
}

func longest(name string, names []string) string {
	i := slices.IndexFunc(names, func(s string) bool { return beforeDot(s) != s })
	switch {
	case i >= 0:
		return names[i]
	case len(names) > 0:
		return names[0]
	}
	return name
}
