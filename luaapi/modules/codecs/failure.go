package codecs

import (
	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/wire/charset"
)

// Failure returns an error of luaapi/wire/charset as scripts see it, and any
// other as it is.
func Failure(err error) error {
	switch err := err.(type) {
	case *charset.DecodeError:
		return malformed{err}
	case *charset.EncodeError:
		return unencodable{err}
	}
	return err
}

type malformed struct{ *charset.DecodeError }

func (malformed) ErrorName() string { return "UnicodeDecodeError" }

func (e malformed) ErrorFields() []bind.Field { return where(e.Encoding, e.Start, e.End, e.Reason) }

type unencodable struct{ *charset.EncodeError }

func (unencodable) ErrorName() string { return "UnicodeEncodeError" }

func (e unencodable) ErrorFields() []bind.Field { return where(e.Encoding, e.Start, e.End, e.Reason) }

// where says what is wrong in the words of CPython's exceptions, but so that
// text:sub(err.start, err.stop) is what is wrong.
func where(encoding string, start, end int, reason string) []bind.Field {
	return []bind.Field{
		{Name: "encoding", Value: lua.LString(encoding)}, {Name: "reason", Value: lua.LString(reason)},
		{Name: "start", Value: lua.LNumber(start + 1)}, {Name: "stop", Value: lua.LNumber(end)},
	}
}
