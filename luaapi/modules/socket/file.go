package socket

import (
	"io"
	"strings"
	"syscall"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/host"
	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/modules/iolib"
	"sockrun/luaapi/wire/stream"
)

// fileMethods are about files: a socket as one, and files that are sent.
func fileMethods() []bind.Func {
	return []bind.Func{
		{Name: "makefile", Params: "mode?: string", Returns: "file", Doc: `Returns a Lua file that reads from the socket ("r", the default), writes to it ("w") or both ("rw"). It reads ahead into the socket's own buffer and writes at once. Its errors are those of the socket. "*a" reads at most 256 MiB. What a failed read had received stays for the next one, including earlier values of the same call; partial says how many bytes that is. Closing the file leaves the socket open; closing the socket ends the file too, unlike in Python.`, Run: makeFile,
			Example: `local a, b = socket.socketpair()
a:makefile("w"):write("one\n", "two\n")
a:close()
for line in b:makefile():lines() do
  print(#line) --> 3
  break
end
b:close()`},
		{Name: "sendfile", Params: "file: file, offset?: integer, count?: integer", Returns: "integer", Doc: "Sends a file that io.open has opened, from offset (0 by default) to its end, or count bytes; returns how many bytes were sent. The file's position is then after them. At most 256 KiB are in memory at a time.", Errors: "as sendall; partial says how many bytes went", Run: sendFile,
			Example: `local a, b = socket.socketpair()
local f = io.open("content.txt", "w+")
f:write("content")
print(a:sendfile(f, 3)) --> 4
print(b:recv_exact(4)) --> tent
f:close()
os.remove("content.txt")
a:close()
b:close()`},
		{Name: "dup", Returns: "socket", Doc: "Returns another descriptor of the same socket, with the same timeout. Each is closed by itself; the connection ends with the last.", Errors: "EBUSY while there are bytes that were read ahead, EBADF", Run: dup},
	}
}

func makeFile(c bind.Call) int {
	conn, mode := self(c), c.OptString(1, "r")
	if strings.Trim(mode, "rwb") != "" || !strings.ContainsAny(mode, "rw") {
		c.Raise("mode must be r, w or rw, got %q", mode)
	}
	needStream(c, conn)
	var source iolib.Source
	var writer io.Writer
	if strings.Contains(mode, "r") {
		source = &reader{conn: conn}
	}
	if strings.Contains(mode, "w") {
		writer = sender{conn}
	}
	return c.Push(iolib.NewFile(c.S, conn.String(), source, writer))
}

// needStream refuses sockets that keep the boundaries of messages.
func needStream(c bind.Call, conn *stream.Conn) {
	if !conn.Kind().IsStream() {
		c.Raise("the socket must be of type SOCK_STREAM")
	}
}

func sendFile(c bind.Call) int {
	conn := self(c)
	offset, count := int64(c.OptInt(2, 0, 1<<53, 0)), int64(c.OptInt(3, 1, 1<<53, -1))
	needStream(c, conn)
	if conn.Timeout() == 0 {
		c.Raise("a non-blocking socket cannot send a file")
	}
	file, done := iolib.Content(c, 1)
	defer done()
	if _, err := file.Seek(offset, io.SeekStart); err != nil {
		return failed(c, "sendfile", conn, 0, 0, err)
	}
	sent, err := conn.SendFile(file, count, conn.Deadline())
	if err != nil {
		return failed(c, "sendfile", conn, int(sent), max(int(count), 0), err)
	}
	_, err = file.Seek(offset+sent, io.SeekStart)
	if err != nil {
		return failed(c, "sendfile", conn, int(sent), 0, err)
	}
	return c.Push(lua.LNumber(sent))
}

func dup(c bind.Call) int {
	conn := self(c)
	hs, err := conn.Dup()
	if err == syscall.EBUSY {
		e := host.NewError("dup", conn.String(), 0, err)
		e.Message = "bytes that were read ahead must be received first"
		return c.Error("", "", 0, e)
	}
	if err != nil {
		return c.Error("dup", conn.String(), 0, err)
	}
	twin := scriptConn(c.S, hs)
	twin.SetTimeout(conn.Timeout())
	return c.Push(Wrap(c.S, twin))
}
