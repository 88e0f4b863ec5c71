package socket

import (
	"bytes"
	"io"
	"syscall"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/host"
	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/thread"
	"sockrun/luaapi/wire/stream"
)

// maxRecv bounds what one call is asked for: Go's largest slice on 32 bits.
const maxRecv = 1<<31 - 1

// maxLine is how far recv_until and recv_line look for their delimiter unless
// told otherwise.
const maxLine = 16 << 20

func transfers() []bind.Func {
	return []bind.Func{
		{Name: "recv", Params: "n: integer, flags?: integer", Returns: "string", Doc: `Returns 1 to n bytes (256 KiB at most), or "" at the end of the stream.`, Errors: "ETIMEDOUT, EAGAIN, ECONNRESET, EBADF", Run: recv},
		{Name: "recv_exact", Params: "n: integer", Returns: "string", Doc: "Returns exactly n bytes. What came before a failure stays for the next call.", Errors: "EOF, ETIMEDOUT, ECONNRESET, EBADF when closed meanwhile; partial says how many bytes came", Run: recvExact},
		{Name: "recv_until", Params: "delimiter: string, max?: integer", Returns: "string", Doc: "Returns everything up to and including the delimiter, at most max bytes, by default 16 MiB. It reads ahead.", Errors: "EOF with partial, EMSGSIZE past max bytes, ETIMEDOUT", Run: recvUntil},
		{Name: "recv_line", Params: "max?: integer", Returns: "string or nil", Doc: "Returns the next line without its \\n or \\r\\n, nil at the end of the stream; an unfinished last line comes first. It reads ahead. A line including its end has at most max bytes, 16 MiB by default.", Errors: "EMSGSIZE past max bytes, ETIMEDOUT, ECONNRESET", Run: recvLine},
		{Name: "recvfrom", Params: "n: integer, flags?: integer", Returns: "string, address", Doc: "Returns a datagram, cut to n bytes, and the sender's address. Bytes of a stream have no sender, nil, but on a unix socket the peer, if that has a name.", Run: recvFrom},
		{Name: "send", Params: "data: string, flags?: integer", Returns: "integer", Doc: "Passes bytes to the system; returns how many it took, which may be fewer.", Errors: "EPIPE, ECONNRESET, ETIMEDOUT, EAGAIN", Run: send},
		{Name: "sendall", Params: "data: string, flags?: integer", Doc: "Sends all of data.", Errors: "as send; partial says how many bytes went", Run: sendAll},
		{Name: "sendto", Params: "data: string, host: address, port?: integer, flags?: integer", Returns: "integer", Doc: "Sends one datagram, to a host and a port, an address table or a path; flags may follow.", Errors: "EMSGSIZE, EPERM by the policy", Run: sendTo},
	}
}

func recv(c bind.Call) int {
	conn := self(c)
	n := c.Int(1, 0, maxRecv)
	flags := c.OptInt(2, 0, maxRecv, 0)
	data, err := conn.RecvFor(borrower(c, n), n, flags)
	switch {
	case err != nil:
		return failed(c, "recv", conn, gathered(conn, flags), 0, err)
	case len(data) <= thread.ShortText:
		return c.Push(c.S.Text(data))
	}
	return c.Push(lua.LString(conn.Text(data)))
}

// minLent is how many bytes a call must ask for to get lent memory.
const minLent = 8 << 10

// borrower is who may get memory that is used again; for a few bytes it is not
// worth asking.
func borrower(c bind.Call, n int) stream.Borrower {
	if n < minLent {
		return stream.Nobody
	}
	if b, ok := c.S.Borrower(c.L, bind.KeepsNothing); ok {
		return stream.Borrower{Thread: b.Thread, Site: b.Site, Depth: b.Base}
	}
	return stream.Nobody
}

func recvExact(c bind.Call) int {
	conn, n := self(c), c.Int(1, 0, maxRecv)
	data, err := conn.RecvExact(n)
	if err != nil {
		return failed(c, "recv_exact", conn, conn.Came(), n, err)
	}
	return c.Push(c.S.Text(data))
}

func recvUntil(c bind.Call) int {
	conn, delimiter, limit := self(c), c.Bytes(1), c.OptInt(2, 1, maxRecv, maxLine)
	if len(delimiter) == 0 {
		c.Raise("delimiter must not be empty")
	}
	data, err := conn.RecvUntil(delimiter, limit, conn.Deadline(), "recv_until")
	if err != nil {
		return failed(c, "recv_until", conn, conn.Came(), 0, err)
	}
	return c.Push(c.S.Text(data))
}

func recvLine(c bind.Call) int {
	conn, limit := self(c), c.OptInt(1, 1, maxRecv, maxLine)
	line, err := conn.RecvLine(limit, conn.Deadline(), "recv_line")
	switch {
	case err == io.EOF:
		c.S.Refused(c.L, thread.ForMessage, "recv_line returned nil: the stream has ended")
		return c.Push(lua.LNil)
	case err != nil:
		return failed(c, "recv_line", conn, conn.Came(), 0, err)
	}
	c.S.Granted(thread.ForMessage)
	if whole, ok := bytes.CutSuffix(line, []byte{'\n'}); ok {
		line = bytes.TrimSuffix(whole, []byte{'\r'})
	}
	return c.Push(c.S.Text(line))
}

// gathered is how many bytes had come of a receive that has failed: only one
// with MSG_WAITALL begins with some and waits for more.
func gathered(conn *stream.Conn, flags int) int {
	if flags&syscall.MSG_WAITALL != 0 && conn.Kind().IsStream() {
		return conn.Came()
	}
	return 0
}

func recvFrom(c bind.Call) int {
	conn := self(c)
	flags := c.OptInt(2, 0, maxRecv, 0)
	data, from, err := conn.RecvFrom(c.Int(1, 0, maxRecv), flags)
	if err != nil {
		return failed(c, "recvfrom", conn, gathered(conn, flags), 0, err)
	}
	text := c.S.Text(data)
	if from == (host.Addr{}) {
		return c.Push(text, lua.LNil)
	}
	return c.Push(text, AddressValue(c.S, from))
}

func send(c bind.Call) int {
	conn := self(c)
	n, err := conn.Send(c.Payload(1), c.OptInt(2, 0, maxRecv, 0))
	if err != nil {
		return failed(c, "send", conn, n, 0, err)
	}
	return c.Push(c.S.Number(lua.LNumber(n)))
}

func sendAll(c bind.Call) int {
	conn, data := self(c), c.Payload(1)
	n, err := conn.SendAll(data, c.OptInt(2, 0, maxRecv, 0))
	if err != nil {
		return failed(c, "sendall", conn, n, len(data), err)
	}
	return 0
}

func sendTo(c bind.Call) int {
	conn, data := self(c), c.Payload(1)
	if _, isNumber := c.Arg(2).(lua.LNumber); isNumber && c.Given(3) {
		c.Raise("flags come last: %s(data, address, flags)", "sendto")
	}
	to, next := address(c, 2, conn, "sendto")
	n, err := conn.SendTo(data, c.OptInt(next, 0, maxRecv, 0), to)
	if err != nil {
		return c.Error("sendto", to.String(), n, err)
	}
	return c.Push(c.S.Number(lua.LNumber(n)))
}
