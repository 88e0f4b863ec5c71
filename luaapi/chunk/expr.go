package chunk

import (
	"github.com/yuin/gopher-lua/ast"
)

// maxItems is how many values a table constructor may list. The compiler
// writes zeros for the numbers of batches above 511, which have 50 values.
const maxItems = 25500

func (w *walker) exprs(list []ast.Expr) {
	for i, e := range list {
		list[i] = w.expr(e)
	}
}

// expr walks an expression and returns what to compile in its place.
func (w *walker) expr(expr ast.Expr) ast.Expr {
	defer w.leave()
	if !w.enter() {
		return expr
	}
	switch e := expr.(type) {
	case *ast.NumberExpr, *ast.UnaryMinusOpExpr, *ast.ArithmeticOpExpr:
		return w.arithmetic(e).expr
	case *ast.StringExpr:
		w.constant(e.Value)
	case *ast.IdentExpr:
		w.use(e, false)
	case *ast.Comma3Expr:
		w.take("...")
		if !w.fn.vararg {
			w.failf("`...` outside a function with variable arguments")
		}
	case *ast.FunctionExpr:
		w.function(e, false)
	case *ast.TableExpr:
		w.table(e)
	case *ast.FuncCallExpr:
		w.call(e)
	default:
		return w.operation(e)
	}
	return expr
}

func (w *walker) operation(expr ast.Expr) ast.Expr {
	switch e := expr.(type) {
	case *ast.AttrGetExpr:
		e.Object, e.Key = w.expr(e.Object), w.expr(e.Key)
	case *ast.UnaryLenOpExpr:
		e.Expr = w.expr(e.Expr)
	case *ast.UnaryNotOpExpr:
		e.Expr = w.expr(e.Expr)
		return foldNot(e)
	case *ast.LogicalOpExpr:
		e.Lhs, e.Rhs = w.expr(e.Lhs), w.expr(e.Rhs)
		return foldLogical(e)
	case *ast.RelationalOpExpr:
		e.Lhs, e.Rhs = w.expr(e.Lhs), w.expr(e.Rhs)
	case *ast.StringConcatOpExpr:
		return w.concat(e)
	}
	return expr
}

func (w *walker) call(e *ast.FuncCallExpr) {
	if e.Func != nil {
		e.Func = w.expr(e.Func)
	} else {
		e.Receiver = w.expr(e.Receiver)
		w.constant(e.Method)
	}
	w.exprs(e.Args)
}

func (w *walker) table(e *ast.TableExpr) {
	items := 0
	for _, f := range e.Fields {
		if f.Key != nil {
			f.Key = w.expr(f.Key)
		} else {
			items++
		}
		f.Value = w.expr(f.Value)
		if f.Key != nil {
			// The compiler takes a call that is the last field for a list of
			// values, even when the field has a key.
			single(f.Value)
		}
	}
	if items > maxItems {
		w.failf("more than %d values in one table constructor", maxItems)
	}
	w.noteTable(e)
}
