package socket

import (
	"cmp"
	"fmt"
	"net/netip"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/host"
	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/thread"
	"sockrun/luaapi/wire/stream"
)

const addressParams = "host: address, port?: integer"

// address reads an address from argument i on: host and port, an address
// table, or a path.
func address(c bind.Call, i int, conn *stream.Conn, op string) host.Addr {
	family := conn.Kind().Family
	switch v := c.Arg(i).(type) {
	case *lua.LTable:
		return tableAddresses(c, v, family, op)[0]
	case lua.LString:
		if family == host.UNIX {
			return host.UnixPath(string(v))
		}
		if !c.Given(i + 1) {
			c.Raise("the address needs a port as well: %s(%q, port)", op, string(v))
		}
		return resolve(c, string(v), c.Int(i+1, 0, 65535), family, op)[0]
	}
	c.Raise("an address is a host and a port, an address table, or a path, got %s", bind.Describe(c.Arg(i)))
	return host.Addr{}
}

// tableAddresses returns what an address table stands for: several addresses
// when it has a name. Family 0 is any.
func tableAddresses(c bind.Call, t *lua.LTable, family host.Family, op string) []host.Addr {
	if path, ok := t.RawGetString("path").(lua.LString); ok {
		return []host.Addr{host.UnixPath(string(path))}
	}
	name, ok := part(t, "host", 1).(lua.LString)
	port, isPort := part(t, "port", 2).(lua.LNumber)
	if !ok || !isPort || port != lua.LNumber(uint16(port)) {
		c.Raise("an address table has host and port (0 to 65535), or path")
	}
	found := resolve(c, string(name), int(port), family, op)
	flow, scope := unsigned(c, t, "flowinfo", 3), unsigned(c, t, "scope_id", 4)
	for i := range found {
		if found[i].Family == host.INET6 {
			found[i].FlowInfo, found[i].ScopeID = flow, max(scope, found[i].ScopeID)
		}
	}
	return found
}

// part is a field of an address table, or the element that stands for it in a
// plain list, as in Python's tuples.
func part(t *lua.LTable, name string, i int) lua.LValue {
	if v := t.RawGetString(name); v != lua.LNil {
		return v
	}
	return t.RawGetInt(i)
}

// unsigned is a part of an address table that may be left out.
func unsigned(c bind.Call, t *lua.LTable, name string, i int) uint32 {
	v := part(t, name, i)
	n, ok := v.(lua.LNumber)
	if v != lua.LNil && (!ok || n != lua.LNumber(uint32(n))) {
		c.Raise("%s of an address table must be an integer from 0 to 4294967295, got %s", name, bind.Describe(v))
	}
	return uint32(n)
}

// resolve turns a host into addresses, of one family unless that is 0; "" is
// every address of the machine.
func resolve(c bind.Call, name string, port int, family host.Family, op string) []host.Addr {
	if hostName(c, name) == "" {
		return ownAddresses(cmp.Or(family, host.INET), port, true)
	}
	if ip, err := netip.ParseAddr(name); err == nil && ip.Zone() == "" {
		return []host.Addr{fit(c, host.Inet(ip, port), family)}
	}
	return lookup(c, name, port, family, op)
}

// hostName refuses what the system would cut.
func hostName(c bind.Call, name string) string {
	if strings.ContainsRune(name, 0) {
		c.Raise("the host must not contain a NUL byte")
	}
	return name
}

func fit(c bind.Call, a host.Addr, family host.Family) host.Addr {
	if family != 0 && a.Family != family {
		c.Raise("%s is not an address of the socket's family", a.IP)
	}
	return a
}

// oneTable is what an address is, for who takes it for a tuple.
const oneTable = "it is one table with host and port (path for AF_UNIX): write local a = s:getsockname(), then a.host and a.port"

var addressClass = &bind.Class{
	Name:   "address",
	Open:   true,
	NoList: oneTable,
	Doc:    "The address of a socket: one table, where Python has a tuple, with host and port (IPv6 adds flowinfo and scope_id), or path. It prints as 127.0.0.1:80 or [::1]:80, == compares it, and every call that needs an address takes it.",
	Meta: []bind.Func{
		{Name: "__tostring", Params: "address: table", Run: func(c bind.Call) int { return c.Push(lua.LString(addressText(c.Arg(1)))) }},
		{Name: "__concat", Params: "a: any, b: any", Run: func(c bind.Call) int {
			return c.Push(lua.LString(addressText(c.Arg(1)) + addressText(c.Arg(2))))
		}},
		{Name: "__eq", Params: "a: table, b: table", Run: func(c bind.Call) int {
			return c.Push(lua.LBool(addressText(c.Arg(1)) == addressText(c.Arg(2))))
		}},
	},
}

// AddressText returns what an address prints as. ok is false for any other
// value. With the baton.
func AddressText(s *thread.State, v lua.LValue) (text string, ok bool) {
	t, ok := v.(*lua.LTable)
	if !ok || t.Metatable != bind.Metatable(s, addressClass) {
		return "", false
	}
	return addressText(t), true
}

// AddressValue returns the table by which scripts know an address.
func AddressValue(s *thread.State, a host.Addr) *lua.LTable {
	t := s.L.CreateTable(0, 4)
	switch a.Family {
	case host.INET, host.INET6:
		t.RawSetString("host", lua.LString(a.IP.String()))
		t.RawSetString("port", lua.LNumber(a.Port))
	default:
		t.RawSetString("path", lua.LString(a.Path))
	}
	if a.Family == host.INET6 {
		t.RawSetString("flowinfo", lua.LNumber(a.FlowInfo))
		t.RawSetString("scope_id", lua.LNumber(a.ScopeID))
	}
	t.Metatable = bind.Metatable(s, addressClass)
	return t
}

func addressText(v lua.LValue) string {
	t, ok := v.(*lua.LTable)
	if !ok {
		return v.String()
	}
	if path, ok := t.RawGetString("path").(lua.LString); ok {
		return host.UnixPath(string(path)).String()
	}
	name, port := t.RawGetString("host").String(), t.RawGetString("port").String()
	if strings.Contains(name, ":") {
		name = "[" + name + "]"
	}
	return fmt.Sprintf("%s:%s", name, port)
}
