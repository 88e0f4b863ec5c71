package chunk

import (
	"strings"

	"github.com/yuin/gopher-lua/ast"

	"sockrun/luaapi/internal/opcode"
)

// comparison is what a statement asserts: two operands, as the source has them.
type comparison struct{ left, right string }

// asserted returns the comparison that a statement, which is to be walked next,
// is the assertion of: a call of the global function assert whose first argument
// it is. It is nil for any other.
func (w *walker) asserted(expr ast.Expr) *comparison {
	call, ok := expr.(*ast.FuncCallExpr)
	if !ok || len(call.Args) == 0 || w.met == len(w.marks) {
		return nil
	}
	_, compares := call.Args[0].(*ast.RelationalOpExpr)
	fn, named := call.Func.(*ast.IdentExpr)
	if !compares || !named || fn.Value != "assert" || w.owner("assert") != nil {
		return nil
	}
	return w.compared(w.marks[w.met] + 1)
}

// compared returns the comparison behind an opening parenthesis, nil when one of
// its operands is a comparison itself or has a function in it, or both are
// constants.
func (w *walker) compared(open int) *comparison {
	if !w.tokens[open].is("(") {
		return nil
	}
	operator, depth := 0, 1
	for i := open + 1; i < len(w.tokens); i++ {
		t := w.tokens[i]
		depth += nests(t)
		switch {
		case t.is("function"), depth == 1 && joins(t) && operator > 0:
			return nil
		case depth == 1 && joins(t):
			operator = i
		case operator > 0 && (depth == 0 || depth == 1 && t.is(",")):
			c := &comparison{w.written(open+1, operator), w.written(operator+1, i)}
			if c.left == "" && c.right == "" {
				return nil
			}
			return c
		}
	}
	return nil
}

// written returns the tokens from i to j as the source has them, "" for a single
// constant.
func (w *walker) written(i, j int) string {
	if j == i+1 && isConstant(w.tokens[i]) {
		return ""
	}
	if w.lines == nil {
		w.lines = strings.Split(strings.TrimPrefix(w.source, byteOrderMark), "\n")
	}
	from, to := w.tokens[i].at, w.tokens[j].at
	var parts []string
	for line := from.line; line <= to.line && int(line) <= len(w.lines); line++ {
		text, first, last := []rune(w.lines[line-1]), 0, -1
		if line == from.line {
			first = int(from.column) - 1
		}
		if last = len(text); line == to.line {
			last = int(to.column) - 1
		}
		if first > last || last > len(text) {
			return ""
		}
		parts = append(parts, strings.TrimSpace(string(text[first:last])))
	}
	return strings.TrimSpace(strings.Join(parts, " "))
}

// keepOperands has the operands of a comparison that a statement asserts in
// local variables, where assert finds them when it does not hold.
func (w *walker) keepOperands(s *ast.FuncCallStmt, c *comparison) ast.Stmt {
	if c == nil || w.err != nil || len(w.fn.locals)+2 > roomForOperands {
		return s
	}
	compared := s.Expr.(*ast.FuncCallExpr).Args[0].(*ast.RelationalOpExpr)
	keep := &ast.LocalAssignStmt{
		Names: []string{opcode.Left + c.left, opcode.Right + c.right},
		Exprs: []ast.Expr{single(compared.Lhs), single(compared.Rhs)},
	}
	w.openBlock()
	w.declare(keep.Names...)
	w.closeBlock()
	compared.Lhs = at(compared.Line(), &ast.IdentExpr{Value: keep.Names[0]})
	compared.Rhs = at(compared.Line(), &ast.IdentExpr{Value: keep.Names[1]})
	return at(s.Line(), &ast.DoBlockStmt{Stmts: []ast.Stmt{at(s.Line(), keep), s}})
}

// roomForOperands is with how many local variables a function still has its
// operands kept: the rest of the registers is for the call.
const roomForOperands = maxLocals / 2
