//go:build go1.26 && !go1.27

package thread

import (
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// small is a table of up to eight names in one piece of memory: gopher-lua's
// table, the two maps that it has, and for each map the one group of entries
// that Go gives a small one. To copy it costs one allocation, and nothing is
// hashed. From then on the maps are Go's own: one that grows gets memory of
// its own.
//
// Go does not promise what its maps look like, so this file is built only for
// releases that have been looked at, and newSmall checks each copy that it
// takes. Wherever it returns nil, tables are made from maps as Go copies them.
type small struct {
	table         lua.LTable
	values, order smallMap
	named         group[string, lua.LValue]
	placed        group[lua.LValue, int]
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

// group holds the entries in the order in which they came.
type group[K comparable, V any] struct {
	control uint64 // a byte for each entry
	entries [groupSize]struct {
		key   K
		value V
	}
}

// unused are the control bytes of entries that are not there.
const unused = 0x8080808080808080

// newSmall returns what tables of these names are copied from, nil when they
// are too many.
func newSmall(keys []lua.LValue, values map[string]lua.LValue, order map[lua.LValue]int) *small {
	s := &small{table: lua.LTable{Metatable: lua.LNil}}
	if len(keys) == 0 || len(keys) > groupSize || !take(&s.values, &s.named, values) || !take(&s.order, &s.placed, order) {
		return nil
	}
	for i, key := range keys {
		named, placed := &s.named.entries[i], &s.placed.entries[i]
		if named.key != string(key.(lua.LString)) || named.value != values[named.key] || placed.key != key || placed.value != i {
			return nil
		}
	}
	*(*[]lua.LValue)(unsafe.Add(unsafe.Pointer(&s.table), tableOffsets.keys)) = keys
	return s
}

// take copies a map, and says whether it looks as expected.
func take[K comparable, V any](head *smallMap, entries *group[K, V], m map[K]V) bool {
	*head = **(**smallMap)(unsafe.Pointer(&m))
	if head.used != uint64(len(m)) || head.tables != 0 || head.writing != 0 || head.tombstones || head.group == nil {
		return false
	}
	*entries = *(*group[K, V])(head.group)
	head.group = nil
	free := uint64(unused)
	if len(m) < groupSize {
		free <<= 8 * len(m)
	} else {
		free = 0
	}
	return entries.control&unused == free
}

// copy returns a table of its own with other values.
func (s *small) copy(values []lua.LValue) *lua.LTable {
	c := new(small)
	*c = *s
	c.values.group, c.order.group = unsafe.Pointer(&c.named), unsafe.Pointer(&c.placed)
	p := unsafe.Pointer(&c.table)
	*(*unsafe.Pointer)(unsafe.Add(p, tableOffsets.values)) = unsafe.Pointer(&c.values)
	*(*unsafe.Pointer)(unsafe.Add(p, tableOffsets.order)) = unsafe.Pointer(&c.order)
	for i, v := range values {
		c.named.entries[i].value = v
	}
	return &c.table
}
