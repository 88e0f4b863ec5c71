package thread

import (
	"slices"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/opcode"
)

// A loop that reads a stream piece by piece mostly looks at each piece, hands
// it to a hash or a file, and forgets it. gopher-lua cannot say when a string
// is garbage, but the code of such a loop can: when no way on from the call
// keeps its result before the register holds something else, then the result
// is gone when the same call is made again in the same activation of the
// function. Whoever makes the string may use its memory again then.
//
// What forgets a string is listed instruction by instruction; any other use
// means that it may live on. The answer never changes what a script sees.

// Borrower is one call in one activation of a function, whose results are gone
// when it is made again. Two are the same call if they are equal.
type Borrower struct {
	Thread *lua.LState
	Site   *Site
	Base   int // register of the activation
}

// Site is a call in the code of a function.
type Site struct {
	lends bool
	given []handedTo
}

// handedTo is a method of an object in a local variable that gets the string.
type handedTo struct {
	register int
	method   string
}

type sitePlace struct {
	proto *lua.FunctionProto
	pc    int
}

// Borrower returns who called the running binding, if its result is gone when
// the call is made again. keepsNothing says whether a method of an object only
// reads its string arguments while it runs. With the baton.
func (s *State) Borrower(L *lua.LState, keepsNothing func(object lua.LValue, method string) bool) (Borrower, bool) {
	f := topFrame(L).parent()
	if f.p == nil || f.pc() < 0 {
		return Borrower{}, false
	}
	site := s.site(f.fn().Proto, f.pc())
	if !site.lends || !site.holds(L, keepsNothing) {
		return Borrower{}, false
	}
	return Borrower{L, site, f.base()}, true
}

// maxSites is how many calls are remembered: a script may load new code for
// ever.
const maxSites = 1000

func (s *State) site(p *lua.FunctionProto, pc int) *Site {
	place := sitePlace{p, pc}
	known := s.sites[place]
	if known == nil {
		if s.sites == nil || len(s.sites) == maxSites {
			s.sites = map[sitePlace]*Site{}
		}
		known = newSite(p, pc)
		s.sites[place] = known
	}
	return known
}

// holds says whether the objects that get the string keep nothing of it. They
// stay in their variables until then.
func (s *Site) holds(L *lua.LState, keepsNothing func(lua.LValue, string) bool) bool {
	if len(s.given) == 0 {
		return true
	}
	caller, ok := L.GetStack(1)
	if !ok {
		return false
	}
	for _, to := range s.given {
		if _, object := L.GetLocal(caller, to.register+1); !keepsNothing(object, to.method) {
			return false
		}
	}
	return true
}

// life is where in the code of a function the result of a call, in its
// register, may still be read.
type life struct {
	proto    *lua.FunctionProto
	register int
	seen     []int // instructions at which it is alive
	given    []handedTo
}

func newSite(p *lua.FunctionProto, pc int) *Site {
	call := opcode.Word(p.Code[pc])
	if call.Op() != lua.OP_CALL || call.C() != 2 {
		return &Site{}
	}
	l := &life{proto: p, register: call.A()}
	if captures(p, l.register) || !l.isForgotten(pc+1) {
		return &Site{}
	}
	for _, to := range l.given {
		if !l.isFixed(to.register) {
			return &Site{}
		}
	}
	return &Site{lends: true, given: l.given}
}

// isForgotten follows the code from pc on, along every way that it may take,
// until the register holds something else. It says whether nothing on these
// ways keeps the string.
func (l *life) isForgotten(pc int) bool {
	for todo := []int{pc}; len(todo) > 0; {
		pc, todo = todo[len(todo)-1], todo[:len(todo)-1]
		if slices.Contains(l.seen, pc) {
			continue
		}
		if len(l.seen) == maxLife {
			return false
		}
		l.seen = append(l.seen, pc)
		i := l.at(pc)
		if i.Reads(l.register) && !l.forgets(pc) {
			return false
		}
		if !i.Replaces(l.register) {
			todo = append(todo, opcode.Next(l.proto, pc)...)
		}
	}
	return true
}

// maxLife is how many instructions are looked at.
const maxLife = 1000

func (l *life) at(pc int) opcode.Word { return opcode.Word(l.proto.Code[pc]) }

// forgets says whether an instruction that reads the string keeps nothing of
// it.
func (l *life) forgets(pc int) bool {
	switch i := l.at(pc); i.Op() {
	case lua.OP_LEN, lua.OP_NOT, lua.OP_TEST, lua.OP_EQ:
		return true // a number or a condition comes of it
	case lua.OP_LT, lua.OP_LE: // a metamethod of the other may get it
		return i.B() >= opcode.FirstConstant || i.C() >= opcode.FirstConstant
	case lua.OP_MOVE, lua.OP_MOVEN:
		return l.isHandedOver(pc)
	}
	return false
}

// isHandedOver says whether a copy of the string is an argument of a method of
// an object in a variable, and notes the method.
func (l *life) isHandedOver(pc int) bool {
	self, call := l.along(pc, -1, lua.OP_SELF), l.along(pc, 1, lua.OP_CALL)
	if self < 0 || call < 0 {
		return false
	}
	i, c, argument := l.at(self), l.at(call), l.at(pc).A()
	first := i.A() + 2 // before it are the method and its object
	if c.A() != i.A() || c.B() == 0 || argument < first || argument >= c.A()+c.B() || i.C() < opcode.FirstConstant {
		return false
	}
	name := l.proto.Constants[i.C()-opcode.FirstConstant].String()
	l.given = append(l.given, handedTo{i.B(), name})
	return true
}

// along goes from pc over instructions that only load arguments to the next
// other one, and returns it when it is an op, else -1.
func (l *life) along(pc, by, op int) int {
	for pc += by; pc >= 0 && pc < len(l.proto.Code); pc += by {
		switch l.at(pc).Op() {
		case op:
			return pc
		case lua.OP_MOVE, lua.OP_MOVEN, lua.OP_LOADK, lua.OP_LOADNIL:
		default:
			return -1
		}
	}
	return -1
}

// isFixed says whether a variable holds the same as long as the string lives.
func (l *life) isFixed(register int) bool {
	if register == l.register || captures(l.proto, register) {
		return false
	}
	return !slices.ContainsFunc(l.seen, func(pc int) bool { return l.at(pc).MayReplace(register) })
}

// captures says whether a function inside p has a register as an upvalue.
func captures(p *lua.FunctionProto, register int) bool {
	for pc, code := range p.Code {
		i := opcode.Word(code)
		if i.Op() != lua.OP_CLOSURE {
			continue
		}
		inner := p.FunctionPrototypes[i.Bx()]
		upvalues := p.Code[pc+1 : pc+1+int(inner.NumUpvalues)]
		if slices.ContainsFunc(upvalues, func(code uint32) bool {
			u := opcode.Word(code)
			return u.Op() == lua.OP_MOVE && u.B() == register
		}) {
			return true
		}
	}
	return false
}
