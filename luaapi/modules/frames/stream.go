package frames

import (
	"fmt"
	"io"
	"math"
	"syscall"
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/host"
	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/thread"
	"sockrun/luaapi/wire/frame"
	"sockrun/luaapi/wire/stream"
)

var streamClass = &bind.Class{
	Name: "stream", Doc: "A socket with a codec: it carries messages. Two tasks may use it at once, one that sends and one that receives.",
	Fields: []bind.Const{{Name: "socket", Doc: "the socket below"}, {Name: "index", Doc: "the number of a server's connection, from 1; nil elsewhere"}},
	Field:  field,
	Methods: []bind.Func{
		{Name: "send", Params: "msg: any, opts?: table", Doc: "Sends one message. Options: chunk (bytes given to the system at once), every (seconds between chunks).", Errors: "FrameError, EPIPE, ECONNRESET, ETIMEDOUT", Run: send},
		{Name: "send_raw", Params: "bytes: string, opts?: table", Doc: "Sends bytes without the codec; options as in send.", Errors: "as send", Run: sendRaw},
		{Name: "recv", Returns: "any", Doc: "Returns the next message, nil at the end of the stream between messages.", Errors: "EOF inside a message, FrameError, ETIMEDOUT, ECONNRESET", Run: recv},
		{Name: "messages", Returns: "function", Doc: "Iterates over messages until the end of the stream.", Run: messages},
		{Name: "recv_head", Returns: "table, integer", Doc: "Returns the next message without its body, the bytes field at its end, and the size of the body; nil at the end of the stream between messages. Take the body with read or save; it may be longer than max. Checksums that cover it are not verified. For headers only.", Errors: "as recv", Example: bodyExample, Run: recvHead},
		{Name: "read", Params: "n: integer", Returns: "string", Doc: "Returns at most n bytes of the body, at least one; nil at its end.", Errors: "EOF inside the body, ETIMEDOUT, ECONNRESET", Run: readBody},
		{Name: "save", Params: "file: file", Returns: "integer", Doc: "Writes the rest of the body to a file that is open for writing, which may be one of a socket, and returns its size in bytes. At most 256 KiB of it are in memory at a time.", Errors: "as read", Run: saveBody},
		{Name: "send_head", Params: "msg: table, size?: integer", Doc: "Sends a message without the bytes field at its end; size bytes of it follow, with write or the socket's sendfile. Without size, the length field of the message says how many. Checksums that cover the body must be given. For headers only.", Errors: "as send", Run: sendHead},
		{Name: "write", Params: "bytes: string", Doc: "Sends a piece of the body that send_head has announced; more than that is refused.", Errors: "as send", Run: writeBody},
		{Name: "request", Params: "msg: any", Returns: "any", Doc: "Sends msg and returns the next message.", Errors: "as send and recv; EOF at the end of the stream", Run: request},
		{Name: "settimeout", Params: "seconds: number or nil", Doc: "Is the socket's settimeout.", Run: setTimeout},
		{Name: "expect_close", Params: "seconds?: number", Doc: "Waits for the end of the stream; raises when a message comes or the time is over.", Errors: "EBADMSG, ETIMEDOUT", Run: expectClose},
		{Name: "unread", Returns: "integer", Doc: "Returns how many bytes have been read ahead.", Run: unread},
		{Name: "close", Doc: "Closes the socket; if bytes were not read, the peer sees ECONNRESET.", Run: closeStream},
		{Name: "reset", Doc: "Closes the socket so that the peer sees ECONNRESET.", Run: reset},
	},
}

// Wrap makes the Lua stream of st, whose Lua socket is socket.
func Wrap(s *thread.State, st *stream.Stream, socket lua.LValue) *lua.LUserData {
	st.Shown = socket
	return bind.New(s, streamClass, st)
}

// field is what a stream shows.
func field(value any, name string) lua.LValue {
	st, ok := value.(*stream.Stream)
	switch {
	case !ok:
	case name == "socket":
		return st.Shown.(lua.LValue)
	case name == "index" && st.Conn.Index > 0:
		return lua.LNumber(st.Conn.Index)
	}
	return lua.LNil
}

// Codecs reads a codec, or a table {send =, recv =} of two, from argument i.
func Codecs(c bind.Call, i int) (out, in frame.Codec) {
	if t, ok := c.Arg(i).(*lua.LTable); ok {
		return codec(c, i, t.RawGetString("send")), codec(c, i, t.RawGetString("recv"))
	}
	out = codec(c, i, c.Arg(i))
	return out, out
}

// CheckStream says why a codec cannot cut messages out of a stream; nil when
// it can.
func CheckStream(in frame.Codec) error {
	s, ok := in.(*structured)
	if !ok || !s.header.Open() {
		return nil
	}
	return fmt.Errorf("nothing says where %s ends on a stream: give it a length, or let an earlier field hold it with length_of", s.header.OpenField())
}

func codec(c bind.Call, i int, v lua.LValue) frame.Codec {
	if ud, ok := v.(*lua.LUserData); ok {
		if codec, ok := ud.Value.(frame.Codec); ok {
			return codec
		}
	}
	c.Expected(i, "")
	return nil
}

func self(c bind.Call) *stream.Stream { return bind.Self[*stream.Stream](c) }

