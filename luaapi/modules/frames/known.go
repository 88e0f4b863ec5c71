package frames

import (
	"slices"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/thread"
	"sockrun/luaapi/wire/header"
)

// maxKnown is how many headers a VM remembers by which tables are explained.
const maxKnown = 32

// known are the headers of a VM, the one that has decoded last at the end.
type known struct{ headers []*structured }

type knownKey struct{}

func knownTo(s *thread.State) *known {
	return s.Value(knownKey{}, func() any { return &known{} }).(*known)
}

// used puts a header at the end.
func (k *known) used(c *structured) {
	n := len(k.headers)
	if n > 0 && k.headers[n-1] == c {
		return
	}
	if at := slices.Index(k.headers, c); at >= 0 {
		k.headers = slices.Delete(k.headers, at, at+1)
	} else if n == maxKnown {
		k.headers = slices.Delete(k.headers, 0, 1)
	}
	k.headers = append(k.headers, c)
}

// of returns the header that has decoded a table, as far as its names tell,
// and nil when there is none.
func (k *known) of(t *lua.LTable) *structured {
	for _, c := range slices.Backward(k.headers) {
		if c.isShapeOf(t) {
			return c
		}
	}
	return nil
}

// isShapeOf says whether a table has the names of the header's messages, in
// their order.
func (s *structured) isShapeOf(t *lua.LTable) bool {
	i := 0
	for key, _ := t.Next(lua.LNil); key != lua.LNil; key, _ = t.Next(key) {
		name, ok := key.(lua.LString)
		for i < len(s.shown) && s.shown[i] != string(name) && s.mayLack(s.shown[i]) {
			i++
		}
		if !ok || i >= len(s.shown) || s.shown[i] != string(name) {
			return false
		}
		i++
	}
	for i < len(s.shown) && s.mayLack(s.shown[i]) {
		i++
	}
	return i == len(s.shown)
}

// mayLack says whether messages may be without a field.
func (s *structured) mayLack(name string) bool {
	i, ok := s.header.Index(name)
	return s.gaps && ok && s.fields[i].Optional
}

// Explain compares a table that a header of the VM has decoded with the fields
// that it should have, as Differ does, and returns the bytes that the table
// stands for. ok is false when no header has decoded it. With the baton.
func Explain(s *thread.State, got, want *lua.LTable, equal func(received, expected lua.LValue) bool) (d *header.Difference, data []byte, ok bool, err error) {
	c := knownTo(s).of(got)
	if c == nil {
		return nil, nil, false, nil
	}
	out := &header.Outgoing{}
	out.Reset(c.header)
	if err := c.read(out.Values, got); err != nil {
		return nil, nil, false, nil // it was changed
	}
	if data, err = c.header.Encode(nil, out); err != nil {
		return nil, nil, false, nil
	}
	d, err = Differ(c, got, data, want, equal)
	return d, data, true, err
}
