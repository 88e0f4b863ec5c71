// Package pack turns values into bytes and back by the format strings of
// Python's struct module. It knows nothing of Lua: the values come from a
// Source and go to a Sink, which a binding implements over its own stack, so
// that nothing is boxed on the way.
//
// It follows CPython on 64-bit Linux: the codes, byte orders, sizes, native
// alignment, repeat counts, half floats and the sentences of its errors. Three
// things differ. '?' packs booleans only. Every error is one kind of error,
// also where CPython raises OverflowError. And native order is little-endian
// with the sizes of 64-bit Linux on every machine, so that a scenario means
// the same everywhere.
package pack

import (
	"fmt"

	"sockrun/luaapi/wire/integer"
)

// MaxSize is the largest struct, in bytes, that Append makes. A format may
// describe a longer one, as "4000000000x" does in nine bytes of text.
const MaxSize = 256 << 20

// Error is every failure of this package, in CPython's words.
type Error struct {
	Message string // "unpack requires a buffer of 4 bytes"
	// Detail is what CPython leaves out: "got 3". It may be "".
	Detail string
	// Value is the number of the value that Append refused, from 1; else 0.
	Value int
}

// Error returns the message, and the detail behind a semicolon.
func (e *Error) Error() string {
	if e.Detail == "" {
		return e.Message
	}
	return e.Message + "; " + e.Detail
}

// ErrorMessage returns CPython's words alone.
func (e *Error) ErrorMessage() string { return e.Message }

// ErrorName returns "struct.error", CPython's name for the class.
func (*Error) ErrorName() string { return "struct.error" }

func failf(format string, args ...any) *Error {
	return &Error{Message: fmt.Sprintf(format, args...)}
}

// with sets the detail.
func (e *Error) with(format string, args ...any) *Error {
	e.Detail = fmt.Sprintf(format, args...)
	return e
}

// Source is the list of values that Append packs. Their indexes count from 0.
// It is only used during the call.
type Source interface {
	// Len returns how many values there are.
	Len() int
	// Int returns value i if it is an integer that fits, else false; Integer
	// is asked then.
	Int(i int) (v int64, ok bool)
	// Integer returns value i. The error wraps integer.ErrNotWhole when it is
	// no integer, integer.ErrRange or integer.ErrInexact; Append tells these in
	// CPython's words where it has some. Any other becomes the message.
	Integer(i int) (integer.Integer, error)
	// Float returns value i if it is a number; integers become the nearest
	// float.
	Float(i int) (v float64, ok bool)
	// Bytes returns value i if it is a string of bytes.
	Bytes(i int) (v string, ok bool)
	// Bool returns value i if it is a boolean.
	Bool(i int) (v bool, ok bool)
}

// Sink takes the values that Unpack finds, in order, one call for each. It is only
// used during the call, and not at all when that fails.
type Sink interface {
	// Int takes every integer but those that Uint takes.
	Int(v int64)
	// Uint takes the integers above math.MaxInt64.
	Uint(v uint64)
	Float(v float64)
	// Bytes takes a part of the data that is unpacked, which is not a copy and must
	// not be changed.
	Bytes(v []byte)
	Bool(v bool)
}

// Format is a compiled format. It never changes and any goroutine may use it.
type Format struct {
	text      string
	fields    []field
	size      int
	count     int
	bigEndian bool
	plain     bool   // see Plain
	texts     uint64 // see Plain
}

// field is a run of values of one code.
type field struct {
	code
	offset int // from the start of the struct
	repeat int // number of values; for 's' and 'p' the bytes of the one value

	low, high int64 // range of the integers that a float64 holds
}

// count returns how many values a field has.
func (f *field) count() int {
	if f.kind == text || f.kind == pascal {
		return 1
	}
	return f.repeat
}

// Size returns the number of bytes that the format describes, with padding.
func (f *Format) Size() int { return f.size }

// Count returns the number of values that are packed and unpacked.
func (f *Format) Count() int { return f.count }

// String returns the format as it was written.
func (f *Format) String() string { return f.text }
