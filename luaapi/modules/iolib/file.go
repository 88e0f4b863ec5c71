package iolib

import (
	"bufio"
	"io"
	"strconv"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/host"
	"sockrun/luaapi/internal/bind"
)

// file is an open file or one of the console's three.
type file struct {
	name       string
	reader     io.Reader
	writer     io.Writer
	seeker     io.Seeker
	closer     io.Closer
	standard   bool
	closed     bool
	closeAtEnd bool

	buffered *bufio.Reader
}

var fileClass = &bind.Class{
	Name: "file", Doc: "An open file.",
	Methods: []bind.Func{
		{Name: "read", Params: "...: string or integer", Returns: "...", Doc: `Reads "*l" (a line, the default), "*n", "*a", or n bytes; nil at the end.`, Run: func(c bind.Call) int { return self(c).read(c, 1) }},
		{Name: "write", Params: "...: string or number", Returns: "file", Doc: "Writes its arguments.", Run: func(c bind.Call) int { return self(c).write(c, c.L.Get(1)) }},
		{Name: "lines", Returns: "function", Doc: "Iterates over the lines.", Run: func(c bind.Call) int { return self(c).lines(c) }},
		{Name: "seek", Params: "whence?: string, offset?: integer", Returns: "integer", Doc: `Moves from "set", "cur" or "end"; returns the position.`, Run: seek},
		{Name: "flush", Doc: "Does nothing: writes are not buffered.", Run: func(c bind.Call) int { self(c); return 0 }},
		{Name: "close", Returns: "boolean", Doc: "Closes the file.", Run: closeFile},
	},
}

func self(c bind.Call) *file {
	f := bind.Self[*file](c)
	if f.closed {
		c.Raise("the file %s is closed", f.name)
	}
	return f
}

// read reads one value for each format from argument i on. Reading may wait,
// as on a terminal, so others run meanwhile.
func (f *file) read(c bind.Call, i int) int {
	if f.reader == nil {
		c.Raise("%s is not open for reading", f.name)
	}
	formats := c.Args(i)
	if len(formats) == 0 {
		formats = []lua.LValue{lua.LString("*l")}
	}
	for n, format := range formats {
		v := f.readOne(c, format)
		c.L.Push(v)
		if v == lua.LNil {
			return n + 1
		}
	}
	return len(formats)
}

func (f *file) readOne(c bind.Call, format lua.LValue) lua.LValue {
	read := f.readLine
	kind := strings.TrimPrefix(format.String(), "*")
	if n, ok := format.(lua.LNumber); ok {
		read = func() (string, bool) { return f.readBytes(max(int(n), 0)) }
	} else {
		switch kind {
		case "l":
		case "a":
			read = f.readAll
		case "n":
			read = f.readNumber
		default:
			c.Raise("a format is *l, *n, *a or a number of bytes, got %s", bind.Describe(format))
		}
	}
	token, _ := c.S.Begin("read", nil, host.Forever)
	text, ok := read()
	c.S.End(token)
	switch {
	case !ok:
		return lua.LNil
	case kind == "n":
		return number(text)
	}
	return lua.LString(text)
}

// number is the number that a text is, or nil.
func number(text string) lua.LValue {
	if n, err := strconv.ParseFloat(text, 64); err == nil {
		return lua.LNumber(n)
	}
	if n, err := strconv.ParseInt(text, 0, 64); err == nil {
		return lua.LNumber(n)
	}
	return lua.LNil
}

func (f *file) input() *bufio.Reader {
	if f.buffered == nil {
		f.buffered = bufio.NewReader(f.reader)
	}
	return f.buffered
}

func (f *file) readLine() (string, bool) {
	line, err := f.input().ReadString('\n')
	return strings.TrimSuffix(line, "\n"), err == nil || line != ""
}

func (f *file) readAll() (string, bool) {
	data, _ := io.ReadAll(f.input())
	return string(data), true
}

func (f *file) readBytes(n int) (string, bool) {
	if n == 0 {
		_, err := f.input().Peek(1)
		return "", err == nil
	}
	data, _ := io.ReadAll(io.LimitReader(f.input(), int64(n)))
	return string(data), len(data) > 0
}

// readNumber takes white space and then what can belong to a number.
func (f *file) readNumber() (string, bool) {
	var text strings.Builder
	for {
		b, err := f.input().ReadByte()
		switch {
		case err != nil:
			return text.String(), text.Len() > 0
		case text.Len() == 0 && strings.IndexByte(" \t\r\n", b) >= 0:
			continue
		case strings.IndexByte("+-.0123456789abcdefABCDEFxX", b) < 0:
			f.input().UnreadByte()
			return text.String(), text.Len() > 0
		}
		text.WriteByte(b)
	}
}

func (f *file) write(c bind.Call, result lua.LValue) int {
	if f.writer == nil {
		c.Raise("%s is not open for writing", f.name)
	}
	for i := 1; i <= c.Len(); i++ {
		if _, err := io.WriteString(f.writer, c.String(i)); err != nil {
			return c.Error("write", f.name, 0, err)
		}
	}
	return c.Push(result)
}

func (f *file) lines(c bind.Call) int {
	next := &bind.Func{Name: "lines", Run: func(c bind.Call) int {
		if f.closed {
			return c.Push(lua.LNil)
		}
		v := f.readOne(c, lua.LString("*l"))
		if v == lua.LNil && f.closeAtEnd {
			f.close()
		}
		return c.Push(v)
	}}
	return c.Push(bind.NewFunction(c.S, next, "file:lines", 0))
}

func seek(c bind.Call) int {
	f := self(c)
	whence, ok := map[string]int{"set": io.SeekStart, "cur": io.SeekCurrent, "end": io.SeekEnd}[c.OptString(1, "cur")]
	if !ok {
		c.Raise(`whence must be "set", "cur" or "end"`)
	}
	if f.seeker == nil {
		c.Raise("%s cannot be moved in", f.name)
	}
	offset := int64(c.OptInt(2, -1<<53, 1<<53, 0))
	if f.buffered != nil && whence == io.SeekCurrent {
		offset -= int64(f.buffered.Buffered())
	}
	at, err := f.seeker.Seek(offset, whence)
	if err != nil {
		return c.Error("seek", f.name, 0, err)
	}
	f.buffered = nil
	return c.Push(lua.LNumber(at))
}

func closeFile(c bind.Call) int {
	f := self(c)
	if err := f.close(); err != nil {
		return c.Error("close", f.name, 0, err)
	}
	return c.Push(lua.LTrue)
}

func (f *file) close() error {
	if f.standard {
		return nil
	}
	f.closed = true
	return f.closer.Close()
}
