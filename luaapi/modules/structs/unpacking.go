package structs

import (
	"fmt"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/thread"
	"sockrun/luaapi/wire/pack"
	"sockrun/luaapi/wire/uncopied"
)

// unpacked pushes the values in the whole of argument i.
func unpacked(c bind.Call, f *pack.Format, i int) int {
	b := data(c, i)
	to := room(c, f, len(b))
	if err := f.Unpack(b, to); err != nil {
		return bind.RaiseError(c.S, c.L, err)
	}
	return to.results().Return()
}

// unpackedFrom pushes the values at a position, argument i+1, of argument i,
// and then the position after them.
func unpackedFrom(c bind.Call, f *pack.Format, i int) int {
	b, start := data(c, i), offset(c, i+1)
	to := room(c, f, len(b))
	if err := f.UnpackFrom(b, start, to); err != nil {
		return bind.RaiseError(c.S, c.L, err)
	}
	if start < 0 {
		start += len(b)
	}
	to.results().Number(float64(start + f.Size() + 1))
	return to.results().Return()
}

// iterated pushes an iterator over the structs in argument i.
func iterated(c bind.Call, f *pack.Format, i int) int {
	b := data(c, i)
	left, err := f.Repeats(len(b))
	if err != nil {
		return bind.RaiseError(c.S, c.L, err)
	}
	next := &bind.Func{Name: "iter_unpack", Run: func(c bind.Call) int {
		if left == 0 {
			return c.Push(lua.LNil)
		}
		start := len(b) - left*f.Size()
		left--
		to := room(c, f, len(b))
		if err := f.UnpackFrom(b, start, to); err != nil {
			return bind.RaiseError(c.S, c.L, err)
		}
		return to.results().Return()
	}}
	return c.Push(bind.NewFunction(c.S, next, c.Name(), 0))
}

// data returns the bytes of string argument i, which must not be changed.
func data(c bind.Call, i int) []byte { return uncopied.Bytes(text(c, i)) }

// offset returns the position in argument i, 1 unless given, as it counts
// from 0 or, when negative, from the end.
func offset(c bind.Call, i int) int {
	const far = 1 << 53
	pos := c.OptInt(i, -far, far, 1)
	if pos == 0 {
		c.Raise("pos counts from 1, or from -1 at the end; 0 is no position")
	}
	if pos < 0 {
		return pos
	}
	return pos - 1
}

// room returns where the values of a format go, and one more. A format that
// does not fit the data may count more of them than there is memory for; it
// fails before the first.
func room(c bind.Call, f *pack.Format, available int) *results {
	switch n := f.Count(); {
	case f.Size() > available:
		return (*results)(c.S.Results(c.L, 0))
	case n > thread.MaxResults:
		bind.RaiseError(c.S, c.L, &pack.Error{
			Message: fmt.Sprintf("a call returns at most %d values, the format has %d", thread.MaxResults, n),
			Detail:  "iter_unpack with the format of one of them gives them one after the other",
		})
	}
	return (*results)(c.S.Results(c.L, f.Count()+1))
}
