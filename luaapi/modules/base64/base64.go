// Package base64 is the Lua module "base64", after Python's. The text is made
// and read by luaapi/wire/basen.
package base64

import (
	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/wire/basen"
)

const (
	raises  = "binascii.Error: the text is not what it should be; says at which position, from 1"
	folding = "text: string, options?: table"
)

// Module declares the module.
func Module() *bind.Module {
	return &bind.Module{
		Name: "base64", Doc: "Bytes as text of 64, 32 or 16 characters (RFC 4648), after Python's base64.",
		Example: `print(base64.b64encode("\xca\xfe?")) --> yv4/
print(base64.b64decode("aGVsbG8="), base64.urlsafe_b64encode("\xca\xfe?")) --> hello	yv4_`,
		Funcs: []bind.Func{
			{Name: "b64encode", Params: "data: string, altchars?: string", Returns: "string", Doc: "Returns data as base64. altchars are two characters that stand for + and /.", Run: encode64},
			{Name: "b64decode", Params: "text: string, options?: table", Returns: "string",
				Doc:    "Returns the bytes of base64 text, which must be padded. Other characters are passed over; with the option validate = true they are an error, and so is what follows the padding. The option altchars is as in b64encode.",
				Errors: raises, Example: `print(base64.b64decode("aGVs\nbG8=")) --> hello
local ok, err = pcall(base64.b64decode, "aGVs\nbG8=", {validate = true})
print(err.message) --> base64: Only base64 data is allowed: "\n" at position 5`, Run: decode64},
			{Name: "urlsafe_b64encode", Params: "data: string", Returns: "string", Doc: "Returns data as base64 with - and _ in place of + and /.", Run: func(c bind.Call) int { return c.Push(lua.LString(basen.Encode64(c.Bytes(1), "-_"))) }},
			{Name: "urlsafe_b64decode", Params: "text: string", Returns: "string", Doc: "Returns the bytes of base64 text with - and _ in place of + and /. It must be padded.", Errors: raises, Run: func(c bind.Call) int { return decoded64(c, "-_", false) }},
			{Name: "b32encode", Params: "data: string", Returns: "string", Doc: "Returns data as base32.", Run: func(c bind.Call) int { return c.Push(lua.LString(basen.Encode32(c.Bytes(1)))) }},
			{Name: "b32decode", Params: folding, Returns: "string", Doc: "Returns the bytes of base32 text; with the option casefold = true also of lower-case letters.", Errors: raises, Run: folded(basen.Decode32)},
			{Name: "b16encode", Params: "data: string", Returns: "string", Doc: "Returns data as upper-case hexadecimal digits.", Run: func(c bind.Call) int { return c.Push(lua.LString(basen.Encode16(c.Bytes(1)))) }},
			{Name: "b16decode", Params: folding, Returns: "string", Doc: "Returns the bytes of upper-case hexadecimal digits; with the option casefold = true also of lower-case ones. hex.decode is more forgiving.", Errors: raises, Run: folded(basen.Decode16)},
		},
	}
}

func encode64(c bind.Call) int {
	return c.Push(lua.LString(basen.Encode64(c.Bytes(1), altchars(c, c.Arg(2)))))
}

func decode64(c bind.Call) int {
	c.Options(2, "altchars", "validate")
	return decoded64(c, altchars(c, c.Option(2, "altchars")), lua.LVAsBool(c.Option(2, "validate")))
}

func decoded64(c bind.Call, last string, strict bool) int {
	data, err := basen.Decode64(c.Bytes(1), last, strict)
	return decoded(c, data, err)
}

func folded(decode func(text []byte, fold bool) ([]byte, error)) func(bind.Call) int {
	return func(c bind.Call) int {
		c.Options(2, "casefold")
		data, err := decode(c.Bytes(1), lua.LVAsBool(c.Option(2, "casefold")))
		return decoded(c, data, err)
	}
}

func decoded(c bind.Call, data []byte, err error) int {
	if err != nil {
		return bind.RaiseError(c.S, c.L, err)
	}
	return c.Push(lua.LString(data))
}

// altchars returns the two characters that stand for + and /, "" for those
// themselves.
func altchars(c bind.Call, v lua.LValue) string {
	if v == lua.LNil {
		return ""
	}
	text, ok := v.(lua.LString)
	if !ok || len(text) != 2 {
		c.Raise("altchars must be two characters, got %s", bind.Describe(v))
	}
	return string(text)
}
