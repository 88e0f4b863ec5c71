// Package socket binds BSD sockets to Lua with the names and behaviour of
// Python's socket module. What the calls do is in luaapi/wire/stream and in
// the world; here are arguments, results and errors.
package socket

import (
	"syscall"

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
		Funcs: []bind.Func{
			{Name: "socket", Params: "family?: integer, type?: integer, proto?: integer", Returns: "socket", Doc: "Makes a socket; AF_INET and SOCK_STREAM unless said. The caller closes it; the end of the scenario does so too.", Errors: "EPROTONOSUPPORT, EPERM, EMFILE", Run: newSocket},
			{Name: "with", Params: "s: socket, fn: function", Returns: "...", Doc: "Calls fn(s), closes s in any case, and returns what fn returned.", Run: with},
		},
		Consts:  constants(),
		Classes: []*bind.Class{class, addressClass},
	}
}

func constants() []bind.Const {
	var list []bind.Const
	for _, c := range []struct {
		name  string
		value int
	}{
		{"AF_INET", int(host.INET)}, {"AF_INET6", int(host.INET6)}, {"AF_UNIX", int(host.UNIX)},
		{"SOCK_STREAM", int(host.Stream)}, {"SOCK_DGRAM", int(host.Datagram)}, {"SOCK_RAW", int(host.Raw)}, {"SOCK_SEQPACKET", int(host.SeqPacket)},
		{"SOL_SOCKET", syscall.SOL_SOCKET}, {"SO_REUSEADDR", syscall.SO_REUSEADDR}, {"SO_ERROR", syscall.SO_ERROR}, {"SO_TYPE", syscall.SO_TYPE},
		{"SO_RCVBUF", syscall.SO_RCVBUF}, {"SO_SNDBUF", syscall.SO_SNDBUF}, {"SO_KEEPALIVE", syscall.SO_KEEPALIVE},
		{"SO_LINGER", syscall.SO_LINGER}, {"SO_BROADCAST", syscall.SO_BROADCAST},
		{"IPPROTO_IP", syscall.IPPROTO_IP}, {"IPPROTO_TCP", syscall.IPPROTO_TCP}, {"IPPROTO_UDP", syscall.IPPROTO_UDP}, {"IPPROTO_IPV6", syscall.IPPROTO_IPV6},
		{"TCP_NODELAY", syscall.TCP_NODELAY},
		{"MSG_PEEK", syscall.MSG_PEEK}, {"MSG_WAITALL", syscall.MSG_WAITALL}, {"MSG_DONTWAIT", syscall.MSG_DONTWAIT},
		{"SHUT_RD", int(host.ShutRead)}, {"SHUT_WR", int(host.ShutWrite)}, {"SHUT_RDWR", int(host.ShutBoth)},
		{"SOMAXCONN", syscall.SOMAXCONN},
	} {
		list = append(list, bind.Const{Name: c.name, Value: lua.LNumber(c.value), Doc: "as in the system's headers"})
	}
	return list
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
	Often: []string{"send", "sendall", "recv", "recv_exact"},
}

type scratchKey struct{}

// Wrap makes the Lua socket for a socket of the world, which it then owns.
func Wrap(s *thread.State, hs host.Socket) (*lua.LUserData, *stream.Conn) {
	return WrapIndexed(s, hs, 0)
}

// WrapIndexed is Wrap for the connection of a server with that number.
func WrapIndexed(s *thread.State, hs host.Socket, index int) (*lua.LUserData, *stream.Conn) {
	scratch := s.Value(scratchKey{}, func() any { return &stream.Scratch{} }).(*stream.Scratch)
	conn := stream.New(hs, s, scratch)
	conn.Index = index
	ud := bind.New(s, class, conn)
	showFields(s, ud, conn)
	return ud, conn
}

type kindKey struct{ kind host.Kind }

// showFields lets the object show what it is. Sockets of one kind without a
// timeout share a metatable.
func showFields(s *thread.State, ud *lua.LUserData, conn *stream.Conn) {
	kind := conn.Kind()
	fields := []bind.Field{
		{Name: "family", Value: lua.LNumber(kind.Family)}, {Name: "type", Value: lua.LNumber(kind.Type)}, {Name: "proto", Value: lua.LNumber(kind.Proto)},
	}
	if conn.Index > 0 {
		fields = append(fields, bind.Field{Name: "index", Value: lua.LNumber(conn.Index)})
	}
	if conn.Timeout() >= 0 {
		fields = append(fields, bind.Field{Name: "timeout", Value: lua.LNumber(conn.Timeout().Seconds())})
	}
	if conn.Index > 0 || conn.Timeout() >= 0 {
		bind.SetFields(s, class, ud, fields...)
		return
	}
	shared := s.Value(kindKey{kind}, func() any { return bind.New(s, class, nil, fields...).Metatable })
	ud.Metatable = shared.(lua.LValue)
}

func self(c bind.Call) *stream.Conn { return bind.Self[*stream.Conn](c) }

func newSocket(c bind.Call) int {
	family := c.OptInt(1, 0, 1<<16, int(host.INET))
	kind := c.OptInt(2, 0, 1<<16, int(host.Stream))
	proto := c.OptInt(3, 0, 1<<16, 0)
	hs, err := c.S.World.Socket(host.Family(family), host.Type(kind), proto)
	if err != nil {
		return c.Error("socket", "", 0, err)
	}
	ud, _ := Wrap(c.S, hs)
	return c.Push(ud)
}

func with(c bind.Call) int {
	conn, fn := bind.Object[*stream.Conn](c, 1), c.Function(2)
	results, raised := c.S.Try(c.L, fn, c.Arg(1))
	conn.Close()
	if raised != nil {
		c.L.Error(raised.Object, 0)
	}
	return c.Push(results...)
}
