package frames

import (
	"bytes"
	"io"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/host"
	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/modules/iolib"
	"sockrun/luaapi/wire/frame"
	"sockrun/luaapi/wire/stream"
)

const bodyExample = `local file = frame.header{{"head", "json", length = "u32"}, {"body", "bytes", length = "head.filesize"}}
local a, b = socket.socketpair()
local out, into = a:framed(file), b:framed(file)
out:send_head{head = {filename = "x", filesize = 6}}
out:write("abc")
out:write("def")
local m, size = into:recv_head()
print(m.head.filename, size)  --> x	6
local body = ""
for piece in function() return into:read(4) end do body = body .. piece end
print(body)                   --> abcdef`

// maxRead is how many bytes one read returns at most.
const maxRead = 256 << 10

func recvHead(c bind.Call) int {
	st := self(c)
	m, body, err := st.RecvHead(st.Conn.Deadline())
	if err == io.EOF {
		return c.Push(lua.LNil)
	}
	if err != nil {
		return failed(c, "recv_head", st, partial(st, err), err)
	}
	return c.Push(value(m), lua.LNumber(body))
}

func readBody(c bind.Call) int {
	st := self(c)
	data, err := st.ReadBody(min(c.Int(1, 1, 1<<53), maxRead), st.Conn.Deadline())
	if err != nil {
		return failed(c, "read", st, 0, err)
	}
	if len(data) == 0 {
		return c.Push(lua.LNil)
	}
	return c.Push(lua.LString(data))
}

func saveBody(c bind.Call) int {
	st := self(c)
	to, ofSystem := iolib.Writer(c, 1)
	save := (*stream.Stream).SaveBody
	if !ofSystem {
		save = copyBody
	}
	saved, err := save(st, to, st.Conn.Deadline())
	if err != nil {
		return failed(c, "save", st, int(saved), err)
	}
	return c.Push(lua.LNumber(saved))
}

// copyBody is SaveBody for what is written to with the baton, and may wait itself:
// the console, or a socket as a file.
func copyBody(st *stream.Stream, w io.Writer, d host.Deadline) (saved int64, err error) {
	for {
		piece, err := st.ReadBody(maxRead, d)
		if err != nil || len(piece) == 0 {
			return saved, err
		}
		n, err := w.Write(bytes.Clone(piece)) // others may receive while it waits
		if saved += int64(n); err != nil {
			return saved, err
		}
	}
}

func sendHead(c bind.Call) int {
	st, size := self(c), int64(-1)
	if c.Given(2) {
		size = int64(c.Int(2, 0, 1<<53))
	}
	if n, err := st.SendHead(frame.Message{Value: c.Table(1)}, size, st.Conn.Deadline()); err != nil {
		return failed(c, "send_head", st, n, err)
	}
	return 0
}

func writeBody(c bind.Call) int {
	st := self(c)
	if n, err := st.WriteBody(c.Payload(1), st.Conn.Deadline()); err != nil {
		return failed(c, "write", st, n, err)
	}
	return 0
}
