package thread

import (
	"maps"
	"reflect"
	"slices"
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// Shape makes tables that all have the same names, such as the messages of a
// header. gopher-lua sets name after name and keeps for each where it stands
// in the order of iteration; to copy that costs a third of making it anew.
//
// The fields that this takes are not exported; the offsets are taken from the
// type by name, as in frames.go.
type Shape struct {
	names []string
	keys  []lua.LValue       // the names, in order
	order map[lua.LValue]int // where each stands
}

var tableOffsets = findTableOffsets()

func findTableOffsets() (o struct{ values, keys, order, array, others uintptr }) {
	t := reflect.TypeFor[lua.LTable]()
	o.values, o.keys, o.order = offset(t, "strdict"), offset(t, "keys"), offset(t, "k2i")
	o.array, o.others = offset(t, "array"), offset(t, "dict")
	return o
}

// NewShape returns the shape of tables with these names, which differ from
// each other.
func NewShape(names []string) *Shape {
	s := &Shape{names: slices.Clone(names), order: make(map[lua.LValue]int, len(names))}
	for i, name := range names {
		s.keys = append(s.keys, lua.LString(name))
		s.order[s.keys[i]] = i
	}
	return s
}

// Table returns a new table with the values of the names, none of them nil.
func (s *Shape) Table(l *lua.LState, values []lua.LValue) *lua.LTable {
	t := l.CreateTable(0, len(s.names))
	if len(s.names) == 0 {
		return t
	}
	p := unsafe.Pointer(t)
	dictionary := *(*map[string]lua.LValue)(unsafe.Add(p, tableOffsets.values))
	for i, name := range s.names {
		dictionary[name] = values[i]
	}
	*(*[]lua.LValue)(unsafe.Add(p, tableOffsets.keys)) = slices.Clone(s.keys)
	*(*map[lua.LValue]int)(unsafe.Add(p, tableOffsets.order)) = maps.Clone(s.order)
	return t
}

// CountNames returns how many text keys a table has, and whether these are all
// of its keys.
func CountNames(t *lua.LTable) (n int, all bool) {
	p := unsafe.Pointer(t)
	array := *(*[]lua.LValue)(unsafe.Add(p, tableOffsets.array))
	others := *(*map[lua.LValue]lua.LValue)(unsafe.Add(p, tableOffsets.others))
	return len(*(*map[string]lua.LValue)(unsafe.Add(p, tableOffsets.values))), len(array) == 0 && len(others) == 0
}
