package thread

import (
	"math"
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// Results pushes what a binding returns where that is many values or small
// ones: numbers have memory for several of them together, or share it, and a
// text has one piece with its value.
type Results struct {
	State   *State
	L       *lua.LState
	Args    []lua.LValue // all arguments; see Arguments
	slots   []lua.LValue // registers for the results
	n       int          // how many there are
	numbers []float64    // memory for numbers to come
	room    [64]float64
}

// Results returns where at most n results of the running binding go. It is
// valid until the binding returns. With the baton.
func (s *State) Results(L *lua.LState, n int) *Results {
	r := registersOf(L)
	if *r.top()+n > len(r.array()) {
		Reserve(L, n)
	}
	s.results.State, s.results.L, s.results.Args = s, L, Arguments(L)
	s.results.slots, s.results.n = r.array()[*r.top():], 0
	return &s.results
}

// Return is what a binding returns that has pushed all of its results here.
func (r *Results) Return() int {
	*registersOf(r.L).top() += r.n
	r.slots = nil
	return r.n
}

// Fit says whether there is room for n results; there always is in a binding
// that has said so before.
func (r *Results) Fit(n int) bool { return n <= len(r.slots) }

// Value pushes any value.
func (r *Results) Value(v lua.LValue) {
	r.slots[r.n] = v
	r.n++
}

// Number pushes a number.
func (r *Results) Number(n float64) { r.Value(r.number(n)) }

// Room returns memory for the numbers that Numbers pushes next.
func (r *Results) Room() []float64 { return r.room[:] }

// Numbers pushes numbers.
func (r *Results) Numbers(v []float64) {
	slots := r.slots[r.n:][:len(v)]
	for i, n := range v {
		slots[i] = r.number(n)
	}
	r.n += len(v)
}

// together is how many numbers share a piece of memory, which lives as long as
// any of them. gopher-lua does the same with those that it computes.
const together = 32

// small are the numbers that all VMs share, since most that a protocol carries
// are small: CPython does so, too.
var small = func() (numbers [1024]float64) {
	for i := range numbers {
		numbers[i] = float64(i)
	}
	return numbers
}()

func (r *Results) number(n float64) lua.LValue {
	if i := uint(int(n)); i < uint(len(small)) && math.Float64bits(n) == math.Float64bits(small[i]) { // -0 is another
		return number(&small[i])
	}
	if len(r.numbers) == 0 {
		r.numbers = make([]float64, together)
	}
	p := &r.numbers[0]
	*p, r.numbers = n, r.numbers[1:]
	return number(p)
}

// Text pushes a copy of b as a string.
func (r *Results) Text(b []byte) {
	text, v := NewText(len(b))
	copy(text, b)
	r.Value(v)
}

// value is what an interface looks like: gopher-lua's allocator knows it, too.
type value struct{ kind, data unsafe.Pointer }

var (
	aNumber, aString = lua.LValue(lua.LNumber(0)), lua.LValue(lua.LString(""))
	numberKind       = (*value)(unsafe.Pointer(&aNumber)).kind
	stringKind       = (*value)(unsafe.Pointer(&aString)).kind
)

// number returns the Lua number that is at p.
func number(p *float64) lua.LValue { return of(numberKind, unsafe.Pointer(p)) }

func of(kind, data unsafe.Pointer) (v lua.LValue) {
	*(*value)(unsafe.Pointer(&v)) = value{kind, data}
	return v
}

// The texts whose bytes are in the same piece of memory as the string's head.
type (
	text16 struct {
		head  lua.LString
		bytes [16]byte
	}
	text32 struct {
		head  lua.LString
		bytes [32]byte
	}
	text48 struct {
		head  lua.LString
		bytes [48]byte
	}
)

// NewText returns n zero bytes and the string that they are. The caller sets
// them before anybody sees the string, and never after.
func NewText(n int) ([]byte, lua.LValue) {
	switch {
	case n <= 16:
		t := new(text16)
		return headed(&t.head, t.bytes[:n])
	case n <= 32:
		t := new(text32)
		return headed(&t.head, t.bytes[:n])
	case n <= 48:
		t := new(text48)
		return headed(&t.head, t.bytes[:n])
	}
	return headed(new(lua.LString), make([]byte, n))
}

// headed makes head the string of b.
func headed(head *lua.LString, b []byte) ([]byte, lua.LValue) {
	*head = lua.LString(unsafe.String(unsafe.SliceData(b), len(b)))
	return b, of(stringKind, unsafe.Pointer(head))
}
