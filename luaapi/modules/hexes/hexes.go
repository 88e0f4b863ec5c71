// Package hexes is the Lua module "hex".
package hexes

import (
	"encoding/hex"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
)

const example = `print(hex.encode("\xca\xfe"), hex.encode("\xca\xfe", " "))  --> cafe	ca fe
print(hex.decode("68 69"))                              --> hi`

// Module declares the module.
func Module() *bind.Module {
	return &bind.Module{Name: "hex", Doc: "Bytes as hexadecimal text.", Example: example, Funcs: []bind.Func{
		{Name: "encode", Params: "data: string, separator?: string", Returns: "string", Doc: `Returns two lower-case digits a byte: hex.encode("\xca\xfe", " ") is "ca fe".`, Run: encode},
		{Name: "decode", Params: "text: string", Returns: "string", Doc: "Returns the bytes; white space and colons between them are allowed.", Run: decode},
		{Name: "dump", Params: "data: string", Returns: "string", Doc: "Returns a dump as hexdump -C prints it.", Run: dump},
	}}
}

func encode(c bind.Call) int {
	data, separator := c.Bytes(1), c.OptString(2, "")
	if separator == "" {
		return c.Push(lua.LString(hex.EncodeToString(data)))
	}
	size := len(data)*(2+len(separator)) - len(separator)
	c.Room(size)
	out := make([]byte, 0, max(size, 0))
	for i := range data {
		if i > 0 {
			out = append(out, separator...)
		}
		out = hex.AppendEncode(out, data[i:i+1])
	}
	return c.Push(lua.LString(out))
}

var between = strings.NewReplacer(" ", "", "\t", "", "\r", "", "\n", "", ":", "")

func decode(c bind.Call) int {
	data, err := hex.DecodeString(between.Replace(c.String(1)))
	if err != nil {
		c.Raise("text must be pairs of hexadecimal digits: %s", strings.TrimPrefix(err.Error(), "encoding/hex: "))
	}
	return c.Push(lua.LString(data))
}

func dump(c bind.Call) int { return c.Push(lua.LString(hex.Dump(c.Bytes(1)))) }