// failed raises the failure of a connection.
//
//go:noinline
func failed(c bind.Call, op string, st *stream.Stream, partial int, err error) int {
	switch err.(type) {
	case *frame.Error, *luaError:
		return fail(c, err)
	case *host.Error: // of the file that is written to
		return c.Error("", "", 0, err)
	case syscall.Errno, *host.Denied, *host.TLSError:
	default:
		if err != io.EOF && err != io.ErrUnexpectedEOF && err != host.ErrEnded {
			return fail(c, err)
		}
	}
	e := host.NewError(op, st.Conn.String(), partial, err)
	if err == io.ErrUnexpectedEOF {
		e.Message = "end of stream inside a message"
	}
	if op == "recv" && partial > 0 {
		e.More = frame.Announced(st.In, st.Conn.Peek())
	}
	return c.Error("", "", 0, e)
}

func send(c bind.Call) int {
	st := receiver(c)
	if c.Given(2) {
		return sendWith(c, st)
	}
	n, out, err := 0, []byte(nil), error(nil)
	if out, err = encoded(c, st); err == nil {
		n, err = st.SendEncoded(out, st.Conn.Deadline())
	}
	if err != nil {
		return failed(c, "send", st, n, err)
	}
	return 0
}

// encoded and sendWith are kept out of the frame of send: what it calls is as
// deep on the stack as thousands of tasks get.
//
//go:noinline
func encoded(c bind.Call, st *stream.Stream) ([]byte, error) { return st.Encoded(message(c, 1)) }

//go:noinline
func sendWith(c bind.Call, st *stream.Stream) int {
	data, err := st.Out.Encode(nil, message(c, 1))
	if err != nil {
		return fail(c, err)
	}
	return sendChunks(c, st, data)
}

func sendRaw(c bind.Call) int { return sendChunks(c, self(c), c.Payload(1)) }

// sendChunks sends data in pieces, with a pause between them. To the
// recorder they are one message, whatever they hold.
func sendChunks(c bind.Call, st *stream.Stream, data []byte) int {
	c.Options(2, "chunk", "every")
	chunk, every := chunking(c)
	sent, err := st.Conn.SendChunks(data, chunk, every)
	if err != nil {
		return failed(c, "send", st, sent, err)
	}
	st.Conn.Socket.Mark(host.Sent, sent)
	return 0
}

func chunking(c bind.Call) (chunk int, every time.Duration) {
	every, _ = c.OptionSeconds(2, "every")
	return bytesOption(c, 2, "chunk", math.MaxInt), every
}

func recv(c bind.Call) int {
	return next(c, receiver(c))
}

// receiver is self, kept out of the frame of recv.
//
//go:noinline
func receiver(c bind.Call) *stream.Stream { return self(c) }

// next receives a message. What is done with it is in functions of its own,
// since thousands may wait here.
func next(c bind.Call, st *stream.Stream) int {
	var m frame.Message
	if err := st.RecvInto(&m, st.Conn.Deadline()); err != nil {
		return noMessage(c, st, err)
	}
	return pushMessage(c, &m)
}

//go:noinline
func pushMessage(c bind.Call, m *frame.Message) int {
	c.S.Granted(thread.ForMessage)
	if m.Value == nil {
		return c.Push(c.S.Text(m.Bytes))
	}
	return c.Push(value(*m))
}

// noMessage is what recv returns or raises when no message came.
//
//go:noinline
func noMessage(c bind.Call, st *stream.Stream, err error) int {
	if err == io.EOF {
		c.S.Refused(c.L, thread.ForMessage, "recv returned nil: "+ended(st))
		return c.Push(lua.LNil)
	}
	return failed(c, "recv", st, partial(st, err), err)
}

// ended says why no message will come.
func ended(st *stream.Stream) string {
	if !st.Conn.Kind().Accepts() {
		return "no more datagrams will come, all clients have ended"
	}
	return "the stream has ended"
}

// partial is how much of a message had come.
func partial(st *stream.Stream, err error) int {
	if err == io.EOF {
		return 0
	}
	return st.Conn.Came()
}

func messages(c bind.Call) int {
	st, s := self(c), c.S
	f := &bind.Func{Name: "messages", Run: func(c bind.Call) int { return next(c, st) }}
	return c.Push(bind.NewFunction(s, f, "stream:messages", 0))
}

func request(c bind.Call) int {
	st := self(c)
	if n, err := st.Send(message(c, 1), st.Conn.Deadline()); err != nil {
		return failed(c, "send", st, n, err)
	}
	m, err := st.Recv(st.Conn.Deadline())
	if err != nil {
		return failed(c, "recv", st, partial(st, err), err)
	}
	return c.Push(value(m))
}

func setTimeout(c bind.Call) int {
	self(c).Conn.SetTimeout(c.Timeout(1))
	return 0
}

func expectClose(c bind.Call) int {
	st := self(c)
	d := st.Conn.Deadline()
	if c.Given(1) {
		d = c.S.Limit(c.Seconds(1))
	}
	err := st.Conn.ExpectClose(d)
	if err == syscall.EBADMSG {
		e := host.NewError("expect_close", st.Conn.String(), 0, err)
		e.Message = "bytes came instead of the end of the stream"
		return c.Error("", "", 0, e)
	}
	if err != nil {
		return failed(c, "expect_close", st, 0, err)
	}
	return 0
}

func unread(c bind.Call) int { return c.Push(lua.LNumber(self(c).Conn.Unread())) }

func closeStream(c bind.Call) int {
	st := self(c)
	st.Conn.ClosesAt(c.Here())
	if err := st.Conn.Close(); err != nil {
		return failed(c, "close", st, 0, err)
	}
	return 0
}

func reset(c bind.Call) int {
	st := self(c)
	st.Conn.ClosesAt(c.Here())
	if err := st.Conn.Reset(); err != nil {
		return failed(c, "reset", st, 0, err)
	}
	return 0
}
