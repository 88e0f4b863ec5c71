package thread

import (
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
	boxes   Boxes
	scratch []float64
}

// MaxResults is how many values a binding may return: more of them would fill the
// stack of the thread.
const MaxResults = 200_000

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
func (r *Results) Number(n float64) { r.Value(r.boxes.Number(lua.LNumber(n))) }

// maxScratch is how many numbers a VM keeps memory for.
const maxScratch = 1024

// Scratch returns memory for n numbers while they are worked on, the same in
// each call; nil when they are too many.
func (r *Results) Scratch(n int) []float64 {
	if n > maxScratch {
		return nil
	}
	if n > len(r.scratch) {
		r.scratch = make([]float64, max(n, together))
	}
	return r.scratch[:n]
}

// Numbers pushes numbers.
func (r *Results) Numbers(v []float64) {
	r.boxes.fill(r.slots[r.n:][:len(v)], v)
	r.n += len(v)
}

// NewText returns n zero bytes and the string that they are; it pushes nothing.
// The caller sets them before anybody sees the string, and never after.
func (r *Results) NewText(n int) ([]byte, lua.LValue) { return r.boxes.NewText(n) }

// OwnText pushes b as a string. Nobody may change it from then on.
func (r *Results) OwnText(b []byte) {
	r.Value(r.boxes.Head(unsafe.String(unsafe.SliceData(b), len(b))))
}

// Text pushes a copy of b as a string.
func (r *Results) Text(b []byte) { r.Value(r.boxes.Text(b)) }
