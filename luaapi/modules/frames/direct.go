package frames

import (
	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/thread"
	"sockrun/luaapi/wire/uncopied"
)

// The short ways of encode and decode: they do the same for a header without
// others inside of it and without functions, when nothing is wrong, and leave
// all else to the long way.

// encodeDirectly takes the header and a table.
func encodeDirectly(r *thread.Results) bool {
	s, ok := flatHeader(r)
	if !ok || len(r.Args) != 2 {
		return false
	}
	table, ok := r.Args[1].(*lua.LTable)
	if !ok {
		return false
	}
	data, err := s.encode(nil, table)
	if err != nil {
		return false
	}
	r.OwnText(data)
	return true
}

// decodeDirectly takes the header and a string.
func decodeDirectly(r *thread.Results) bool {
	s, ok := flatHeader(r)
	if !ok || len(r.Args) != 2 {
		return false
	}
	text, ok := r.Args[1].(lua.LString)
	if !ok {
		return false
	}
	table, n, err := s.decode(uncopied.Bytes(string(text)), sharing(len(text)))
	if err != nil || table == nil {
		return false
	}
	r.Value(table)
	r.Number(float64(n + 1))
	return true
}

// flatHeader returns the codec that a method was called on, if that is one of
// those.
func flatHeader(r *thread.Results) (s *structured, ok bool) {
	if len(r.Args) == 0 {
		return nil, false
	}
	object, ok := r.Args[0].(*lua.LUserData)
	if !ok {
		return nil, false
	}
	s, ok = object.Value.(*structured)
	return s, ok && s.flat
}
