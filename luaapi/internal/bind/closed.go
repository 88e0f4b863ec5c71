package bind

import (
	"strconv"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/thread"
)

// Here is the line of the Lua that has called, "" for none.
func (c Call) Here() string {
	file, line := thread.Position(c.L, 0)
	if line == 0 {
		return ""
	}
	return file + ":" + strconv.Itoa(line)
}

// closed says where the object whose method was called has been closed, "" when
// that is not known.
func (c Call) closed() string {
	ud, _ := c.L.Get(1).(*lua.LUserData)
	if ud == nil {
		return ""
	}
	object, ok := ud.Value.(interface{ ClosedAt() string })
	if !ok || object.ClosedAt() == "" {
		return ""
	}
	return "it was closed at " + object.ClosedAt()
}
