package socketservers

import (
	"errors"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/host"
	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/modules/base"
	"sockrun/luaapi/modules/logs"
)

// raised returns the error object that argument i is, or nil.
func raised(c bind.Call, i int) *bind.Raised {
	if ud, ok := c.Arg(i).(*lua.LUserData); ok {
		r, _ := ud.Value.(*bind.Raised)
		return r
	}
	return nil
}

// code gives the code of the I/O error in argument 1, nil for any other.
func code(c bind.Call) int {
	var io *host.Error
	if r := raised(c, 1); r != nil && errors.As(r.Err, &io) {
		return c.Push(lua.LString(io.Code))
	}
	return c.Push(lua.LNil)
}

// report logs the error in argument 2, which a handler raised for the client
// in argument 1. That a connection breaks is the peer's doing; any other error
// is recorded, so that a broken handler fails its scenario; the first few are
// enough for that.
func report(c bind.Call) int {
	text := base.ToString(c, c.Arg(2))
	logs.Write(c.S, logs.Error, "exception while handling "+c.String(1)+": "+text)
	r := raised(c, 2)
	if r == nil {
		file, line, what, _ := bind.SplitPosition(text)
		r = &bind.Raised{Err: errors.New(what), File: file, Line: line}
	}
	recorded := c.S.Value(recordedKey{}, func() any { return new(int) }).(*int)
	if io := (*host.Error)(nil); !errors.As(r.Err, &io) && *recorded < maxRecorded {
		*recorded++
		c.S.Record(r)
	}
	return 0
}

// maxRecorded is how many errors of handlers are recorded in one VM.
const maxRecorded = 20

type recordedKey struct{}
