//go:build go1.26 && !go1.27

package thread

import (
	"reflect"
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// small is a table of up to eight names in one piece of memory: gopher-lua's
// table, the two maps that it has, and the one group of entries that Go gives
// a small map. To copy it costs one allocation, and nothing is hashed. From
// then on the maps are Go's own: one that grows gets memory of its own.
//
// Where the names stand in the order of iteration is one group for all copies:
// it is filled up with keys that no script has, and a full group is never
// written to, since gopher-lua only adds to that map.
//
// Go does not promise what its maps look like, so this file is built only for
// releases that have been looked at, and newSmall checks what it finds.
// Wherever it returns nil, tables are made from maps as Go copies them.
type small struct {
	table         lua.LTable
	values, order smallMap
	named         group[string, lua.LValue]
}

// smallMap is internal/runtime/maps.Map of a map that never had more than
// eight entries.
type smallMap struct {
	used         uint64
	seed         uintptr
	group        unsafe.Pointer
	tables       int // 0 as long as there is only the group
	depth, shift uint8
	writing      uint8
	tombstones   bool
	clearings    uint64
}

// groupSize is how many entries are in a group.
const groupSize = 8

// group holds the entries of a map in the order in which they came.
type group[K comparable, V any] struct {
	control [groupSize]uint8 // of each entry, free when there is none
	entries [groupSize]struct {
		key   K
		value V
	}
}

// free says that there is no entry, and never was.
const free = 0x80

// newSmall returns what tables of these names are copied from, nil when they
// are too many.
func newSmall(names []lua.LValue) *small {
	if len(names) == 0 || len(names) > groupSize {
		return nil
	}
	values, order := onHeap[string, lua.LValue](), onHeap[lua.LValue, int]()
	for i, name := range names {
		values[string(name.(lua.LString))], order[name] = lua.LNil, i
	}
	for len(order) < groupSize {
		order[&lua.LUserData{}] = 0
	}
	s := &small{table: lua.LTable{Metatable: lua.LNil}}
	named, ok := look(&s.values, values)
	placed, also := look(&s.order, order)
	if !ok || !also {
		return nil
	}
	for i, name := range names {
		if named.entries[i].key != string(name.(lua.LString)) || placed.entries[i].key != name || placed.entries[i].value != i {
			return nil
		}
	}
	s.named = *named
	*(*[]lua.LValue)(unsafe.Add(unsafe.Pointer(&s.table), tableOffsets.keys)) = names
	return s
}

// onHeap makes a map of which the compiler cannot put the group on the stack.
func onHeap[K comparable, V any]() map[K]V {
	return reflect.MakeMap(reflect.TypeFor[map[K]V]()).Interface().(map[K]V)
}

// look copies the head of a map and returns its group. It is not ok when they
// are not as expected.
func look[K comparable, V any](head *smallMap, m map[K]V) (g *group[K, V], ok bool) {
	*head = **(**smallMap)(unsafe.Pointer(&m))
	ok = head.group != nil && *head == smallMap{used: uint64(len(m)), seed: head.seed, group: head.group, shift: head.shift}
	if !ok {
		return nil, false
	}
	g = (*group[K, V])(head.group)
	for i, control := range g.control {
		ok = ok && (i < len(m) && control < free || i >= len(m) && control == free)
	}
	return g, ok
}

// copy returns a table of its own with other values.
func (s *small) copy(values []lua.LValue) *lua.LTable {
	c := new(small)
	*c = *s
	c.values.group = unsafe.Pointer(&c.named)
	p := unsafe.Pointer(&c.table)
	*(*unsafe.Pointer)(unsafe.Add(p, tableOffsets.values)) = unsafe.Pointer(&c.values)
	*(*unsafe.Pointer)(unsafe.Add(p, tableOffsets.order)) = unsafe.Pointer(&c.order)
	for i, v := range values {
		c.named.entries[i].value = v
	}
	return &c.table
}

// knowsSmall says whether the maps of this release look as expected.
var knowsSmall = func() bool {
	_, ok := look(new(smallMap), map[string]lua.LValue{"a": lua.LNil, "b": lua.LNil})
	return ok
}()

// Few are the names of a small table with their values.
type Few struct {
	named    *group[string, lua.LValue]
	at, left int // the next place, and how many names are still to come
}

// FewOf returns the names of a table that has nothing else, and so few that Go
// looks for none of them by a hash; ok is false for any other table. It is for
// who needs all of them, in no certain order, and must not be used once the
// table has changed.
func FewOf(t *lua.LTable) (few Few, ok bool) {
	n, all := CountNames(t)
	if !all || n == 0 || !knowsSmall {
		return few, all && n == 0
	}
	values := dictionary(t)
	head := *(**smallMap)(unsafe.Pointer(&values))
	if head.tables > 0 {
		return few, false
	}
	return Few{named: (*group[string, lua.LValue])(head.group), left: n}, true
}

// Next returns the next name; more is false when there is none.
func (f *Few) Next() (name string, v lua.LValue, more bool) {
	if f.left == 0 {
		return "", nil, false
	}
	for f.named.control[f.at] >= free {
		f.at++
	}
	entry := &f.named.entries[f.at]
	f.at++
	f.left--
	return entry.key, entry.value, true
}
