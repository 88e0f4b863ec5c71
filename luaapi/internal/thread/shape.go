package thread

import (
	"iter"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
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

var indexShape = sync.OnceValue(func() *Shape { return NewShape([]string{"__index"}) })

// Leading returns a new metatable that has nothing but __index. Each VM has some.
func Leading(l *lua.LState, index lua.LValue) *lua.LTable {
	return indexShape().Table(l, []lua.LValue{index})
}

// Holds says whether a table has the names of the shape with these values, and
// no other key, as Table has made it: to one in which a name has been taken out and
// put back it may say no.
func (s *Shape) Holds(t *lua.LTable, values []lua.LValue) bool {
	few, ok := FewOf(t)
	if !ok {
		return s.hasAll(t, values)
	}
	if few.left != len(s.names) {
		return false
	}
	for i, name := range s.names {
		if found, v, _ := few.Next(); found != name || v != values[i] {
			return false
		}
	}
	return true
}

// hasAll is Holds for tables that FewOf does not know.
func (s *Shape) hasAll(t *lua.LTable, values []lua.LValue) bool {
	if n, all := CountNames(t); !all || n != len(s.names) {
		return false
	}
	for i, name := range s.names {
		if t.RawGetString(name) != values[i] {
			return false
		}
	}
	return true
}

// Named returns a table of names and their values, those that are nil left out.
// Tables with names that have come before are made from a shape, which is kept for
// ever: the names must not be a script's own. Tasks of several VMs may call it.
func Named(s *State, names []string, values []lua.LValue) *lua.LTable {
	names, values = present(names, values)
	if shape := shapeOf(names); shape != nil {
		return shape.Table(s.L, values)
	}
	t := s.L.CreateTable(0, len(names))
	for i, name := range names {
		t.RawSetString(name, values[i])
	}
	return t
}

// maxShapes is how many lists of names are remembered.
const maxShapes = 1000

// shapes are those of names that Named was called with, nil for those that came
// once.
var shapes = struct {
	sync.Mutex
	known map[string]*Shape
}{known: map[string]*Shape{}}

// shapeOf returns the shape of names that have come before, nil for others and for
// names of which some are the same.
func shapeOf(names []string) *Shape {
	key := strings.Join(names, "\x00")
	shapes.Lock()
	defer shapes.Unlock()
	shape, again := shapes.known[key]
	switch {
	case again && shape == nil && areDistinct(names):
		shape = NewShape(names)
		shapes.known[key] = shape
	case !again && len(shapes.known) < maxShapes:
		shapes.known[key] = nil
	}
	return shape
}

func areDistinct(names []string) bool {
	return len(slices.Compact(slices.Sorted(slices.Values(names)))) == len(names)
}

// present leaves out the names whose values are nil.
func present(names []string, values []lua.LValue) ([]string, []lua.LValue) {
	if !slices.Contains(values, lua.LNil) {
		return names, values
	}
	var keptNames []string
	var kept []lua.LValue
	for i, v := range values {
		if v != lua.LNil {
			keptNames, kept = append(keptNames, names[i]), append(kept, v)
		}
	}
	return keptNames, kept
}

// Names returns the text keys of a table in the order of iteration, among them
// such whose values are gone, and whether these are all of its keys. The list
// must not be changed.
func Names(t *lua.LTable) (names []lua.LValue, all bool) {
	_, all = CountNames(t)
	return *(*[]lua.LValue)(unsafe.Add(unsafe.Pointer(t), tableOffsets.keys)), all
}

// Members goes over the text keys of a table and their values, in the order of
// iteration. The table must not be changed meanwhile.
func Members(t *lua.LTable) iter.Seq2[string, lua.LValue] {
	keys, _ := Names(t)
	values := dictionary(t)
	return func(yield func(string, lua.LValue) bool) {
		for _, key := range keys {
			name, ok := key.(lua.LString)
			if !ok {
				continue
			}
			if v, ok := values[string(name)]; ok && !yield(string(name), v) {
				return
			}
		}
	}
}

// Parts returns the list of a table (which must not be changed and may hold
// nil), and how many keys it has beside that: names, which are text, and
// others.
func Parts(t *lua.LTable) (list []lua.LValue, names, others int) {
	p := unsafe.Pointer(t)
	list = *(*[]lua.LValue)(unsafe.Add(p, tableOffsets.array))
	return list, len(dictionary(t)), len(*(*map[lua.LValue]lua.LValue)(unsafe.Add(p, tableOffsets.others)))
}

// CountNames returns how many text keys a table has, and whether these are all
// of its keys.
func CountNames(t *lua.LTable) (n int, all bool) {
	list, names, others := Parts(t)
	return names, len(list) == 0 && others == 0
}

func dictionary(t *lua.LTable) map[string]lua.LValue {
	return *(*map[string]lua.LValue)(unsafe.Add(unsafe.Pointer(t), tableOffsets.values))
}
