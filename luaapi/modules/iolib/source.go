package iolib

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/host"
	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/thread"
	"sockrun/luaapi/wire/uncopied"
)

// Source is what a file reads from, a value at a time. io.EOF says that there
// is none. A source of another module waits as its own calls do, and its errors
// may be *host.Error.
type Source interface {
	Begin(values int)              // a call begins that reads so many values
	ReadLine() (string, error)     // without its \n
	ReadAll() (string, error)      // "" at the end
	ReadBytes(int) (string, error) // fewer at the end
	ReadNumber() (string, error)   // its text
}

// NewFile returns a Lua file that reads from source and writes to writer; nil
// for not open that way. Closing it closes neither.
func NewFile(s *thread.State, name string, source Source, writer io.Writer) *lua.LUserData {
	return bind.New(s, fileClass, &file{name: name, source: source, writer: writer})
}

// Content returns the content of the Lua file in argument i, which must be
// open for reading and can be moved in. Whoever moves in it leaves it there.
// Nobody else reads from the file until done is called.
func Content(c bind.Call, i int) (content io.ReadSeeker, done func()) {
	f := bind.Object[*file](c, i)
	f.mustBeOpen(c)
	switch {
	case f.reader == nil:
		c.Raise("%s is not open for reading", f.name)
	case f.seeker == nil:
		c.Raise("%s cannot be moved in", f.name)
	}
	f.reading.take(c)
	f.buffered = buffered{}
	return struct {
		io.Reader
		io.Seeker
	}{f.reader, f.seeker}, f.reading.give
}

// Writer returns what writes to the Lua file in argument i, which must be open
// for writing. A file of the system may be written to without the baton, all
// others with it alone.
func Writer(c bind.Call, i int) (w io.Writer, ofSystem bool) {
	f := bind.Object[*file](c, i)
	f.mustBeOpen(c)
	if f.writer == nil {
		c.Raise("%s is not open for writing", f.name)
	}
	return named{f}, f.closer != nil
}

// named says in errors what was written to.
type named struct{ *file }

func (w named) Write(data []byte) (int, error) {
	n, err := w.writer.Write(data)
	if _, told := err.(*host.Error); err != nil && !told {
		err = host.NewError("write", w.name, n, err)
	}
	return n, err
}

// buffered is the Source of a file of the system.
type buffered struct{ *bufio.Reader }

func (b buffered) Begin(int) {}

// maxRead is how many bytes one value has at most, as every string, and maxNumber
// how long the text of a number may be.
const (
	maxRead   = thread.MaxString
	maxNumber = 512
)

var errTooLong = fmt.Errorf("more than %d MiB are read at once: read n bytes at a time", maxRead>>20)

func (b buffered) ReadLine() (string, error) {
	var line []byte
	for {
		piece, err := b.ReadSlice('\n')
		switch {
		case len(line)+len(piece) > maxRead:
			return "", errTooLong
		case err == bufio.ErrBufferFull:
			line = append(line, piece...)
			continue
		case len(line)+len(piece) == 0:
			return "", err
		}
		// An error behind the last line is met again by the next read.
		return string(line) + string(bytes.TrimSuffix(piece, []byte{'\n'})), nil
	}
}

func (b buffered) ReadAll() (string, error) {
	data, err := io.ReadAll(io.LimitReader(b, maxRead+1))
	if len(data) > maxRead {
		return "", errTooLong
	}
	return string(data), err
}

func (b buffered) ReadBytes(n int) (string, error) {
	if n == 0 {
		_, err := b.Peek(1)
		return "", err
	}
	data, err := b.upTo(min(n, maxRead+1), nil)
	switch {
	case err != nil:
		return "", err
	case len(data) > maxRead:
		return "", errTooLong
	}
	return uncopied.String(data), nil // nobody else has the bytes
}

// firstRead is how much memory a read takes before anything has come; then as
// much as has come, so that a number alone costs no memory.
const firstRead = 256 << 10

// upTo reads n bytes, at least one, into memory, or more of it, and returns them;
// fewer at the end or when reading fails. The error says why there are none.
func (b buffered) upTo(n int, memory []byte) ([]byte, error) {
	data := memory[:0]
	for len(data) < n {
		have := len(data)
		if cap(data) == have {
			data = slices.Grow(data, min(n-have, max(have, firstRead)))
		}
		got, err := io.ReadFull(b, data[have:min(n, cap(data))])
		data = data[:have+got]
		if len(data) == 0 {
			return data, err
		}
		if err != nil {
			break
		}
	}
	return data, nil
}

func (b buffered) ReadNumber() (string, error) {
	var text strings.Builder
	var number Numeral
	for text.Len() < maxNumber {
		next, err := b.ReadByte()
		switch {
		case err != nil && text.Len() == 0:
			return "", err
		case err != nil:
			return text.String(), nil
		case text.Len() == 0 && IsSpace(next):
			continue
		case !number.Takes(next):
			_ = b.UnreadByte()
			return text.String(), nil
		}
		text.WriteByte(next)
	}
	return text.String(), nil
}
