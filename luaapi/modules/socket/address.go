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
	"sockrun/luaapi/wire/inet"
	"sockrun/luaapi/wire/stream"
)

const addressParams = "host: address, port?: integer"

// address reads an address from argument i on: host and port, an address
// table, or a path. next is the argument after it.
func address(c bind.Call, i int, conn *stream.Conn, op string) (a host.Addr, next int) {
	family := conn.Kind().Family
	switch v := c.Arg(i).(type) {
	case *lua.LTable:
		if a, ok := toldOf(c.S).isOf(v, family); ok {
			return a, i + 1
		}
		return tableAddresses(c, v, family, op)[0], i + 1
	case lua.LString:
		if family == host.UNIX {
			return unixAddress(c, string(v)), i + 1
		}
		if !c.Given(i + 1) {
			lacksPort(c, op, string(v))
		}
		return resolve(c, string(v), c.Int(i+1, 0, 65535), family, op)[0], i + 2
	}
	c.Raise("an address is a host and a port, an address table, or a path, got %s", bind.Describe(c.Arg(i)))
	return host.Addr{}, 0
}

// onlyAddress is address of functions that take nothing else: a port beside a
// path is a mistake.
func onlyAddress(c bind.Call, conn *stream.Conn, op string) host.Addr {
	a, next := address(c, 1, conn, op)
	if next == 2 && c.Given(2) {
		c.Raise("%s is a whole address, got %s beside it", whole(c.Arg(1)), bind.Describe(c.Arg(2)))
	}
	return a
}

// lacksPort raises that a host stands without a port, or with one in its text.
func lacksPort(c bind.Call, op, name string) {
	if inText, port, both := inet.HostPort(name); both {
		c.Raise("the port is a value of its own: write %s(%q, %d)", op, inText, port)
	}
	c.Raise("the address needs a port as well: %s(%q, port)", op, name)
}

func whole(v lua.LValue) string {
	if _, isTable := v.(*lua.LTable); isTable {
		return "an address table"
	}
	return "the path of an AF_UNIX socket"
}

// unixAddress refuses names that the system would cut or not tell again.
func unixAddress(c bind.Call, path string) host.Addr {
	name, abstract := strings.CutPrefix(path, "\x00")
	switch {
	case strings.ContainsRune(name, 0):
		c.Raise("a path must not contain a NUL byte, but for the one that begins an abstract name; got %q", path)
	case abstract && name == "":
		c.Raise("an abstract name is a NUL byte and at least one other, got %q", path)
	}
	return host.UnixPath(path)
}

// tableAddresses returns what an address table stands for: several addresses
// when it has a name. Family 0 is any.
func tableAddresses(c bind.Call, t *lua.LTable, family host.Family, op string) []host.Addr {
	if path := t.RawGetString("path"); path != lua.LNil {
		return []host.Addr{tablePath(c, path, family)}
	}
	name, ok := part(t, "host", 1).(lua.LString)
	if !ok {
		c.Raise("an address table has host and port, or path; its host is %s", bind.Describe(part(t, "host", 1)))
	}
	if family == host.UNIX {
		c.Raise("the address of an AF_UNIX socket is a path or a table with path, got one with host")
	}
	found := resolve(c, string(name), tablePort(c, t), family, op)
	flow, scope := unsigned(c, t, "flowinfo", 3), unsigned(c, t, "scope_id", 4)
	for i := range found {
		if found[i].Family == host.INET6 {
			found[i].FlowInfo, found[i].ScopeID = flow, max(scope, found[i].ScopeID)
		}
	}
	return found
}

func tablePath(c bind.Call, path lua.LValue, family host.Family) host.Addr {
	text, ok := path.(lua.LString)
	if !ok {
		c.Raise("path of an address table must be a string, got %s", bind.Describe(path))
	}
	if family != host.UNIX && family != 0 {
		c.Raise("the address of an %s socket has host and port, got a table with path", host.FamilyName(family))
	}
	return unixAddress(c, string(text))
}

// tablePort is the port of an address table.
func tablePort(c bind.Call, t *lua.LTable) int {
	v := part(t, "port", 2)
	port, ok := v.(lua.LNumber)
	if !ok || port != lua.LNumber(uint16(port)) {
		c.Raise("an address table has host and port, or path; port must be an integer from 0 to 65535, got %s", bind.Describe(v))
	}
	return int(port)
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
	if ip, err := netip.ParseAddr(name); err == nil && ip.Zone() == "" && (family == 0 || host.Inet(ip, 0).Family == family) {
		return []host.Addr{host.Inet(ip, port)} // what nearly all are, without more ado
	}
	return lookup(c, name, port, family, op)
}

// hostName refuses what the system would cut.
func hostName(c bind.Call, name string) string {
	if strings.ContainsRune(name, 0) {
		c.Raise("the host must not contain a NUL byte, got %q", name)
	}
	return name
}

// oneTable is what an address is, for who takes it for a tuple.
const oneTable = "it is one table with host and port (path for AF_UNIX): write local a = s:getsockname(), then a.host and a.port"

var addressClass = &bind.Class{
	Name:   "address",
	Open:   true,
	NoList: oneTable,
	Doc:    "The address of a socket: one table, where Python has a tuple, with host and port (IPv6 adds flowinfo and scope_id), or path. It prints as 127.0.0.1:80 or [::1]:80 (with a scope_id, [fe80::1%2]:80), == compares it, and every call that needs an address takes it. Calls return the same table for the same address until a script changes it, so it can be a key: names[address].",
	Meta: []bind.Func{
		{Name: "__tostring", Params: "address: table", Run: func(c bind.Call) int { return c.Push(lua.LString(addressText(c.Arg(1)))) }},
		{Name: "__concat", Params: "a: any, b: any", Run: func(c bind.Call) int {
			return c.Push(lua.LString(c.Joined(1) + c.Joined(2)))
		}},
		{Name: "__eq", Params: "a: table, b: table", Run: func(c bind.Call) int {
			return c.Push(lua.LBool(addressKey(c.Arg(1)) == addressKey(c.Arg(2))))
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

func addressText(v lua.LValue) string {
	t, ok := v.(*lua.LTable)
	if !ok {
		return v.String()
	}
	if path, ok := t.RawGetString("path").(lua.LString); ok {
		return host.UnixPath(string(path)).String()
	}
	name, port := t.RawGetString("host").String(), t.RawGetString("port").String()
	if scope, ok := t.RawGetString("scope_id").(lua.LNumber); ok && scope != 0 {
		name += "%" + scope.String()
	}
	if strings.Contains(name, ":") {
		name = "[" + name + "]"
	}
	return fmt.Sprintf("%s:%s", name, port)
}

// addressKey is the same for addresses that are the same.
func addressKey(v lua.LValue) string {
	t, ok := v.(*lua.LTable)
	if !ok {
		return v.String()
	}
	if path, ok := t.RawGetString("path").(lua.LString); ok {
		return string(path)
	}
	return addressText(v) + " " + t.RawGetString("flowinfo").String()
}
