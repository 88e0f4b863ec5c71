package thread

import (
	"unsafe"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/opcode"
)

// Direct does what a binding does where nothing stands against it, and says
// whether it did: it pushes the results, or it pushes nothing and returns false,
// and the binding is called. Its arguments are r.Args, the registers in which the
// results go: it reads them all before it pushes. It must not raise, wait, call
// Lua or keep anything.
//
// It has no frame, which is most of what a call from Lua costs.
type Direct func(r *Results) bool

// direct is a function of Lua with a Direct behind it. Functions in Go have no
// upvalues of ours; one that never was tells which have.
type direct struct {
	lua.LFunction
	state *State
	call  Direct
}

var isDirect = &lua.Upvalue{}

// NewDirect returns the function run, with a shorter way for instructions that
// call it. With the baton.
func (s *State) NewDirect(run lua.LGFunction, call Direct) *lua.LFunction {
	d := &direct{LFunction: *s.L.NewFunction(run), state: s, call: call}
	d.Upvalues = []*lua.Upvalue{isDirect}
	return &d.LFunction
}

// directly makes a call of the running Lua function, whose frame is f, if that
// needs no frame.
func directly(L *lua.LState, f frame, r registers, w opcode.Word) bool {
	from, values := f.base()+w.A(), r.array()
	fn, ok := values[from].(*lua.LFunction)
	if !ok || len(fn.Upvalues) != 1 || fn.Upvalues[0] != isDirect {
		return false
	}
	end := from + w.B()
	if w.B() == 0 { // up to the top
		end = *r.top()
	}
	d := (*direct)(unsafe.Pointer(fn))
	results := &d.state.results
	results.State, results.L, results.Args = d.state, L, values[from+1:end]
	results.slots, results.n = values[from:], 0
	if !d.call(results) {
		return false
	}
	results.settle(r, from, w.C()-1)
	return true
}

// settle makes of the results, which begin at a register, as many as are
// wanted, all if that is negative.
func (r *Results) settle(stack registers, from, wanted int) {
	top, had := stack.top(), r.n
	if wanted < 0 {
		wanted = had
	}
	for i := had; i < wanted; i++ {
		r.slots[i] = lua.LNil
	}
	for i := max(*top-from, had) - 1; i >= wanted; i-- { // too few for clear, which is a call
		r.slots[i] = nil
	}
	*top = from + wanted
	r.slots = nil
}
