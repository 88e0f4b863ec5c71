package socket

import (
	"net/netip"
	"strconv"
	"syscall"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/host"
	"sockrun/luaapi/internal/bind"
)

// nameFuncs look names up.
func nameFuncs() []bind.Func {
	return []bind.Func{
		{Name: "getaddrinfo", Params: "host: string or nil, port: integer or string or nil, family?: integer, type?: integer, proto?: integer, flags?: integer", Returns: "table",
			Doc:    "Returns a list of what a host and a port can be reached by, each {family=, type=, proto=, canonname=, address=}. Host nil is loopback, with AI_PASSIVE every address of the machine. A port is a number; names of services are not looked up.",
			Errors: "EAI_NONAME, EPERM by the policy", Run: getAddrInfo,
			Example: `for _, info in ipairs(socket.getaddrinfo("127.0.0.1", 80, 0, socket.SOCK_STREAM)) do
  print(info.address .. " type " .. info.type) --> 127.0.0.1:80 type 1
end`},
		{Name: "gethostbyname", Params: "name: string", Returns: "string", Doc: "Returns the first IPv4 address of a name.", Errors: "EAI_NONAME, EPERM by the policy", Run: getHostByName,
			Example: `print(socket.gethostbyname("localhost")) --> 127.0.0.1`},
		{Name: "gethostname", Returns: "string", Doc: `Returns the name of the machine; in the simulated world "localhost".`, Run: getHostName},
	}
}

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

func getAddrInfo(c bind.Call) int {
	family := host.Family(c.OptInt(3, 0, 1<<16, 0))
	typ, proto, flags := host.Type(c.OptInt(4, 0, 1<<16, 0)), c.OptInt(5, 0, 1<<16, 0), c.OptInt(6, 0, 1<<16, 0)
	list := c.L.CreateTable(4, 0)
	for _, a := range infoAddresses(c, family, flags) {
		for _, k := range kindsOf(a.Family) {
			if (typ == 0 || typ == k.Type) && (proto == 0 || k.Proto == 0 || proto == k.Proto) {
				k.Proto = max(k.Proto, proto)
				list.Append(infoTable(c, k, a, flags))
			}
		}
	}
	if list.Len() == 0 {
		return c.Error("getaddrinfo", "", 0, syscall.EPROTONOSUPPORT)
	}
	return c.Push(list)
}

// kindsOf are the kinds of sockets that an address can be used by.
func kindsOf(family host.Family) []host.Kind {
	return []host.Kind{
		{Family: family, Type: host.Stream, Proto: syscall.IPPROTO_TCP},
		{Family: family, Type: host.Datagram, Proto: syscall.IPPROTO_UDP},
		{Family: family, Type: host.Raw},
	}
}

func infoTable(c bind.Call, k host.Kind, a host.Addr, flags int) *lua.LTable {
	t := c.L.CreateTable(0, 5)
	t.RawSetString("family", lua.LNumber(k.Family))
	t.RawSetString("type", lua.LNumber(k.Type))
	t.RawSetString("proto", lua.LNumber(k.Proto))
	name := ""
	if flags&aiCanonName != 0 {
		name = c.OptString(1, "")
	}
	t.RawSetString("canonname", lua.LString(name))
	t.RawSetString("address", AddressValue(c.S, a))
	return t
}

func infoAddresses(c bind.Call, family host.Family, flags int) []host.Addr {
	port := servicePort(c)
	if !c.Given(1) {
		return ownAddresses(family, port, flags&aiPassive != 0)
	}
	name := hostName(c, c.String(1))
	if _, err := netip.ParseAddr(name); err != nil && flags&aiNumericHost != 0 {
		c.Error("getaddrinfo", name, 0, &host.Error{Code: "EAI_NONAME", Name: "gaierror", Op: "getaddrinfo", Address: name, Message: "not a numeric address"})
	}
	return lookup(c, name, port, family, "getaddrinfo")
}

// servicePort reads the port, which Python programs also give as text.
func servicePort(c bind.Call) int {
	text, isText := c.Arg(2).(lua.LString)
	switch {
	case !c.Given(2):
		return 0
	case !isText:
		return c.Int(2, 0, 65535)
	}
	port, err := strconv.ParseUint(string(text), 10, 16)
	if err != nil {
		c.Raise("port must be a number from 0 to 65535, got %q: names of services are not looked up", string(text))
	}
	return int(port)
}

// ownAddresses are those that no host stands for.
func ownAddresses(family host.Family, port int, passive bool) []host.Addr {
	ips := []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, 1}), netip.IPv6Loopback()}
	if passive {
		ips = []netip.Addr{netip.IPv4Unspecified(), netip.IPv6Unspecified()}
	}
	var found []host.Addr
	for _, ip := range ips {
		if a := host.Inet(ip, port); family == 0 || a.Family == family {
			found = append(found, a)
		}
	}
	return found
}

func getHostByName(c bind.Call) int {
	found := lookup(c, hostName(c, c.String(1)), 0, host.INET, "gethostbyname")
	return c.Push(lua.LString(found[0].IP.String()))
}

func getHostName(c bind.Call) int {
	name, err := c.S.World.Hostname()
	if err != nil {
		return c.Error("gethostname", "", 0, err)
	}
	return c.Push(lua.LString(name))
}
