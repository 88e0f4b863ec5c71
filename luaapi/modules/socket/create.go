package socket

import (
	"syscall"
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/host"
	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/thread"
	"sockrun/luaapi/wire/stream"
)

// createFuncs make sockets that are connected or listen already.
func createFuncs() []bind.Func {
	return []bind.Func{
		{Name: "create_connection", Params: addressParams + ", opts?: number or table", Returns: "socket",
			Doc:    "Connects to the first address of the host that answers. opts is a timeout in seconds, which the socket keeps, or a table of timeout and source_address (an address table). Behind an address table it stands where the port would: create_connection(address, 5).",
			Errors: "those of connect, of the last address that was tried", Run: createConnection},
		{Name: "create_server", Params: addressParams + ", opts?: table", Returns: "socket",
			Doc:    "Makes a socket that listens, with SO_REUSEADDR. Options: backlog, family (of the address, where a name or \"\" has several), reuse_port, dualstack_ipv6 (an IPv6 server that takes IPv4 as well). Behind an address table they stand where the port would.",
			Errors: "those of bind and listen", Run: createServer},
		{Name: "has_dualstack_ipv6", Returns: "boolean", Doc: "Says whether a socket of AF_INET6 can take IPv4 as well, as create_server needs for dualstack_ipv6.", Run: hasDualStack,
			Example: `print(type(socket.has_dualstack_ipv6())) --> boolean`},
		{Name: "socketpair", Params: "family?: integer, type?: integer, proto?: integer", Returns: "socket, socket", Doc: "Makes two sockets that are connected to each other, by default AF_UNIX and SOCK_STREAM.", Errors: "EOPNOTSUPP, EPROTONOSUPPORT", Run: socketPair,
			Example: `local a, b = socket.socketpair()
a:sendall("hi")
print(b:recv_exact(2)) --> hi
a:close()
b:close()`},
	}
}

// prepared returns a new socket that the function has prepared, or closes it and
// raises what has failed.
func prepared(c bind.Call, family host.Family, typ host.Type, prepare func(*stream.Conn) error) (*lua.LUserData, error) {
	hs, err := c.S.World.Socket(family, typ, 0)
	if err != nil {
		return nil, err
	}
	conn := scriptConn(c.S, hs)
	if err := prepare(conn); err != nil {
		conn.Close()
		return nil, err
	}
	return Wrap(c.S, conn), nil
}

func createConnection(c bind.Call) int {
	timeout, source := connectionOptions(c, optionsAt(c))
	var last error
	for _, to := range targets(c, 0, "create_connection") {
		ud, err := prepared(c, to.Family, host.Stream, func(conn *stream.Conn) error {
			conn.SetTimeout(timeout)
			if source != nil {
				if err := conn.Socket.Bind(*source); err != nil {
					return host.NewError("bind", source.String(), 0, err)
				}
			}
			return conn.Connect(to)
		})
		if err == nil {
			return c.Push(ud)
		}
		last = err
		if _, said := err.(*host.Error); !said {
			last = host.NewError("connect", to.String(), 0, err)
		}
	}
	return c.Error("", "", 0, last)
}

// targets are all addresses of a family, 0 for any, that the first arguments
// lead to.
func targets(c bind.Call, family host.Family, op string) []host.Addr {
	if t, ok := c.Arg(1).(*lua.LTable); ok {
		return tableAddresses(c, t, family, op)
	}
	text, ok := c.Arg(1).(lua.LString)
	if !ok {
		c.Raise("an address is a host and a port, or an address table, got %s", bind.Describe(c.Arg(1)))
	}
	name := string(text)
	if !c.Given(2) {
		lacksPort(c, op, name)
	}
	return resolve(c, name, c.Int(2, 0, 65535), family, op)
}

// optionsAt is the argument that the options are: behind an address table they
// stand where the port would, or behind a nil there.
func optionsAt(c bind.Call) int {
	_, isTable := c.Arg(1).(*lua.LTable)
	switch {
	case isTable && !c.Given(3):
		return 2
	case isTable && c.Given(2):
		c.Raise("%s is a whole address, got %s beside it", whole(c.Arg(1)), bind.Describe(c.Arg(2)))
	}
	return 3
}

