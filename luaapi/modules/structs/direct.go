package structs

import (
	"math/bits"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/thread"
	"sockrun/luaapi/wire/pack"
	"sockrun/luaapi/wire/uncopied"
)

// The short ways of pack and unpack: they do what packed and unpacked do for
// structs of numbers and a few texts, and leave all else to them.

// work does something with a format and a call's arguments.
type work func(r *thread.Results, f *pack.Format) bool

// byFormat is the short way of a function, whose first argument is a format.
func byFormat(do work) thread.Direct {
	return func(r *thread.Results) bool {
		if len(r.Args) == 0 {
			return false
		}
		format, ok := r.Args[0].(lua.LString)
		if !ok {
			return false
		}
		f, err := pack.Cached(string(format))
		return err == nil && do(r, f)
	}
}

// byStruct is the short way of a method of Struct.
func byStruct(do work) thread.Direct {
	return func(r *thread.Results) bool {
		if len(r.Args) == 0 {
			return false
		}
		object, ok := r.Args[0].(*lua.LUserData)
		if !ok {
			return false
		}
		f, ok := object.Value.(*pack.Format)
		return ok && do(r, f)
	}
}

const (
	fewTexts = 4
	small    = 4096 // bytes of a struct
)

// packPlain packs the arguments behind the first.
func packPlain(r *thread.Results, f *pack.Format) bool {
	where, plain := f.Plain()
	args := r.Args[1:]
	numbers := r.Scratch(len(args))
	if !plain || len(args) != f.Count() || numbers == nil || f.Size() > small {
		return false
	}
	var texts [fewTexts]string
	n, ok := sorted(args, where, numbers, &texts)
	if !ok {
		return false
	}
	b, text := r.NewText(f.Size())
	if !f.PutPlain(b, numbers[:n], texts[:]) {
		return false
	}
	r.Value(text)
	return true
}

// sorted puts numbers and texts each in their list, and says how many numbers
// there are. It fails unless texts are where they must be.
func sorted(args []lua.LValue, where uint64, numbers []float64, texts *[fewTexts]string) (n int, ok bool) {
	m := 0
	for i, arg := range args {
		switch v := arg.(type) {
		case lua.LNumber:
			numbers[n] = float64(v)
			n++
		case lua.LString:
			if m == fewTexts || i >= 64 || where>>i&1 == 0 {
				return n, false
			}
			texts[m] = string(v)
			m++
		default:
			return n, false
		}
	}
	return n, n+bits.OnesCount64(where) == len(args)
}

// unpackPlain unpacks the second of two arguments.
func unpackPlain(r *thread.Results, f *pack.Format) bool {
	where, plain := f.Plain()
	if !plain || len(r.Args) != 2 || !r.Fit(f.Count()) {
		return false
	}
	numbers := r.Scratch(f.Count())
	data, ok := r.Args[1].(lua.LString)
	if !ok || numbers == nil {
		return false
	}
	var texts [fewTexts][]byte
	if !f.GetPlain(uncopied.Bytes(string(data)), numbers, texts[:]) {
		return false
	}
	if where == 0 {
		r.Numbers(numbers)
	} else {
		merge(r, where, numbers, &texts)
	}
	return true
}

// merge pushes numbers and texts as they stood in the data; numbers is as long
// as both together.
func merge(r *thread.Results, where uint64, numbers []float64, texts *[fewTexts][]byte) {
	n, m := 0, 0
	for i := range numbers {
		if i < 64 && where>>i&1 == 1 {
			r.Text(texts[m])
			m++
		} else {
			r.Number(numbers[n])
			n++
		}
	}
}
