package chunk

import (
	"fmt"

	"github.com/yuin/gopher-lua/ast"
)

// afterLoop is the label behind a loop, to which break jumps.
const afterLoop = "(break)"

// jumpLine is the line that the statement of the first jump gets, so that its
// instructions are found in the compiled code; real lines are smaller.
const jumpLine = 1 << 24

// loop walks a loop. A loop that is left by break becomes a block of the loop
// and the label behind it.
func (w *walker) loop(stmt ast.Stmt) ast.Stmt {
	l := &loop{start: len(w.fn.locals)}
	switch s := stmt.(type) {
	case *ast.WhileStmt:
		stmt = w.while(s, l)
	case *ast.RepeatStmt:
		w.repeat(s, l)
	case *ast.NumberForStmt:
		w.numberFor(s, l)
	case *ast.GenericForStmt:
		w.genericFor(s, l)
	}
	if !l.left {
		return stmt
	}
	label := at(stmt.LastLine(), &ast.LabelStmt{Name: afterLoop})
	return at(stmt.Line(), &ast.DoBlockStmt{Stmts: []ast.Stmt{stmt, label}})
}

// inside walks the statements of a loop's body, in the block that is open.
func (w *walker) inside(l *loop, stmts []ast.Stmt) []ast.Stmt {
	w.fn.loops = append(w.fn.loops, l)
	stmts = w.list(stmts)
	w.fn.loops = w.fn.loops[:len(w.fn.loops)-1]
	return stmts
}

func (w *walker) while(s *ast.WhileStmt, l *loop) ast.Stmt {
	s.Condition = w.expr(s.Condition)
	begun := w.fn.extent()
	w.openBlock()
	defer w.closeBlock()
	s.Stmts = w.inside(l, s.Stmts)
	if truth(s.Condition) == falsy {
		w.fn.cut(begun, w.fn.extent())
		return at(s.Line(), &ast.DoBlockStmt{})
	}
	return s
}

// repeat walks a repeat statement, whose condition sees the body's locals.
func (w *walker) repeat(s *ast.RepeatStmt, l *loop) {
	w.openBlock()
	defer w.closeBlock()
	s.Stmts = w.inside(l, s.Stmts)
	s.Condition = w.expr(s.Condition)
}

func (w *walker) numberFor(s *ast.NumberForStmt, l *loop) {
	w.take(s.Name)
	s.Init, s.Limit = w.expr(s.Init), w.expr(s.Limit)
	if s.Step != nil {
		s.Step = w.expr(s.Step)
	}
	w.openBlock()
	defer w.closeBlock()
	w.declare("(for index)", "(for limit)", "(for step)", s.Name)
	s.Stmts = w.inside(l, s.Stmts)
}

// genericFor walks a for-in statement. The compiler sets as many of the
// loop's three hidden variables as there are names, so there must be three
// names (gopher-lua issue 514).
func (w *walker) genericFor(s *ast.GenericForStmt, l *loop) {
	for _, n := range s.Names {
		w.take(n)
	}
	w.exprs(s.Exprs)
	for len(s.Names) < 3 {
		s.Names = append(s.Names, fmt.Sprintf("(unused %d)", len(s.Names)))
	}
	w.openBlock()
	defer w.closeBlock()
	w.declare("(for generator)", "(for state)", "(for control)")
	w.declare(s.Names...)
	s.Stmts = w.inside(l, s.Stmts)
}

// leaveLoop makes a goto of a break: the compiler forgets to close captured
// variables of the blocks that a break leaves inside the loop's own block.
func (w *walker) leaveLoop(s *ast.BreakStmt) ast.Stmt {
	place := w.tokens[w.take("break")].at
	if len(w.fn.loops) == 0 {
		w.failf("`break` outside a loop")
		return s
	}
	l := w.fn.loops[len(w.fn.loops)-1]
	l.left = true
	w.jumps = append(w.jumps, jump{at: place, label: afterLoop, keep: l.start})
	return w.jumpStmt(s.Line(), afterLoop)
}

// jump walks a goto statement.
func (w *walker) jump(line int, place position, label string) ast.Stmt {
	b := w.block()
	b.gotos = append(b.gotos, len(w.jumps))
	w.jumps = append(w.jumps, jump{at: place, label: label})
	return w.jumpStmt(line, label)
}

// jumpStmt returns the goto statement of the last jump.
func (w *walker) jumpStmt(line int, label string) ast.Stmt {
	stmt := at(jumpLine+len(w.jumps)-1, &ast.GotoStmt{Label: label})
	stmt.SetLastLine(line)
	return stmt
}

func (w *walker) label(s *ast.LabelStmt) {
	w.take(s.Name)
	b := w.block()
	if _, ok := b.labels[s.Name]; ok {
		w.failf("there is a label `%s` in this block already", s.Name)
	}
	b.labels[s.Name] = len(w.fn.locals)
	w.fn.labels++
	w.charge(w.fn.labels + len(w.jumps)) // the compiler looks at each of them
}
