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
// in the order of iteration; to copy what is the same in all costs less.
//
// The fields that this takes are not exported; the offsets are taken from the
// type by name, as in frames.go.
type Shape struct {
	names  []string
	keys   []lua.LValue          // the names, in order; all tables share it, and copy it to add to it
	order  map[lua.LValue]int    // where each stands
	values map[string]lua.LValue // something for each name
	small  *small                // nil when the names are too many for one piece of memory
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
	s := &Shape{names: slices.Clone(names), order: make(map[lua.LValue]int, len(names)), values: make(map[string]lua.LValue, len(names))}
	for i, name := range names {
		s.keys = append(s.keys, lua.LString(name))
		s.order[s.keys[i]] = i
		s.values[name] = lua.LNil
	}
	s.keys = slices.Clip(s.keys)
	s.small = newSmall(s.keys)
	return s
}

// Table returns a new table with the values of the names, none of them nil.
func (s *Shape) Table(l *lua.LState, values []lua.LValue) *lua.LTable {
	if s.small != nil {
		return s.small.copy(values)
	}
	t := l.CreateTable(0, 0)
	if len(s.names) == 0 {
		return t
	}
	own := maps.Clone(s.values)
	for i, name := range s.names {
		own[name] = values[i]
	}
	p := unsafe.Pointer(t)
	*(*map[string]lua.LValue)(unsafe.Add(p, tableOffsets.values)) = own
	*(*[]lua.LValue)(unsafe.Add(p, tableOffsets.keys)) = s.keys
	*(*map[lua.LValue]int)(unsafe.Add(p, tableOffsets.order)) = maps.Clone(s.order)
	return t
}

// Names returns the text keys of a table in the order of iteration, among them
// such whose values are gone, and whether these are all of its keys. The list
// must not be changed.
func Names(t *lua.LTable) (names []lua.LValue, all bool) {
	_, all = CountNames(t)
	return *(*[]lua.LValue)(unsafe.Add(unsafe.Pointer(t), tableOffsets.keys)), all
}

// CountNames returns how many text keys a table has, and whether these are all
// of its keys.
func CountNames(t *lua.LTable) (n int, all bool) {
	p := unsafe.Pointer(t)
	array := *(*[]lua.LValue)(unsafe.Add(p, tableOffsets.array))
	others := *(*map[lua.LValue]lua.LValue)(unsafe.Add(p, tableOffsets.others))
	return len(*(*map[string]lua.LValue)(unsafe.Add(p, tableOffsets.values))), len(array) == 0 && len(others) == 0
}
