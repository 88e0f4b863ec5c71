package socket

import (
	"math"
	"strconv"
	"strings"
	"syscall"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/host"
	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/wire/inet"
)

// serviceFuncs are about the names of services, protocols and interfaces.
func serviceFuncs() []bind.Func {
	return []bind.Func{
		{Name: "getservbyname", Params: "name: string, protocol?: string", Returns: "integer", Doc: `Returns the port of a well-known service; protocol is "tcp" or "udp", any by default. The list is sockrun's own, and the same on every machine.`, Errors: "EAI_SERVICE", Run: getServByName,
			Example: `print(socket.getservbyname("http")) --> 80`},
		{Name: "getservbyport", Params: "port: integer, protocol?: string", Returns: "string", Doc: "Returns the name of the well-known service that has a port.", Errors: "EAI_SERVICE", Run: getServByPort,
			Example: `print(socket.getservbyport(53, "udp")) --> domain`},
		{Name: "getprotobyname", Params: "name: string", Returns: "integer", Doc: "Returns the number of a protocol of IP, as socket.socket takes it.", Errors: "EAI_SERVICE", Run: getProtoByName,
			Example: `print(socket.getprotobyname("icmp")) --> 1`},
		{Name: "if_nameindex", Returns: "table", Doc: "Returns the list of the machine's network interfaces, each {index=, name=}. The simulated world has lo alone.", Run: ifNameIndex},
		{Name: "if_nametoindex", Params: "name: string", Returns: "integer", Doc: "Returns the number of a network interface, as scope_id and the options of multicast take it.", Errors: "ENODEV", Run: ifNameToIndex},
		{Name: "if_indextoname", Params: "index: integer", Returns: "string", Doc: "Returns the name of a network interface.", Errors: "ENXIO", Run: ifIndexToName},
	}
}

// unlisted raises that a list has no such entry.
func unlisted(c bind.Call, op, message string) int {
	return unnamed(c, op, "", "EAI_SERVICE", message)
}

func getServByName(c bind.Call) int {
	name, protocol := c.String(1), c.OptString(2, "")
	port, ok := inet.ServicePort(name, protocol)
	if !ok {
		return unlisted(c, "getservbyname", "no service is called "+strconv.Quote(name)+over(protocol))
	}
	return c.Push(lua.LNumber(port))
}

func getServByPort(c bind.Call) int {
	port, protocol := c.Int(1, 0, 65535), c.OptString(2, "")
	name, ok := inet.ServiceName(port, protocol)
	if !ok {
		return unlisted(c, "getservbyport", "no service that is known has port "+strconv.Itoa(port)+over(protocol))
	}
	return c.Push(lua.LString(name))
}

// over says of which protocol a service should have been.
func over(protocol string) string {
	if protocol == "" {
		return ""
	}
	return " over " + protocol
}

func getProtoByName(c bind.Call) int {
	name := c.String(1)
	number, ok := inet.Protocol(name)
	if !ok {
		return unlisted(c, "getprotobyname", "no protocol is called "+strconv.Quote(name))
	}
	return c.Push(lua.LNumber(number))
}

func interfaces(c bind.Call, op string) []host.Interface {
	all, err := c.S.World.Interfaces()
	if err != nil {
		c.Error(op, "", 0, err)
	}
	return all
}

func ifNameIndex(c bind.Call) int {
	list := c.L.NewTable()
	for _, i := range interfaces(c, "if_nameindex") {
		t := c.L.CreateTable(0, 2)
		t.RawSetString("index", lua.LNumber(i.Index))
		t.RawSetString("name", lua.LString(i.Name))
		list.Append(t)
	}
	return c.Push(list)
}

func ifNameToIndex(c bind.Call) int {
	name := c.String(1)
	for _, i := range interfaces(c, "if_nametoindex") {
		if i.Name == name {
			return c.Push(lua.LNumber(i.Index))
		}
	}
	return c.Error("if_nametoindex", name, 0, syscall.ENODEV)
}

func ifIndexToName(c bind.Call) int {
	index := c.Int(1, 0, math.MaxInt32)
	for _, i := range interfaces(c, "if_indextoname") {
		if i.Index == index {
			return c.Push(lua.LString(i.Name))
		}
	}
	return c.Error("if_indextoname", strconv.Itoa(index), 0, syscall.ENXIO)
}

// beforeDot is a host's name without its domain.
func beforeDot(name string) string {
	first, _, _ := strings.Cut(name, ".")
	return first
}
