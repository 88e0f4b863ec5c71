package chunk

import (
	"math"
	"strconv"

	"github.com/yuin/gopher-lua/ast"
)

// truthValue is what is known of a condition before it runs.
type truthValue uint8

const (
	unknown truthValue = iota
	truthy
	falsy
)

func truth(e ast.Expr) truthValue {
	switch e.(type) {
	case *ast.TrueExpr, *ast.NumberExpr, *ast.StringExpr:
		return truthy
	case *ast.FalseExpr, *ast.NilExpr:
		return falsy
	}
	return unknown
}

// foldLogical decides "and" and "or" whose left side is constant. Like if and
// while statements with a constant condition the compiler would begin them
// with a jump. Where a loop begins with it, the jump back to there goes wrong:
// the compiler takes the distance of a finished jump for a label (gopher-lua
// issue 540).
func foldLogical(e *ast.LogicalOpExpr) ast.Expr {
	left := truth(e.Lhs)
	switch {
	case left == unknown:
		return e
	case (left == truthy) == (e.Operator == "and"):
		return single(e.Rhs)
	}
	return e.Lhs
}

func foldNot(e *ast.UnaryNotOpExpr) ast.Expr {
	switch truth(e.Expr) {
	case truthy:
		return at(e.Line(), &ast.FalseExpr{})
	case falsy:
		return at(e.Line(), &ast.TrueExpr{})
	}
	return e
}

// single makes an expression yield one value where a list might follow.
func single(expr ast.Expr) ast.Expr {
	switch e := expr.(type) {
	case *ast.FuncCallExpr:
		e.AdjustRet = true
	case *ast.Comma3Expr:
		e.AdjustRet = true
	}
	return expr
}

// operand is an arithmetic expression that was walked.
type operand struct {
	expr  ast.Expr
	size  int // nodes that the compiler visits to fold it
	value float64
	known bool
}

// arithmetic walks an arithmetic expression. The compiler folds constants
// too, but it keeps -0 as the constant that 0 already has, or the reverse.
func (w *walker) arithmetic(expr ast.Expr) operand {
	var o operand
	switch e := expr.(type) {
	case *ast.NumberExpr:
		return w.number(e)
	case *ast.UnaryMinusOpExpr:
		in := w.operand(e.Expr)
		e.Expr = in.expr
		o = operand{e, in.size + 1, -in.value, in.known}
	case *ast.ArithmeticOpExpr:
		left, right := w.operand(e.Lhs), w.operand(e.Rhs)
		e.Lhs, e.Rhs = left.expr, right.expr
		value := compute(e.Operator, left.value, right.value)
		o = operand{e, left.size + right.size + 1, value, left.known && right.known}
	}
	w.charge(2 * o.size)
	if o.known && o.value == 0 && math.Signbit(o.value) {
		return operand{expr: negativeZero(expr.Line()), size: 1}
	}
	return o
}

// operand walks a part of an arithmetic expression.
func (w *walker) operand(expr ast.Expr) operand {
	switch expr.(type) {
	case *ast.NumberExpr, *ast.UnaryMinusOpExpr, *ast.ArithmeticOpExpr:
		defer w.leave()
		if w.enter() {
			return w.arithmetic(expr)
		}
		return operand{expr: expr}
	}
	return operand{expr: w.expr(expr), size: 1}
}

func (w *walker) number(e *ast.NumberExpr) operand {
	if e.Value == infinite {
		e.Value = "inf" // which no source can hold, but the compiler reads
	}
	value, _ := strconv.ParseFloat(e.Value, 64)
	w.constant(value)
	return operand{e, 1, value, true}
}

// compute does what the compiler does when it folds constants.
func compute(operator string, a, b float64) float64 {
	switch operator {
	case "+":
		return a + b
	case "-":
		return a - b
	case "*":
		return a * b
	case "/":
		return a / b
	case "%":
		return math.Mod(a, b)
	default:
		return math.Pow(a, b)
	}
}

// negativeZero returns an expression for -0 that the compiler does not fold:
// -#"".
func negativeZero(line int) ast.Expr {
	empty := at(line, &ast.StringExpr{})
	length := at(line, &ast.UnaryLenOpExpr{Expr: empty})
	return at(line, &ast.UnaryMinusOpExpr{Expr: length})
}
