// Package structs is the Lua module "struct": Python's struct with Lua's
// strings, multiple results and positions. The formats are compiled and run by
// luaapi/wire/pack.
package structs

import (
	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/wire/pack"
)

const (
	packDoc       = "Returns the values as bytes. Integers of 2^53 and more are given and returned as int64 objects; ? takes booleans only."
	unpackDoc     = "Returns the values in data, which must be exactly as long as the format."
	unpackFromDoc = "Returns the values in data from pos on, and then the position after them. Positions count from 1, negative ones from the end; offsets in errors count from 0."
	iterUnpackDoc = "Returns an iterator over the structs in data, which must hold a whole number of them: for a, b in struct.iter_unpack(\">HH\", data)."

	raises = "struct.error"
)

// Module declares the module.
func Module() *bind.Module {
	return &bind.Module{
		Name: "struct", Doc: "Packs values into bytes and back by format strings, as Python's struct does on 64-bit Linux. A format is a byte order (@ native, = native without padding, < little, > and ! big) and codes: x pad, c char, b B 8 bits, ? boolean, h H 16, i I l L 32 (l L 64 in native), q Q 64, n N size, e f d floats, s p strings, P pointer; lower case is signed.",
		Example: `local bytes = struct.pack(">BHI", 1, 2, 3)
print(hex.encode(bytes, " "))             --> 01 00 02 00 00 00 03
print(struct.unpack(">BHI", bytes))       --> 1	2	3
print(struct.calcsize("<HI"))             --> 6
print(struct.unpack_from(">H", bytes, 2)) --> 2	4`,
		Funcs: []bind.Func{
			{Name: "pack", Params: "format: string, ...: any", Returns: "string", Doc: packDoc, Errors: raises, Run: func(c bind.Call) int { return packed(c, format(c)) }},
			{Name: "unpack", Params: "format: string, data: string", Returns: "...", Doc: unpackDoc, Errors: raises, Run: func(c bind.Call) int { return unpacked(c, format(c), 2) }},
			{Name: "unpack_from", Params: "format: string, data: string, pos?: integer", Returns: "..., integer", Doc: unpackFromDoc, Errors: raises, Run: func(c bind.Call) int { return unpackedFrom(c, format(c), 2) }},
			{Name: "iter_unpack", Params: "format: string, data: string", Returns: "function", Doc: iterUnpackDoc, Errors: raises, Run: func(c bind.Call) int { return iterated(c, format(c), 2) }},
			{Name: "calcsize", Params: "format: string", Returns: "integer", Doc: "Returns the number of bytes that the format describes.", Errors: raises, Run: calcsize},
			{Name: "Struct", Params: "format: string", Returns: "Struct", Doc: "Returns the compiled format as an object.", Errors: raises, Run: compiled},
		},
		Classes: []*bind.Class{class},
	}
}

var class = &bind.Class{
	Name: "Struct", Doc: "A compiled format.",
	Fields: []bind.Const{
		{Name: "format", Doc: "the format as it was written"},
		{Name: "size", Doc: "the number of bytes that it describes"},
	},
	Often: []string{"pack", "unpack"},
	Methods: []bind.Func{
		{Name: "pack", Params: "...: any", Returns: "string", Doc: packDoc, Errors: raises, Run: func(c bind.Call) int { return packed(c, self(c)) }},
		{Name: "unpack", Params: "data: string", Returns: "...", Doc: unpackDoc, Errors: raises, Run: func(c bind.Call) int { return unpacked(c, self(c), 1) }},
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

func calcsize(c bind.Call) int { return c.Push(lua.LNumber(format(c).Size())) }

func compiled(c bind.Call) int {
	f := format(c)
	return c.Push(bind.New(c.S, class, f,
		bind.Field{Name: "format", Value: lua.LString(f.String())},
		bind.Field{Name: "size", Value: lua.LNumber(f.Size())}))
}

// packed packs the values behind the format or the Struct, which is Lua's
// first argument in either case.
func packed(c bind.Call, f *pack.Format) int {
	b, err := f.Append(nil, (*arguments)(c.L))
	if err != nil {
		return bind.RaiseError(c.S, c.L, err)
	}
	return c.Push(lua.LString(shared(b)))
}
