package chunk

import (
	"slices"

	"github.com/yuin/gopher-lua/ast"
)

// Limits of the compiled code.
const (
	maxLocals   = 200
	maxUpvalues = 255 // FunctionProto counts them in a byte
)

// function is a function whose body is being walked.
type function struct {
	parent *function
	// locals are the active local variables, hidden ones included; the
	// compiler keeps each in the register of its index.
	locals    []string
	declared  []local     // all that there were, in the order of the source
	inner     []*function // in the order of the source
	blocks    []*block
	loops     []*loop
	upvalues  map[string]bool
	constants map[any]int // their indexes in the constant table
	vararg    bool
	labels    int
}

// block is a scope of locals and labels.
type block struct {
	start  int            // locals outside of it
	first  int            // its first in function.declared
	labels map[string]int // the number of locals active at each
	gotos  []int          // indexes of jumps whose label is not found yet
}

// loop is a loop whose body is being walked.
type loop struct {
	start int // locals outside of it
	left  bool
}

// jump is a goto statement, or a break that became one.
type jump struct {
	at    position
	label string
	// keep is the number of locals that are still active at the label.
	keep int
}

func (w *walker) openFunction(vararg bool) {
	w.fn = &function{parent: w.fn, vararg: vararg, upvalues: map[string]bool{}, constants: map[any]int{}}
	if outer := w.fn.parent; outer != nil {
		outer.inner = append(outer.inner, w.fn)
	} else {
		w.main = w.fn
	}
	w.openBlock()
	w.functions++
	if w.functions > maxFunctions {
		w.failf("more than %d functions", maxFunctions)
	}
}

func (w *walker) closeFunction() {
	w.closeBlock()
	w.fn = w.fn.parent
}

func (w *walker) openBlock() {
	w.fn.blocks = append(w.fn.blocks, &block{start: len(w.fn.locals), first: len(w.fn.declared), labels: map[string]int{}})
}

// closeBlock ends the innermost scope; gotos that do not find their label in
// it look for it in the enclosing one.
func (w *walker) closeBlock() {
	last := len(w.fn.blocks) - 1
	b := w.fn.blocks[last]
	w.fn.blocks = w.fn.blocks[:last]
	w.fn.locals = w.fn.locals[:b.start]
	w.endBlock(b, last == 0)
	for _, g := range b.gotos {
		j := &w.jumps[g]
		if keep, ok := b.labels[j.label]; ok {
			j.keep = keep
		} else if last > 0 {
			w.fn.blocks[last-1].gotos = append(w.fn.blocks[last-1].gotos, g)
		} else {
			w.fail(w.org.errorf(j.at, "there is no label `%s` in the blocks around this goto", j.label))
		}
	}
}

// endBlock notes where the locals of a block end.
func (w *walker) endBlock(b *block, outermost bool) {
	end := w.last.line
	if outermost {
		end = always
	}
	for i := range w.fn.declared[b.first:] {
		if l := &w.fn.declared[b.first+i]; l.last == 0 {
			l.last = end
		}
	}
}

func (w *walker) block() *block { return w.fn.blocks[len(w.fn.blocks)-1] }

// declare makes local variables visible from here on.
func (w *walker) declare(names ...string) {
	for _, name := range names {
		w.fn.declared = append(w.fn.declared, local{name: name, register: len(w.fn.locals)})
		w.fn.locals = append(w.fn.locals, name)
	}
	if len(w.fn.locals) > maxLocals {
		w.failf("more than %d local variables in one function", maxLocals)
	}
}

// use records the use of a variable in the function being walked.
func (w *walker) use(n *ast.IdentExpr, assigned bool) {
	w.take(n.Value)
	owner := w.owner(n.Value)
	if owner == nil {
		w.constant(n.Value)
		w.globals = append(w.globals, Global{
			Name: n.Value, Line: w.org.fileLine(int(w.last.line)), Column: w.org.fileColumn(w.last), Assigned: assigned,
		})
		return
	}
	for f := w.fn; f != owner; f = f.parent {
		f.upvalues[n.Value] = true
		if len(f.upvalues) > maxUpvalues {
			w.failf("more than %d local variables of outer functions in one function", maxUpvalues)
		}
	}
}

// owner returns the function whose local variable a name is, nil for a global.
func (w *walker) owner(name string) *function {
	for f := w.fn; f != nil; f = f.parent {
		w.charge(len(f.locals))
		for _, v := range slices.Backward(f.locals) {
			if v == name {
				return f
			}
		}
	}
	return nil
}

// isLocal says whether a name is a local variable of the function being
// walked itself.
func (w *walker) isLocal(name string) bool { return w.owner(name) == w.fn }

// constant records a use of a constant. The compiler searches the table of
// constants from its start.
func (w *walker) constant(value any) {
	index, ok := w.fn.constants[value]
	if !ok {
		index = len(w.fn.constants)
		w.fn.constants[value] = index
	}
	w.charge(index)
}
