// Package codecs is the Lua module "codec": text encodings. They are in
// luaapi/wire/charset.
package codecs

import (
	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/wire/charset"
)

const doc = `Text encodings, after Python's str.encode and bytes.decode. Text is UTF-8, as source code and YAML files are; bytes are those of the encoding. ` +
	`Names and aliases are Python's: utf-8, gbk, gb18030, big5, shift_jis, euc_kr, utf-16, utf-16-le, latin-1, ascii, cp1252 and more. ` +
	`errors is "strict" (raise), "replace" (put U+FFFD into text and ? into bytes) or "ignore" (leave it out).`

const positions = "; err.start and err.stop are where it is in the argument, for string.sub, beside err.encoding and err.reason"

// Module declares the module.
func Module() *bind.Module {
	return &bind.Module{
		Name: "codec", Doc: doc,
		Example: `local bytes = codec.encode("你好", "gbk")
print(hex.encode(bytes))            --> c4e3bac3
print(codec.decode(bytes, "gbk"))   --> 你好
local ok, err = pcall(codec.decode, "\xff", "utf-8")
print(err.name, err.message)        --> UnicodeDecodeError	'utf-8' codec can't decode byte 0xff in position 0: invalid start byte`,
		Funcs: []bind.Func{
			{Name: "encode", Params: "text: string, name: string, errors?: string", Returns: "string", Doc: "Returns text, which must be UTF-8, as bytes of the encoding. utf-16, utf-32 and utf-8-sig begin with a byte order mark.",
				Errors: "UnicodeEncodeError for a character that the encoding lacks" + positions + "; UnicodeDecodeError when text is not UTF-8",
				Example: `print(codec.encode("naïve", "ascii", "replace"))  --> na?ve
print(hex.encode(codec.encode("é", "utf-16-le")))  --> e900`, Run: encode},
			{Name: "decode", Params: "bytes: string, name: string, errors?: string", Returns: "string", Doc: "Returns the text that bytes of the encoding are. utf-16 and utf-32 take the order from a byte order mark, else little endian.",
				Errors:  "UnicodeDecodeError for malformed bytes" + positions,
				Example: `print(codec.decode("caf\xe9", "latin-1"))  --> café`, Run: decode},
			{Name: "decoder", Params: "name: string, errors?: string", Returns: "decoder", Doc: "Returns a decoder for bytes that come in pieces, as recv gives them.", Run: newDecoder},
			{Name: "names", Returns: "table", Doc: "Returns the canonical names of all encodings, sorted.", Run: names},
		},
		Classes: []*bind.Class{decoderClass},
	}
}

var decoderClass = &bind.Class{
	Name: "decoder", Doc: "Decodes a stream whose pieces may end inside a character.",
	Example: `local d = codec.decoder("utf-8")
print(#d:decode("caf\xc3"), d:decode("\xa9", true))  --> 3	é`,
	Methods: []bind.Func{
		{Name: "decode", Params: "bytes: string, final?: boolean", Returns: "string", Doc: "Returns the text of all complete characters; the rest waits for the next call. With final nothing may be left over; after that, and after an error, a new stream begins.",
			Errors: "UnicodeDecodeError, whose positions count from the bytes that were left of the last call", Run: decodePiece},
	},
}

// encoding returns the encoding that argument i names.
func encoding(c bind.Call, i int) *charset.Encoding {
	e, err := charset.Find(c.String(i))
	if err != nil {
		c.Raise("%s", err)
	}
	return e
}

// handling returns what argument i says is done with errors.
func handling(c bind.Call, i int) charset.Errors {
	switch errors := charset.Errors(c.OptString(i, string(charset.Strict))); errors {
	case charset.Strict, charset.Replace, charset.Ignore:
		return errors
	}
	c.Raise(`errors must be "strict", "replace" or "ignore", got %s`, bind.Describe(c.Arg(i)))
	return ""
}

func encode(c bind.Call) int {
	data, err := encoding(c, 2).Encode(c.String(1), handling(c, 3))
	return finish(c, string(data), err)
}

func decode(c bind.Call) int {
	text, err := encoding(c, 2).Decode(c.Bytes(1), handling(c, 3))
	return finish(c, text, err)
}

func newDecoder(c bind.Call) int {
	return c.Push(bind.New(c.S, decoderClass, encoding(c, 1).NewDecoder(handling(c, 2))))
}

func decodePiece(c bind.Call) int {
	text, err := bind.Self[*charset.Decoder](c).Decode(c.Bytes(1), c.Bool(2))
	return finish(c, text, err)
}

func finish(c bind.Call, result string, err error) int {
	if err != nil {
		return bind.RaiseError(c.S, c.L, Failure(err))
	}
	return c.Push(lua.LString(result))
}

func names(c bind.Call) int {
	t := c.L.CreateTable(40, 0)
	for i, name := range charset.Names() {
		t.RawSetInt(i+1, lua.LString(name))
	}
	return c.Push(t)
}
