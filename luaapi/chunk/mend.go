package chunk

import (
	"fmt"

	"github.com/yuin/gopher-lua/ast"
)

// mendLocalFunction keeps the name out of the function's own scope in
// "local f = function": the compiler takes it for "local function f", where
// the name means the function itself. A second, unused value tells them apart.
func mendLocalFunction(s *ast.LocalAssignStmt) {
	if len(s.Names) != 1 || len(s.Exprs) != 1 {
		return
	}
	if f, ok := s.Exprs[0].(*ast.FunctionExpr); ok {
		s.Exprs = append(s.Exprs, at(f.Line(), &ast.NilExpr{}))
	}
}

// mendAssign makes sure that an assignment evaluates everything before it
// assigns anything. The compiler sets local variables at once, so that
// "a, b = b, a" sets both to b, and it puts the function of a call that it
// sets the last parameter to in the parameter's place.
func (w *walker) mendAssign(s *ast.AssignStmt) ast.Stmt {
	if len(s.Lhs) == 1 && len(s.Rhs) == 1 {
		if call, ok := s.Rhs[0].(*ast.FuncCallExpr); ok {
			call.AdjustRet = false // one value is wanted anyway
		}
		return s
	}
	if !w.setsLocal(s.Lhs) {
		return s
	}
	return w.assignThroughTemporaries(s)
}

func (w *walker) setsLocal(targets []ast.Expr) bool {
	for _, t := range targets {
		if n, ok := t.(*ast.IdentExpr); ok && w.isLocal(n.Value) {
			return true
		}
	}
	return false
}

// assignThroughTemporaries returns a block that first keeps the parts of the
// targets and the values in local variables, and then assigns one by one.
func (w *walker) assignThroughTemporaries(s *ast.AssignStmt) ast.Stmt {
	line := s.Line()
	keep := at(line, &ast.LocalAssignStmt{})
	temporary := func() ast.Expr {
		n := fmt.Sprintf("(temporary %d)", len(keep.Names))
		keep.Names = append(keep.Names, n)
		return at(line, &ast.IdentExpr{Value: n})
	}
	for _, t := range s.Lhs {
		if t, ok := t.(*ast.AttrGetExpr); ok {
			keep.Exprs = append(keep.Exprs, single(t.Object))
			t.Object = temporary()
			if truth(t.Key) == unknown {
				keep.Exprs = append(keep.Exprs, single(t.Key))
				t.Key = temporary()
			}
		}
	}
	keep.Exprs = append(keep.Exprs, s.Rhs...)
	w.openBlock()
	w.declare(keep.Names...)
	w.closeBlock()
	stmts := []ast.Stmt{keep}
	for _, t := range s.Lhs {
		set := &ast.AssignStmt{Lhs: []ast.Expr{t}, Rhs: []ast.Expr{temporary()}}
		stmts = append(stmts, at(t.Line(), set))
	}
	return at(line, &ast.DoBlockStmt{Stmts: stmts})
}

// Operands of a concatenation each take a register.
const (
	maxOperands  = 100
	operandGroup = 16
)

// concat walks a chain of ".." and splits one that has too many operands for
// the registers into groups. The result is the same, except that a __concat
// metamethod in so long a chain sees its operands grouped.
func (w *walker) concat(e *ast.StringConcatOpExpr) ast.Expr {
	operands := []ast.Expr{}
	var rest ast.Expr = e
	for next, ok := e, true; ok; next, ok = rest.(*ast.StringConcatOpExpr) {
		operands = append(operands, w.expr(next.Lhs))
		rest = next.Rhs
	}
	operands = append(operands, w.expr(rest))
	if len(operands) > maxOperands {
		for len(operands) > operandGroup {
			operands = groupOperands(operands)
		}
	}
	return chain(operands)
}

func groupOperands(operands []ast.Expr) []ast.Expr {
	var groups []ast.Expr
	for len(operands) > 0 {
		n := min(operandGroup, len(operands))
		groups = append(groups, chain(operands[:n]))
		operands = operands[n:]
	}
	return groups
}

// chain joins operands by "..", which groups to the right.
func chain(operands []ast.Expr) ast.Expr {
	last := len(operands) - 1
	e := operands[last]
	for i := last - 1; i >= 0; i-- {
		e = at(operands[i].Line(), &ast.StringConcatOpExpr{Lhs: operands[i], Rhs: e})
	}
	return e
}
