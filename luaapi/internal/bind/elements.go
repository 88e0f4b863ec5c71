package bind

import lua "github.com/yuin/gopher-lua"

// Elements returns a copy of the elements of a list, in order.
func Elements(t *lua.LTable) []lua.LValue {
	list := make([]lua.LValue, t.Len())
	for i := range list {
		list[i] = t.RawGetInt(i + 1)
	}
	return list
}
