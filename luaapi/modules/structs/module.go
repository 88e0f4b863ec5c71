// Package structs is the Lua module "struct": Python's struct with Lua's
// strings, multiple results and positions. The formats are compiled and run by
// luaapi/wire/pack.
package structs

import (
	"errors"
	"fmt"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	integers "sockrun/luaapi/modules/int64"
	"sockrun/luaapi/wire/integer"
	"sockrun/luaapi/wire/pack"
	"sockrun/luaapi/wire/uncopied"
)

const (
	packDoc       = "Returns the values as bytes: one value for each that the format counts. Integers of 2^53 and more are given as int64 objects; ? takes booleans only."
	unpackDoc     = "Returns the values in data, which must be exactly as long as the format. Integers of 2^53 and more come as int64 objects. A call returns at most 200,000 values; iter_unpack has no such bound."
	unpackFromDoc = "Returns the values in data from pos on, and then the position after them. Positions count from 1, negative ones from the end, as in string.sub; offsets in errors count from 0, as in Python."
	iterUnpackDoc = "Returns an iterator over the structs in data, which must hold a whole number of them. A format without values gives none."
	sizeDoc       = "Returns the number of bytes that the format describes, with padding."

	raises = "struct.error"
)

// Module declares the module.
func Module() *bind.Module {
	return &bind.Module{
		Name: "struct", Doc: "Packs values into bytes and back by format strings, as Python's struct does on 64-bit Linux. A format is a byte order (@ native, = native without padding, < little, > and ! big) and codes: x pad, c char, b B 8 bits, ? boolean, h H 16, i I l L 32 (l L 64 in native), q Q 64, n N size, e f d floats, s p strings, P pointer; lower case is signed. sockrun docs formats has the rules.",
		Example: `local bytes = struct.pack(">BHI", 1, 2, 3)
print(hex.encode(bytes, " "))             --> 01 00 02 00 00 00 03
print(struct.unpack(">BHI", bytes))       --> 1	2	3
print(struct.calcsize("<HI"), struct.calcsize("HI")) --> 6	8
print(struct.unpack_from(">H", bytes, 2)) --> 2	4
print(hex.encode(struct.pack(">4sx3p?", "ab", "abc", true), " ")) --> 61 62 00 00 00 02 61 62 01
local ok, err = pcall(struct.pack, "<H", 65536)
print(err.name, err.message)              --> struct.error	'H' format requires 0 <= number <= 65535
print((tostring(err):gsub(".*; ", "")))   --> argument 2 is 65536`,
		Funcs: []bind.Func{
			{Name: "pack", Params: "format: string, ...: any", Returns: "string", Doc: packDoc, Errors: raises, Example: `print(hex.encode(struct.pack("!IH", 1, 65535), " "))                        --> 00 00 00 01 ff ff
print(hex.encode(struct.pack("<q", int64("-9223372036854775808")), " ")) --> 00 00 00 00 00 00 00 80`, Run: func(c bind.Call) int { return packed(c, format(c)) }, Direct: byFormat(packPlain)},
			{Name: "unpack", Params: "format: string, data: string", Returns: "...", Doc: unpackDoc, Errors: raises, Example: `local kind, length = struct.unpack(">BH", "\x01\x02\x00")
print(kind, length) --> 1	512`, Run: func(c bind.Call) int { return unpacked(c, format(c), 2) }, Direct: byFormat(unpackPlain)},
			{Name: "unpack_from", Params: "format: string, data: string, pos?: integer", Returns: "..., integer", Doc: unpackFromDoc, Errors: raises, Example: `local data = "\x00\x03abcrest"
local length, pos = struct.unpack_from(">H", data)
print(struct.unpack_from(length .. "s", data, pos)) --> abc	6
print(struct.unpack_from("2s", data, -2))           --> st	10`, Run: func(c bind.Call) int { return unpackedFrom(c, format(c), 2) }},
			{Name: "iter_unpack", Params: "format: string, data: string", Returns: "function", Doc: iterUnpackDoc, Errors: raises, Example: `for key, value in struct.iter_unpack(">BH", "\x01\x00\x0a\x02\x00\x14") do
  print(key, value) --> 1	10
end                 --> 2	20`, Run: func(c bind.Call) int { return iterated(c, format(c), 2) }},
			{Name: "calcsize", Params: "format: string", Returns: "integer", Doc: sizeDoc, Errors: raises, Example: `print(struct.calcsize(">bI"), struct.calcsize("bI"), struct.calcsize("bI0q")) --> 5	8	8`, Run: calcsize},
			{Name: "Struct", Params: "format: string", Returns: "Struct", Doc: "Returns the compiled format as an object, which has the functions of the module as methods. It is for reading well: the functions, too, compile a format once only.", Errors: raises, Run: compiled},
		},
		Classes: []*bind.Class{class},
	}
}

