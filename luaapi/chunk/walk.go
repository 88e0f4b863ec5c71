package chunk

import (
	"github.com/yuin/gopher-lua/ast"
)

// Limits on the work that gopher-lua's compiler is given.
const (
	// maxDepth is the deepest syntax tree. Chains of operators, calls and
	// elseif are as deep as they are long.
	maxDepth = 2000
	// maxFunctions bounds memory: the compiler takes 20 KiB for each.
	maxFunctions = 10000
	// maxWork bounds time: the compiler takes some 10 ns for each unit.
	maxWork = 200_000_000
)

// walker goes through a syntax tree in the order of the source. It finds the
// global names, and replaces what gopher-lua's compiler compiles wrongly.
// After the first error it only returns.
type walker struct {
	org       origin
	source    string
	lines     []string // of the source, once somebody has asked for them
	tokens    []token
	marks     []int // tokens that the tree holds, see nesting
	met       int   // of the marks
	last      position
	main, fn  *function // that of the chunk, and the one that is being walked
	jumps     []jump
	globals   []Global
	tables    map[*ast.TableExpr]*Table // with Options.Tables
	noted     []*Table
	depth     int
	functions int
	work      int
	err       *Error
}

func newWalker(source string, tokens []token, marks []int, org origin) *walker {
	return &walker{org: org, source: source, tokens: tokens, marks: marks, last: tokens[0].at}
}

// chunk walks a whole source and returns what to compile in its place.
func (w *walker) chunk(stmts []ast.Stmt, params []string) []ast.Stmt {
	w.openFunction(true)
	defer w.closeFunction()
	if len(params) == 0 {
		return w.list(stmts)
	}
	w.declare(params...)
	args := &ast.LocalAssignStmt{Names: params, Exprs: []ast.Expr{at(1, &ast.Comma3Expr{})}}
	return append([]ast.Stmt{at(1, args)}, w.list(stmts)...)
}

func (w *walker) fail(err *Error) {
	if w.err == nil {
		w.err = err
	}
}

func (w *walker) failf(format string, args ...any) {
	w.fail(w.org.errorf(w.last, format, args...))
}

// enter begins a node of the tree and says whether to go on with it; every
// enter is followed by a leave.
func (w *walker) enter() bool {
	w.depth++
	if w.depth > maxDepth {
		w.failf("more than %d operators, calls or branches in a row", maxDepth)
	}
	return w.err == nil
}

func (w *walker) leave() { w.depth-- }

// charge counts work of the compiler.
func (w *walker) charge(work int) {
	w.work += work
	if w.work > maxWork {
		w.failf("the code is too large: move data to a file, or split it into modules")
	}
}

// take goes on to the next mark, which the tree says has this text, and
// returns the index of its token.
func (w *walker) take(text string) int {
	if w.met == len(w.marks) || w.tokens[w.marks[w.met]].text != text {
		w.failf("internal error: `%s` expected", text)
		return 0
	}
	i := w.marks[w.met]
	w.met++
	w.last = w.tokens[i].at
	return i
}

// at sets the line of a node.
func at[N ast.PositionHolder](line int, node N) N {
	node.SetLine(line)
	return node
}

func (w *walker) list(stmts []ast.Stmt) []ast.Stmt {
	for i, s := range stmts {
		stmts[i] = w.stmt(s)
	}
	return stmts
}

// body walks the statements of a block.
func (w *walker) body(stmts []ast.Stmt) []ast.Stmt {
	w.openBlock()
	defer w.closeBlock()
	return w.list(stmts)
}

func (w *walker) stmt(stmt ast.Stmt) ast.Stmt {
	defer w.leave()
	if !w.enter() {
		return stmt
	}
	switch s := stmt.(type) {
	case *ast.AssignStmt:
		return w.assign(s)
	case *ast.LocalAssignStmt:
		w.local(s)
	case *ast.FuncCallStmt:
		asserted := w.asserted(s.Expr)
		s.Expr = w.expr(s.Expr)
		return w.keepOperands(s, asserted)
	case *ast.DoBlockStmt:
		s.Stmts = w.body(s.Stmts)
	case *ast.IfStmt:
		return w.branch(s)
	case *ast.FuncDefStmt:
		w.define(s)
	case *ast.ReturnStmt:
		w.exprs(s.Exprs)
	case *ast.BreakStmt:
		return w.leaveLoop(s)
	case *ast.LabelStmt:
		w.label(s)
	case *ast.GotoStmt:
		return w.jump(s.Line(), w.tokens[w.take("goto")].at, s.Label)
	default:
		return w.loop(s)
	}
	return stmt
}

func (w *walker) assign(s *ast.AssignStmt) ast.Stmt {
	for i, e := range s.Lhs {
		if n, ok := e.(*ast.IdentExpr); ok {
			w.use(n, true)
		} else {
			s.Lhs[i] = w.expr(e)
		}
	}
	w.exprs(s.Rhs)
	return w.mendAssign(s)
}

func (w *walker) local(s *ast.LocalAssignStmt) {
	first := 0
	for i, n := range s.Names {
		if t := w.take(n); i == 0 {
			first = t
		}
	}
	if first > 0 && w.tokens[first-1].is("function") {
		w.declare(s.Names...)
		w.exprs(s.Exprs)
		return
	}
	w.exprs(s.Exprs)
	w.declare(s.Names...)
	mendLocalFunction(s)
}

// branch walks an if statement. A constant condition decides it, for the
// reason that foldLogical gives.
func (w *walker) branch(s *ast.IfStmt) ast.Stmt {
	s.Condition = w.expr(s.Condition)
	begun := w.fn.extent()
	s.Then = w.body(s.Then)
	half := w.fn.extent()
	s.Else = w.body(s.Else)
	chosen := s.Then
	switch truth(s.Condition) {
	case unknown:
		return s
	case falsy:
		chosen = s.Else
		w.fn.cut(begun, half)
	default:
		w.fn.cut(half, w.fn.extent())
	}
	return at(s.Line(), &ast.DoBlockStmt{Stmts: chosen})
}

func (w *walker) define(s *ast.FuncDefStmt) {
	switch target := s.Name.Func.(type) {
	case nil:
		s.Name.Receiver = w.expr(s.Name.Receiver)
		w.constant(s.Name.Method)
	case *ast.IdentExpr:
		w.use(target, true)
	default:
		s.Name.Func = w.expr(target)
	}
	w.function(s.Func, s.Name.Func == nil)
}

// function walks the parameters and the body of a function.
func (w *walker) function(f *ast.FunctionExpr, method bool) {
	w.openFunction(f.ParList.HasVargs)
	defer w.closeFunction()
	if method {
		w.declare("self")
	}
	for _, n := range f.ParList.Names {
		w.take(n)
		w.declare(n)
	}
	if f.ParList.HasVargs {
		w.take("...")
		w.declare("arg") // as in Lua 5.0, gopher-lua's CompatVarArg
	}
	f.Stmts = w.list(f.Stmts)
}
