package socket

import (
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
		return tableAddress(c, i, v, family, op)
	case lua.LString:
		if family == host.UNIX {
			return host.UnixPath(string(v))
		}
		if !c.Given(i + 1) {
			c.Raise("the address needs a port as well: %s(%q, port)", op, string(v))
		}
		return resolve(c, string(v), c.Int(i+1, 0, 65535), family, op)
	}
	c.Raise("an address is a host and a port, an address table, or a path, got %s", bind.Describe(c.Arg(i)))
	return host.Addr{}
}

func tableAddress(c bind.Call, i int, t *lua.LTable, family host.Family, op string) host.Addr {
	if path, ok := t.RawGetString("path").(lua.LString); ok {
		return host.UnixPath(string(path))
	}
	name, ok := t.RawGetString("host").(lua.LString)
	port, isPort := t.RawGetString("port").(lua.LNumber)
	if !ok || !isPort || port != lua.LNumber(uint16(port)) {
		c.Raise("an address table has host and port (0 to 65535), or path")
	}
	a := resolve(c, string(name), int(port), family, op)
	if flow, ok := t.RawGetString("flowinfo").(lua.LNumber); ok {
		a.FlowInfo = uint32(flow)
	}
	if scope, ok := t.RawGetString("scope_id").(lua.LNumber); ok {
		a.ScopeID = uint32(scope)
	}
	return a
}

// resolve turns a host into an address; "" is every address of the machine.
func resolve(c bind.Call, name string, port int, family host.Family, op string) host.Addr {
	if strings.ContainsRune(name, 0) {
		c.Raise("the host must not contain a NUL byte")
	}
	if name == "" {
		if family == host.INET6 {
			return host.Inet(netip.IPv6Unspecified(), port)
		}
		return host.Inet(netip.IPv4Unspecified(), port)
	}
	if ip, err := netip.ParseAddr(name); err == nil && ip.Zone() == "" {
		return fit(c, host.Inet(ip, port), family)
	}
	token, limit := c.S.Begin("lookup", name, host.Forever)
	found, err := c.S.World.Lookup(name, family, limit)
	c.S.End(token)
	if err != nil {
		c.Error(op, name, 0, err)
	}
	a := found[0]
	a.Port = port
	return a
}

func fit(c bind.Call, a host.Addr, family host.Family) host.Addr {
	if a.Family != family {
		c.Raise("%s is not an address of the socket's family", a.IP)
	}
	return a
}

var addressClass = &bind.Class{
	Name: "address",
	Open: true,
	Doc:  "The address of a socket: a table with host and port (IPv6 adds flowinfo and scope_id), or path. It prints as 127.0.0.1:80 or [::1]:80, == compares it, and every call that needs an address takes it.",
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
