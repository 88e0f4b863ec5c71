package socket

import (
	"syscall"
	"time"

	lua "github.com/yuin/gopher-lua"
	"golang.org/x/sys/unix"

	"sockrun/luaapi/host"
	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/thread"
	"sockrun/luaapi/wire/stream"
)

// createFuncs make sockets that are connected or listen already.
func createFuncs() []bind.Func {
	return []bind.Func{
		{Name: "create_connection", Params: addressParams + ", opts?: number or table", Returns: "socket",
			Doc:    "Connects to the first address of the host that answers. opts is a timeout in seconds, which the socket keeps, or a table of timeout and source_address (an address table).",
			Errors: "those of connect, of the last address that was tried", Run: createConnection},
		{Name: "create_server", Params: addressParams + ", opts?: table", Returns: "socket",
			Doc:    "Makes a socket that listens, with SO_REUSEADDR. Options: backlog, reuse_port, dualstack_ipv6 (an IPv6 server that takes IPv4 as well).",
			Errors: "those of bind and listen", Run: createServer},
		{Name: "socketpair", Params: "family?: integer, type?: integer, proto?: integer", Returns: "socket, socket", Doc: "Makes two sockets that are connected to each other; AF_UNIX and SOCK_STREAM unless said.", Errors: "EOPNOTSUPP, EPROTONOSUPPORT", Run: socketPair,
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
	targets, rest := targets(c, "create_connection")
	timeout, source := connectionOptions(c, rest)
	var last error
	for _, to := range targets {
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
		last = host.NewError("connect", to.String(), 0, err)
	}
	return c.Error("", "", 0, last)
}

// targets are all addresses that the first arguments lead to; rest is the
// argument after them.
func targets(c bind.Call, op string) (list []host.Addr, rest int) {
	if t, ok := c.Arg(1).(*lua.LTable); ok {
		return tableAddresses(c, t, 0, op), 2
	}
	name := c.String(1)
	if !c.Given(2) {
		c.Raise("the address needs a port as well: %s(%q, port)", op, name)
	}
	return resolve(c, name, c.Int(2, 0, 65535), 0, op), 3
}

func connectionOptions(c bind.Call, i int) (timeout time.Duration, source *host.Addr) {
	if _, ok := c.Arg(i).(lua.LNumber); ok {
		return c.Seconds(i), nil
	}
	c.Options(i, "timeout", "source_address")
	timeout = stream.Forever
	if v := c.Option(i, "timeout"); v != lua.LNil {
		n, ok := v.(lua.LNumber)
		wrong := func() { c.Raise("timeout must be seconds, 0 or more, got %s", bind.Describe(v)) }
		if !ok {
			wrong()
		}
		timeout = bind.Duration(float64(n), wrong)
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
	found, rest := targets(c, "create_server")
	c.Options(rest, "backlog", "reuse_port", "dualstack_ipv6")
	at := found[0]
	ud, err := prepared(c, at.Family, host.Stream, func(conn *stream.Conn) error { return serve(c, conn, at, rest) })
	if err != nil {
		return c.Error("create_server", at.String(), 0, err)
	}
	return c.Push(ud)
}

// serve makes a socket listen.
func serve(c bind.Call, conn *stream.Conn, at host.Addr, opts int) error {
	backlog := defaultBacklog
	if n, ok := c.Option(opts, "backlog").(lua.LNumber); ok {
		backlog = int(n)
	}
	for _, o := range []struct {
		wanted      bool
		level, name int
		value       bool
	}{
		{at.Family != host.UNIX, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, true},
		{lua.LVAsBool(c.Option(opts, "reuse_port")), syscall.SOL_SOCKET, unix.SO_REUSEPORT, true},
		{at.Family == host.INET6, syscall.IPPROTO_IPV6, syscall.IPV6_V6ONLY, !lua.LVAsBool(c.Option(opts, "dualstack_ipv6"))},
	} {
		if !o.wanted {
			continue
		}
		if err := conn.Socket.SetOption(o.level, o.name, flagBytes(o.value)); err != nil {
			return err
		}
	}
	if err := conn.Socket.Bind(at); err != nil {
		return host.NewError("bind", at.String(), 0, err)
	}
	return conn.Socket.Listen(backlog)
}

func socketPair(c bind.Call) int {
	family, typ, proto := kindArgs(c, host.UNIX)
	a, b, err := c.S.World.SocketPair(family, typ, proto)
	if err != nil {
		return c.Error("socketpair", "", 0, err)
	}
	return c.Push(wrapped(c.S, a), wrapped(c.S, b))
}

func wrapped(s *thread.State, hs host.Socket) lua.LValue { return Wrap(s, scriptConn(s, hs)) }
