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
	waits      bool // for who reads what is written to it

	buffered buffered
	source   Source // in place of reader
	reading  turn
}

var fileClass = &bind.Class{
	Name: "file", Doc: "An open file.", Reads: []string{"write"},
	Methods: []bind.Func{
		{Name: "read", Params: "...: string or integer", Returns: "...", Doc: `Reads "*l" (a line, the default), "*n" (a number), "*a" (everything), or n bytes; nil at the end. One value has at most 256 MiB.`, Errors: "EISDIR, EIO and others of the system", Run: func(c bind.Call) int { return self(c).read(c, 1) }},
		{Name: "write", Params: "...: string or number", Returns: "file", Doc: "Writes its arguments.", Run: func(c bind.Call) int { return self(c).write(c, c.L.Get(1)) }},
		{Name: "lines", Returns: "function", Doc: "Iterates over the lines.", Run: func(c bind.Call) int { refuseFormats(c, 1); return self(c).lines(c) }},
		{Name: "seek", Params: "whence?: string, offset?: integer", Returns: "integer", Doc: `Moves from "set", "cur" or "end"; returns the position.`, Run: seek},
		{Name: "flush", Doc: "Does nothing: writes are not buffered.", Run: func(c bind.Call) int { self(c); return 0 }},
		{Name: "setvbuf", Params: "mode: string, size?: integer", Returns: "boolean", Doc: `Does nothing, as flush; mode is "no", "full" or "line".`, Run: setBuffer},
		{Name: "close", Returns: "boolean", Doc: "Closes the file.", Run: closeFile},
	},
}

func self(c bind.Call) *file {
	f := bind.Self[*file](c)
	f.mustBeOpen(c)
	return f
}

func (f *file) mustBeOpen(c bind.Call) {
	if f.closed {
		c.Raise("the file %s is closed", f.name)
	}
}

// setBuffer takes what programs in Lua say of standard output, which they would
// have to flush otherwise.
func setBuffer(c bind.Call) int {
	self(c)
	if mode := c.String(1); mode != "no" && mode != "full" && mode != "line" {
		c.Raise(`mode must be "no", "full" or "line", got %q`, mode)
	}
	return c.Push(lua.LTrue)
}

func (f *file) readable() bool { return f.reader != nil || f.source != nil }

// read reads one value for each format from argument i on. Reading may wait,
// as on a terminal, so others run meanwhile; who reads as well waits for it.
func (f *file) read(c bind.Call, i int) int {
	f.reading.take(c)
	defer f.reading.give()
	if !f.readable() {
		c.Raise("%s is not open for reading", f.name)
	}
	formats := c.Args(i)
	if len(formats) == 0 {
		formats = []lua.LValue{lua.LString("*l")}
	}
	if f.source != nil {
		f.source.Begin(len(formats))
	}
	for n, format := range formats {
		v := f.readOne(c, format, len(formats) == 1)
		c.L.Push(v)
		if v == lua.LNil {
			return n + 1
		}
	}
	return len(formats)
}

// readOne reads one value. Only one that is alone in its call may be lent: the
// next of the same call has the same borrower.
func (f *file) readOne(c bind.Call, format lua.LValue, alone bool) lua.LValue {
	f.mustBeOpen(c)
	read, n := howToRead(c, format)
	var text string
	var err error
	switch to, lends := f.borrower(c, n, alone); {
	case f.source != nil: // which waits by itself
		text, err = read(f.source)
	case lends:
		text, err = f.readLent(c.S, n, to)
	default:
		input := f.input()
		token, _ := c.S.Begin("read", nil, host.Forever)
		text, err = read(input)
		c.S.End(token)
	}
	switch {
	case err == io.EOF:
		return lua.LNil
	case err == errTooLong:
		c.Raise("%s: %s", f.name, err)
	case err != nil:
		f.mustBeOpen(c)
		c.Error("read", f.name, 0, err)
	case strings.TrimPrefix(format.String(), "*")[0] == 'n':
		return number(text)
	}
	c.Room(len(text)) // how long it is nobody knew before
	return lua.LString(text)
}

// howToRead returns how a value of a format is read, and how many bytes it is if
// the format says so.
func howToRead(c bind.Call, format lua.LValue) (read func(Source) (string, error), n int) {
	if size, ok := format.(lua.LNumber); ok {
		if n = int(size); n < 0 || lua.LNumber(n) != size {
			c.Raise("a number of bytes is a whole one, 0 or more, got %s", bind.Describe(size))
		}
		return func(s Source) (string, error) { return s.ReadBytes(n) }, n
	}
	switch strings.TrimPrefix(format.String(), "*") {
	case "l", "line":
		return Source.ReadLine, 0
	case "a", "all":
		return Source.ReadAll, 0
	case "n", "number":
		return Source.ReadNumber, 0
	}
	c.Raise("a format is *l, *n, *a or a number of bytes, got %s", bind.Describe(format))
	return nil, 0
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

func (f *file) input() buffered {
	if f.buffered.Reader == nil {
		f.buffered.Reader = bufio.NewReader(f.reader)
	}
	return f.buffered
}

func (f *file) write(c bind.Call, result lua.LValue) int {
	if f.writer == nil {
		c.Raise("%s is not open for writing", f.name)
	}
	for i, sent := 1, 0; i <= c.Len(); i++ {
		n, err := f.writeTo(c, c.Bytes(i))
		if sent += n; err != nil {
			return c.Error("write", f.name, sent, err)
		}
	}
	return c.Push(result)
}

func (f *file) writeTo(c bind.Call, data []byte) (int, error) {
	if f.waits {
		token, _ := c.S.Begin("write", nil, host.Forever)
		defer c.S.End(token)
	}
	return f.writer.Write(data)
}

// refuseFormats refuses what lines takes beside a path in later Luas: ignored, it
// would cut a file into lines that was to come in blocks.
func refuseFormats(c bind.Call, i int) {
	if format := c.Arg(i).String(); c.Given(i) && format != "*l" && format != "l" {
		c.Raise("lines takes no formats: for blocks write local data = f:read(n) in a loop, until it is nil")
	}
}

func (f *file) lines(c bind.Call) int {
	next := &bind.Func{Name: "lines", Run: func(c bind.Call) int {
		f.reading.take(c)
		defer f.reading.give()
		if f.closed {
			return c.Push(lua.LNil)
		}
		if f.source != nil {
			f.source.Begin(1)
		}
		v := f.readOne(c, lua.LString("*l"), true)
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
		c.Raise(`whence must be "set", "cur" or "end", got %s`, bind.Describe(c.Arg(1)))
	}
	if f.seeker == nil {
		c.Raise("%s cannot be moved in", f.name)
	}
	offset := int64(c.OptInt(2, -1<<53, 1<<53, 0))
	f.reading.take(c)
	defer f.reading.give()
	if f.buffered.Reader != nil && whence == io.SeekCurrent {
		offset -= int64(f.buffered.Buffered())
	}
	at, err := f.seeker.Seek(offset, whence)
	if err != nil {
		return c.Error("seek", f.name, 0, err)
	}
	f.buffered = buffered{}
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
	if f.closer == nil {
		return nil
	}
	return f.closer.Close()
}
