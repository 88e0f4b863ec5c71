package jsons

import (
	"slices"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/thread"
)

// shapes remembers which names the last objects of a text had: in most texts
// many have the same, and their tables are then made much faster.
type shapes struct {
	known [8]known
	next  int // which is forgotten next
}

// known is a list of names that was seen, and the shape of tables with these
// names once they were seen twice.
type known struct {
	names []string
	shape *thread.Shape
}

// mostNames is how many names an object may have to be remembered.
const mostNames = 64

func (s *shapes) table(l *lua.LState, names []string, values []lua.LValue) *lua.LTable {
	if len(names) == 0 || len(names) > mostNames {
		return plainTable(l, names, values)
	}
	for i := range s.known {
		k := &s.known[i]
		if !slices.Equal(k.names, names) {
			continue
		}
		if k.shape == nil {
			k.shape = thread.NewShape(k.names)
		}
		return k.shape.Table(l, values)
	}
	s.known[s.next] = known{names: slices.Clone(names)}
	s.next = (s.next + 1) % len(s.known)
	return plainTable(l, names, values)
}

func plainTable(l *lua.LState, names []string, values []lua.LValue) *lua.LTable {
	t := l.CreateTable(0, len(names))
	for i, name := range names {
		t.RawSetString(name, values[i])
	}
	return t
}
