package chunk

import (
	"math"
	"slices"

	lua "github.com/yuin/gopher-lua"
)

// local is a local variable of a function.
type local struct {
	name     string
	register int
	last     int32 // line of the last name in its block, 0 while that is open
}

// always is the last line of what lives as long as its function.
const always = math.MaxInt32

// endLocals corrects up to where in its code each local variable of a function
// lives, by which errors name values. The compiler notes the end of a variable
// under its register instead of its place in the list: so it is known of the last
// one in each register. Others end before the next one there begins, and with the
// last line of their block. Nothing is corrected where the walker has seen
// other variables than the compiler.
func endLocals(p *lua.FunctionProto, declared []local) {
	if !sameNames(p.DbgLocals, declared) {
		return
	}
	noted := make([]int, len(declared))
	for i, l := range p.DbgLocals {
		noted[i] = l.EndPc
	}
	var next [maxLocals + 1]*lua.DbgLocalInfo // in each register
	for i, d := range slices.Backward(declared) {
		l, r := p.DbgLocals[i], min(d.register, maxLocals)
		switch {
		case d.last == always:
			l.EndPc = len(p.Code)
		case next[r] == nil:
			l.EndPc = noted[r] + 1 // what is noted is the last instruction
		default:
			l.EndPc = lastOn(p, l.StartPc, next[r].StartPc, int(d.last))
		}
		next[r] = l
	}
}

// lastOn returns the end of the code from start up to end that stands on lines up
// to one.
func lastOn(p *lua.FunctionProto, start, end, line int) int {
	for end > start && p.DbgSourcePositions[end-1] > line {
		end--
	}
	return end
}

// extent is how much of a function was walked.
type extent struct{ declared, inner int }

func (f *function) extent() extent { return extent{len(f.declared), len(f.inner)} }

// cut forgets what was walked and is not to be compiled.
func (f *function) cut(from, to extent) {
	f.declared = slices.Delete(f.declared, from.declared, to.declared)
	f.inner = slices.Delete(f.inner, from.inner, to.inner)
}

func sameNames(compiled []*lua.DbgLocalInfo, declared []local) bool {
	if len(compiled) != len(declared) {
		return false
	}
	for i, l := range compiled {
		if l.Name != declared[i].name {
			return false
		}
	}
	return true
}
