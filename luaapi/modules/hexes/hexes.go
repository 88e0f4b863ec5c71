// Package hexes is the Lua module "hex": bytes as hexadecimal text and back, and
// dumps. The text is read by luaapi/wire/basen.
package hexes

import (
	"encoding/hex"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/wire/basen"
)

const example = `print(hex.encode("\xca\xfe"), hex.encode("\xca\xfe", " "))  --> cafe	ca fe
print(hex.decode("68 69"))                              --> hi`

// Module declares the module.
func Module() *bind.Module {
	return &bind.Module{Name: "hex", Doc: "Bytes as hexadecimal text.", Example: example, Funcs: []bind.Func{
		{Name: "encode", Params: "data: string, separator?: string", Returns: "string", Doc: `Returns two lower-case digits per byte: hex.encode("\xca\xfe", " ") is "ca fe".`, Run: encode},
		{Name: "decode", Params: "text: string", Returns: "string", Doc: "Returns the bytes of pairs of digits; white space and colons between them are allowed.",
			Errors: "binascii.Error: the text is something else; says at which position, from 1", Run: decode},
		{Name: "dump", Params: "data: string", Returns: "string", Doc: "Returns a dump as hexdump -C prints it: the offset, 16 bytes per line, and the printable ASCII.",
			Example: `io.write(hex.dump("GET / HTTP/1.1\r\n"))  --> 00000000  47 45 54 20 2f 20 48 54  54 50 2f 31 2e 31 0d 0a  |GET / HTTP/1.1..|`, Run: dump},
	}}
}

func encode(c bind.Call) int {
	data, separator := c.Bytes(1), c.OptString(2, "")
	size := len(data)*(2+len(separator)) - len(separator)
	c.Room(size)
	if separator == "" {
		return c.Push(lua.LString(hex.EncodeToString(data)))
	}
	out := make([]byte, 0, max(size, 0))
	for i := range data {
		if i > 0 {
			out = append(out, separator...)
		}
		out = hex.AppendEncode(out, data[i:i+1])
	}
	return c.Push(lua.LString(out))
}

func decode(c bind.Call) int {
	data, err := basen.DecodeHex(c.Bytes(1))
	if err != nil {
		return bind.RaiseError(c.S, c.L, err)
	}
	return c.Push(lua.LString(data))
}

func dump(c bind.Call) int {
	const line = 79 // of 16 bytes
	data := c.Bytes(1)
	c.Room((len(data) + 15) / 16 * line)
	return c.Push(lua.LString(hex.Dump(data)))
}
