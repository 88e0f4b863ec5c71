package bind

import (
	"fmt"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/wire/plural"
)

func article(kind string) string {
	switch {
	case kind == "any":
		return "a value"
	case kind == "" || strings.HasPrefix(kind, "a ") || strings.HasPrefix(kind, "an "):
		return kind
	case strings.ContainsRune("aeiou", rune(kind[0])), kind == "HMAC":
		return "an " + kind
	}
	return "a " + kind
}

// Describe says what a value is, as argument errors show it.
func Describe(v lua.LValue) string {
	switch v := v.(type) {
	case *lua.LNilType:
		return "nil"
	case lua.LBool:
		return v.String()
	case lua.LNumber:
		return strings.ToLower(strings.TrimPrefix(v.String(), "+")) // inf and nan, as print shows them
	case lua.LString:
		if len(v) > 40 {
			return "a string of " + plural.Of(len(v), "byte")
		}
		return fmt.Sprintf("string %q", string(v))
	case *lua.LUserData:
		if name := ClassName(v); name != "" {
			return article(name)
		}
	}
	return article(v.Type().String())
}