var class = &bind.Class{
	Name: "Struct", Doc: "A compiled format.",
	Example: `local header = struct.Struct(">HBI")
local bytes = header:pack(0xcafe, 1, 12)
print(header.format, header.size, #bytes) --> >HBI	7	7
print(header:unpack(bytes))               --> 51966	1	12
print(header:unpack_from("--" .. bytes, 3)) --> 51966	1	12	10`,
	Fields: []bind.Const{
		{Name: "format", Doc: "the format as it was written"},
		{Name: "size", Doc: "the number of bytes that it describes"},
	},
	Methods: []bind.Func{
		{Name: "pack", Params: "...: any", Returns: "string", Doc: packDoc, Errors: raises, Run: func(c bind.Call) int { return packed(c, self(c)) }, Direct: byStruct(packPlain)},
		{Name: "unpack", Params: "data: string", Returns: "...", Doc: unpackDoc, Errors: raises, Run: func(c bind.Call) int { return unpacked(c, self(c), 1) }, Direct: byStruct(unpackPlain)},
		{Name: "unpack_from", Params: "data: string, pos?: integer", Returns: "..., integer", Doc: unpackFromDoc, Errors: raises, Run: func(c bind.Call) int { return unpackedFrom(c, self(c), 1) }},
		{Name: "iter_unpack", Params: "data: string", Returns: "function", Doc: iterUnpackDoc, Errors: raises, Run: func(c bind.Call) int { return iterated(c, self(c), 1) }},
	},
}

// format returns the compiled format in argument 1.
func format(c bind.Call) *pack.Format {
	f, err := pack.Cached(text(c, 1))
	if err != nil {
		bind.RaiseError(c.S, c.L, err)
	}
	return f
}

func self(c bind.Call) *pack.Format { return bind.Self[*pack.Format](c) }

// text returns argument i, which must be a string: a number in its place is
// more often a mistake than meant as its digits.
func text(c bind.Call, i int) string {
	s, ok := c.Arg(i).(lua.LString)
	if !ok {
		c.Expected(i, "")
	}
	return string(s)
}

func calcsize(c bind.Call) int { return c.Push(size(c, format(c))) }

// size is a number, unless nobody has that much memory.
func size(c bind.Call, f *pack.Format) lua.LValue {
	return integers.Value(c.S, integer.FromInt64(int64(f.Size())))
}

func compiled(c bind.Call) int {
	f := format(c)
	return c.Push(bind.New(c.S, class, f,
		bind.Field{Name: "format", Value: lua.LString(f.String())},
		bind.Field{Name: "size", Value: size(c, f)}))
}

// packed packs the values behind the format or the Struct, which is Lua's
// first argument in either case.
func packed(c bind.Call, f *pack.Format) int {
	r := c.S.Results(c.L, 1)
	b, err := f.Append(nil, (*arguments)(r))
	if err != nil {
		return bind.RaiseError(c.S, c.L, explained(err, r.Args))
	}
	r.Value(lua.LString(uncopied.String(b)))
	return r.Return()
}

// explained is an error of Append with what it does not know: the argument of
// Lua, where the first is the format or the Struct, which counts as none.
func explained(err error, args []lua.LValue) error {
	var e *pack.Error
	switch {
	case !errors.As(err, &e):
	case e.Value > 0 && e.Value < len(args):
		number := e.Value
		if args[0].Type() == lua.LTString {
			number++
		}
		e.Detail = fmt.Sprintf("argument %d is %s", number, shown(args[e.Value]))
	case args[len(args)-1].Type() == lua.LTTable:
		e.Detail = "unpack(t) gives the elements of a list"
	}
	return err
}

func shown(v lua.LValue) string {
	if n, ok := integers.Of(v); ok {
		return n.String()
	}
	return bind.Describe(v)
}
