package socket

import (
	"errors"
	"slices"
	"strings"
	"syscall"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/host"
	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/modules/frames"
	"sockrun/luaapi/modules/tls"
	"sockrun/luaapi/wire/stream"
)

func init() { class.Methods = methods() } // breaks the cycle class → methods → class

func methods() []bind.Func {
	return append([]bind.Func{
		{Name: "bind", Params: addressParams, Doc: "Gives the socket its address; port 0 lets the system choose.", Errors: "EADDRINUSE, EADDRNOTAVAIL, EPERM by the policy", Run: bindSocket},
		{Name: "listen", Params: "backlog?: integer", Doc: "Lets the socket accept connections; by default 128 may wait. Less than 0 is 0, and Linux lets one more wait.", Run: listen},
		{Name: "accept", Returns: "socket, address", Doc: "Waits for a connection; returns its socket, which has no timeout, and the peer's address.", Errors: "ETIMEDOUT, EAGAIN, EBADF when closed meanwhile", Run: accept},
		{Name: "connect", Params: addressParams, Doc: "Connects, or on a datagram socket sets the only peer.", Errors: "ECONNREFUSED, ETIMEDOUT, EINPROGRESS when non-blocking, EALREADY while one that an earlier call has begun is under way, unless there is no timeout, EPERM by the policy", Run: connect},
		{Name: "connect_ex", Params: addressParams, Returns: "integer", Doc: "Is connect that returns 0 or the error's number instead of raising. There is no module errno: to compare with a name, write local ok, err = pcall(s.connect, s, host, port), and err.code.", Run: connectEx},
		{Name: "shutdown", Params: "how: integer", Doc: "Ends SHUT_RD, SHUT_WR or both; after SHUT_WR the peer reads the end of the stream.", Errors: "ENOTCONN", Run: shutdown},
		{Name: "close", Doc: "Closes the socket and wakes every task that waits on it with EBADF. Bytes that were read ahead and not taken reset the peer. Closing twice is no error.", Run: closeSocket},
		{Name: "reset", Doc: "Closes the socket so that the peer sees ECONNRESET.", Run: reset},
		{Name: "getsockname", Returns: "address", Doc: "Returns the socket's own address.", Run: getsockname},
		{Name: "getpeername", Returns: "address", Doc: "Returns the peer's address.", Errors: "ENOTCONN", Run: getpeername},
		{Name: "framed", Params: "codec: codec or table", Returns: "stream", Doc: "Puts a codec on the socket: the stream sends and receives messages. {send =, recv =} takes a codec for each direction. Bytes read ahead before are its first.", Run: framed},
		{Name: "starttls", Params: tls.Options, Returns: "socket", Doc: "Performs the TLS handshake on the connection and returns the socket, which is encrypted from then on. The side that accepted the connection is the server, unless server_side is given. Bytes that were read ahead must be received first. The socket's timeout is the limit. " + tls.OptionsDoc, Errors: tls.Errors, Run: startTLS},
		{Name: "fileno", Returns: "integer", Doc: "Returns the descriptor's number, -1 once closed.", Run: fileno},
	}, slices.Concat(transfers(), fileMethods(), settings(), optionFuncs())...)
}

func bindSocket(c bind.Call) int {
	conn := self(c)
	a := onlyAddress(c, conn, "bind")
	if err := conn.Socket.Bind(a); err != nil {
		return c.Error("bind", a.String(), 0, err)
	}
	return 0
}

// defaultBacklog is how many connections may wait unless said: what CPython
// asks for.
const defaultBacklog = 128

func listen(c bind.Call) int {
	conn := self(c)
	if err := conn.Socket.Listen(max(c.OptInt(1, -1<<31, 1<<31-1, defaultBacklog), 0)); err != nil {
		return c.Error("listen", conn.String(), 0, err)
	}
	return 0
}

func accept(c bind.Call) int {
	accepted, from, err := self(c).Accept()
	if err != nil {
		return c.Error("accept", self(c).String(), 0, err)
	}
	conn := scriptConn(c.S, accepted)
	conn.Accepted = true
	return c.Push(Wrap(c.S, conn), AddressValue(c.S, from))
}

func connect(c bind.Call) int {
	conn := self(c)
	a := onlyAddress(c, conn, "connect")
	if err := conn.Connect(a); err != nil {
		return c.Error("connect", a.String(), 0, err)
	}
	return 0
}

func connectEx(c bind.Call) int {
	conn := self(c)
	err := conn.Connect(onlyAddress(c, conn, "connect_ex"))
	if errno, ok := errors.AsType[syscall.Errno](err); ok {
		if conn.Timeout() > 0 && errno == syscall.ETIMEDOUT {
			errno = syscall.EAGAIN // as CPython does when its own timeout is over
		}
		return c.Push(lua.LNumber(errno))
	}
	if err != nil {
		return c.Error("connect_ex", conn.String(), 0, err)
	}
	return c.Push(lua.LNumber(0))
}

func shutdown(c bind.Call) int {
	conn := self(c)
	how := host.How(c.Int(1, int(host.ShutRead), int(host.ShutBoth)))
	if err := conn.Shutdown(how); err != nil {
		return c.Error("shutdown", conn.String(), 0, err)
	}
	return 0
}

func closeSocket(c bind.Call) int { return ended(c, "close", closing(c).Close()) }
func reset(c bind.Call) int       { return ended(c, "reset", closing(c).Reset()) }

// closing is self, which is told where it is closed.
func closing(c bind.Call) *stream.Conn {
	conn := self(c)
	conn.ClosesAt(c.Here())
	return conn
}

func ended(c bind.Call, op string, err error) int {
	if err != nil {
		return c.Error(op, "", 0, err)
	}
	return 0
}

func getsockname(c bind.Call) int {
	return name(c, "getsockname", self(c).Socket.LocalAddr)
}

func getpeername(c bind.Call) int {
	return name(c, "getpeername", self(c).Socket.PeerAddr)
}

// name pushes an address. Who keeps a second result as a port means Python's
// tuple, and would find it nil much later.
func name(c bind.Call, op string, get func() (host.Addr, error)) int {
	if kept := c.S.Kept(c.L, 1); strings.Contains(strings.ToLower(kept), "port") {
		c.Raise("%s would be nil, since an address is one value: %s", kept, oneTable)
	}
	a, err := get()
	if err != nil {
		return c.Error(op, self(c).String(), 0, err)
	}
	return c.Push(AddressValue(c.S, a))
}

func startTLS(c bind.Call) int { return tls.StartTLS(c, self(c), c.L.Get(1)) }

func fileno(c bind.Call) int {
	conn := self(c)
	if conn.Closed() {
		return c.Push(lua.LNumber(-1))
	}
	return c.Push(lua.LNumber(conn.Socket.Fd()))
}

func framed(c bind.Call) int {
	conn := self(c)
	out, in := frames.Codecs(c, 1)
	if err := frames.CheckStream(in); err != nil && conn.Kind().IsStream() {
		c.Raise("%s", err)
	}
	ud := frames.Wrap(c.S, stream.NewStream(conn, out, in), c.L.Get(1))
	return c.Push(ud)
}

// failed raises err of a transfer, with how many bytes went or came before.
func failed(c bind.Call, op string, conn *stream.Conn, partial, wanted int, err error) int {
	e := host.NewError(op, conn.String(), partial, err)
	e.Wanted = wanted
	return c.Error("", "", 0, e)
}
