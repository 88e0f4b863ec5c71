// Package socket binds BSD sockets to Lua with the names and behaviour of
// Python's socket module. What the calls do is in luaapi/wire/stream and in
// the world; here are arguments, results and errors.
package socket

import (
	"slices"
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/host"
	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/thread"
	"sockrun/luaapi/wire/stream"
)

const example = `local listener = socket.socket()
listener:bind("127.0.0.1", 0)
listener:listen()

local client = socket.socket()
client:connect(listener:getsockname())
local conn, peer = listener:accept()
print(peer == client:getsockname())  --> true

client:sendall("hello")
client:shutdown(socket.SHUT_WR)
print(conn:recv_exact(5))            --> hello
print(#conn:recv(100))               --> 0`

// Module declares the module.
func Module() *bind.Module {
	return &bind.Module{
		Name: "socket", Doc: "BSD sockets as in Python's socket module.",
		Example: example,
		Funcs: slices.Concat([]bind.Func{
			{Name: "socket", Params: "family?: integer, type?: integer, proto?: integer", Returns: "socket", Doc: "Makes a socket, by default AF_INET and SOCK_STREAM. The families are AF_INET, AF_INET6 and AF_UNIX, the types SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET (of AF_UNIX) and SOCK_RAW (of the others). The caller closes it; the end of the scenario does so too.", Errors: "EAFNOSUPPORT, ESOCKTNOSUPPORT, EPROTONOSUPPORT, EPERM, EMFILE", Run: newSocket},
			{Name: "with", Params: "s: socket or stream or server, fn: function", Returns: "...", Doc: "Calls fn(s), always closes s, a server of socketserver with server_close, and returns what fn returned.", Run: with,
				Example: `local s = socket.socket()
socket.with(s, function(s) s:bind("127.0.0.1", 0) end)
print(s:fileno()) --> -1`},
		}, createFuncs(), nameFuncs(), serviceFuncs(), inetFuncs()),
		Consts:  constants(),
		Classes: []*bind.Class{class, addressClass},
	}
}

// class is declared as a variable of its own so that functions can name it;
// its methods are filled in below.
var class = &bind.Class{
	Name: "socket",
	Doc:  "A socket. Two tasks may use it at once: one reads, one writes.",
	Fields: []bind.Const{
		{Name: "family", Doc: "the address family"}, {Name: "type", Doc: "the socket type"},
		{Name: "proto", Doc: "the protocol number"}, {Name: "timeout", Doc: "seconds, nil when calls wait for ever"},
		{Name: "index", Doc: "the number of a server's connection, from 1; nil elsewhere"},
	},
	Field: field,
	Reads: []string{"send", "sendall"},
}

type scratchKey struct{}

// NewConn makes a connection of a socket of the world, which it then owns.
// index is the number of a server's connection, 0 for others.
func NewConn(s *thread.State, hs host.Socket, index int) *stream.Conn {
	conn := stream.New(hs, s, scratch(s))
	conn.Index, conn.Accepted = index, index > 0
	return conn
}

func scratch(s *thread.State) *stream.Scratch {
	return s.Value(scratchKey{}, func() any { return &stream.Scratch{} }).(*stream.Scratch)
}

// EndNote says that a script of the VM goes on receiving though its stream has
// ended, as stream.EndNote does. With the baton.
func EndNote(s *thread.State) string { return stream.EndNote(scratch(s).LastEnds()) }

// Wrap makes the Lua socket of a connection.
func Wrap(s *thread.State, conn *stream.Conn) *lua.LUserData { return bind.New(s, class, conn) }

// field is what a socket shows.
func field(value any, name string) lua.LValue {
	conn, ok := value.(*stream.Conn)
	switch {
	case !ok:
	case name == "family":
		return lua.LNumber(conn.Kind().Family)
	case name == "type":
		return lua.LNumber(conn.Kind().Type)
	case name == "proto":
		return lua.LNumber(conn.Kind().Proto)
	case name == "index" && conn.Index > 0:
		return lua.LNumber(conn.Index)
	case name == "timeout" && conn.Timeout() >= 0:
		return lua.LNumber(conn.Timeout().Seconds())
	}
	return lua.LNil
}

func self(c bind.Call) *stream.Conn { return bind.Self[*stream.Conn](c) }

func newSocket(c bind.Call) int {
	kind, timeout := kindArgs(c, host.INET)
	hs, err := c.S.World.Socket(kind.Family, kind.Type, kind.Proto)
	if err != nil {
		return c.Error("socket", "", 0, err)
	}
	return c.Push(wrapped(c.S, hs, timeout))
}

// kindArgs reads the arguments family, type and proto. The type may have the
// flags SOCK_NONBLOCK, which makes the timeout 0, and SOCK_CLOEXEC, which all
// sockets have. A nil that was given is a constant written without its module.
func kindArgs(c bind.Call, family host.Family) (kind host.Kind, timeout time.Duration) {
	switch {
	case c.Len() > 0 && !c.Given(1):
		c.Raise("family must be an integer, got nil: AF_INET is socket.AF_INET")
	case c.Len() > 1 && !c.Given(2):
		c.Raise("type must be an integer, got nil: SOCK_STREAM is socket.SOCK_STREAM")
	}
	family = host.Family(c.OptInt(1, 0, 1<<16, int(family)))
	typ, timeout := c.OptInt(2, 0, 1<<24, int(host.Stream)), stream.Forever
	if typ&sockNonblock != 0 {
		timeout = 0
	}
	return host.Kind{Family: family, Type: host.Type(typ &^ (sockNonblock | sockCloexec)), Proto: c.OptInt(3, 0, 1<<16, 0)}, timeout
}

func with(c bind.Call) int {
	closing, fn := closer(c), c.Function(2)
	results, raised := c.S.Try(c.L, fn, c.Arg(1))
	if failed := closing(); raised == nil {
		raised = failed
	}
	if raised != nil {
		c.L.Error(raised.Object, 0)
	}
	return c.Push(results...)
}

// closer closes what argument 1 is: a socket, also below a stream, or a server of
// socketserver.
func closer(c bind.Call) func() *lua.ApiError {
	switch v := c.Arg(1).(type) {
	case *lua.LUserData:
		if conn := stream.Below(v.Value); conn != nil {
			return func() *lua.ApiError {
				conn.Close()
				return nil
			}
		}
	case *lua.LTable:
		if method, ok := c.L.GetField(v, "server_close").(*lua.LFunction); ok {
			return func() *lua.ApiError {
				_, raised := c.S.Try(c.L, method, v)
				return raised
			}
		}
	}
	c.Expected(1, "")
	return nil
}