func connectionOptions(c bind.Call, i int) (timeout time.Duration, source *host.Addr) {
	if _, ok := c.Arg(i).(lua.LNumber); ok {
		return c.Seconds(i), nil
	}
	c.Options(i, "timeout", "source_address")
	timeout, given := c.OptionSeconds(i, "timeout")
	if !given {
		timeout = stream.Forever
	}
	if v := c.Option(i, "source_address"); v != lua.LNil {
		t, ok := v.(*lua.LTable)
		if !ok {
			c.Raise("source_address must be an address table, got %s", bind.Describe(v))
		}
		source = &tableAddresses(c, t, 0, "create_connection")[0]
	}
	return timeout, source
}

func createServer(c bind.Call) int {
	options := optionsAt(c)
	found := targets(c, serverFamily(c, options), "create_server")
	s := servingOptions(c, found[0], options)
	ud, err := prepared(c, s.at.Family, host.Stream, s.start)
	if err != nil {
		return c.Error("create_server", s.at.String(), 0, err)
	}
	return c.Push(ud)
}

// serverFamily is the option family, 0 unless it is given, of the argument that
// the options are.
func serverFamily(c bind.Call, options int) host.Family {
	v := c.Option(options, "family")
	n, ok := v.(lua.LNumber)
	if v != lua.LNil && (!ok || n != lua.LNumber(host.INET) && n != lua.LNumber(host.INET6) && n != lua.LNumber(host.UNIX)) {
		c.Raise("family must be AF_INET, AF_INET6 or AF_UNIX, got %s", bind.Describe(v))
	}
	return host.Family(n)
}

// serving is what create_server is to make.
type serving struct {
	at       host.Addr
	backlog  int
	settings []setting
}

func servingOptions(c bind.Call, at host.Addr, i int) serving {
	c.Options(i, "backlog", "reuse_port", "family", "dualstack_ipv6")
	backlog := defaultBacklog
	if v := c.Option(i, "backlog"); v != lua.LNil {
		n, ok := v.(lua.LNumber)
		if !ok || n != lua.LNumber(int32(n)) {
			c.Raise("backlog must be an integer, got %s", bind.Describe(v))
		}
		backlog = max(int(n), 0)
	}
	dual := lua.LVAsBool(c.Option(i, "dualstack_ipv6"))
	if dual && at.Family != host.INET6 {
		c.Raise("dualstack_ipv6 needs an address of AF_INET6, got %s", at)
	}
	return serving{at, backlog, reuses(at.Family, lua.LVAsBool(c.Option(i, "reuse_port")), dual)}
}

// start makes a socket listen.
func (s serving) start(conn *stream.Conn) error {
	for _, o := range s.settings {
		if err := conn.Socket.SetOption(o.level, o.name, flagBytes(o.on)); err != nil {
			return host.NewError("setsockopt", s.at.String(), 0, err)
		}
	}
	if err := conn.Socket.Bind(s.at); err != nil {
		return host.NewError("bind", s.at.String(), 0, err)
	}
	return conn.Socket.Listen(s.backlog)
}

func hasDualStack(c bind.Call) int {
	s, err := c.S.World.Socket(host.INET6, host.Stream, 0)
	if err != nil {
		return c.Push(lua.LFalse)
	}
	defer s.Close()
	err = s.SetOption(syscall.IPPROTO_IPV6, syscall.IPV6_V6ONLY, flagBytes(false))
	return c.Push(lua.LBool(err == nil))
}

func socketPair(c bind.Call) int {
	kind, timeout := kindArgs(c, host.UNIX)
	a, b, err := c.S.World.SocketPair(kind.Family, kind.Type, kind.Proto)
	if err != nil {
		return c.Error("socketpair", "", 0, err)
	}
	return c.Push(wrapped(c.S, a, timeout), wrapped(c.S, b, timeout))
}

func wrapped(s *thread.State, hs host.Socket, timeout time.Duration) lua.LValue {
	conn := scriptConn(s, hs)
	conn.SetTimeout(timeout)
	return Wrap(s, conn)
}
