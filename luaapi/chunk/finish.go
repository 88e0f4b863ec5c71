package chunk

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"sync"

	lua "github.com/yuin/gopher-lua"
	"github.com/yuin/gopher-lua/ast"
)

// maxCode is the longest function in instructions: the farthest jump.
const maxCode = 1<<17 - 1

// code compiles the walked statements.
func (w *walker) code(stmts []ast.Stmt) (*lua.FunctionProto, *Error) {
	proto, err := compileStmts(stmts, w.org.Name)
	if err != nil {
		return nil, w.compileError(err)
	}
	proto.IsVarArg &^= lua.VarArgNeedsArg // a chunk has no variable arg
	keepFrame(proto)
	if err := w.finish(proto, w.main); err != nil {
		return nil, err
	}
	return proto, nil
}

// compileStmts turns the panics of gopher-lua's compiler into errors.
func compileStmts(stmts []ast.Stmt, file string) (proto *lua.FunctionProto, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errors.New("internal error of the compiler")
		}
	}()
	return lua.Compile(stmts, file)
}

// intoScope is how the compiler words the one error about gotos that is left
// to it.
var intoScope = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`at line (\d+) jumps into the scope of local '(.*)'`)
})

func (w *walker) compileError(err error) *Error {
	var failure *lua.CompileError
	if !errors.As(err, &failure) {
		return w.org.errorf(w.tokens[0].at, "%v", err)
	}
	if m := intoScope().FindStringSubmatch(failure.Message); m != nil {
		if line, _ := strconv.Atoi(m[1]); line >= jumpLine && line-jumpLine < len(w.jumps) {
			return w.org.errorf(w.jumps[line-jumpLine].at, "this goto jumps into the scope of local `%s`", m[2])
		}
	}
	return w.org.errorf(w.functionAt(failure.Line), "%s", limitMessage(failure.Message))
}

func limitMessage(message string) string {
	switch message {
	case "too many local variables", "register overflow", "register overflow(too many local variables)":
		return "this function needs more than 200 registers: too many local variables, or too many arguments in one call"
	case "too long to jump.":
		return "this function is too long"
	}
	return message
}

// functionAt returns the place of the function that begins on a line, that of
// the source for line 0.
func (w *walker) functionAt(line int) position {
	for _, t := range w.tokens {
		if int(t.at.line) == line && t.is("function") {
			return t.at
		}
	}
	return w.tokens[0].at
}

// finish mends the compiled code of a function and of those inside it. walked is
// nil when it is not known which function that was.
func (w *walker) finish(p *lua.FunctionProto, walked *function) *Error {
	if len(p.Code) > maxCode {
		return w.org.errorf(w.functionAt(p.LineDefined), "this function is too long")
	}
	w.mendJumps(p)
	mendTables(p)
	inner := make([]*function, len(p.FunctionPrototypes))
	if walked != nil {
		endLocals(p, walked.declared)
		if len(walked.inner) == len(inner) {
			inner = walked.inner
		}
	}
	for i, line := range p.DbgSourcePositions {
		p.DbgSourcePositions[i] = w.org.fileLine(line)
	}
	if p.LineDefined > 0 {
		p.LineDefined = w.org.fileLine(p.LineDefined)
	}
	p.LastLineDefined = w.org.fileLine(p.LastLineDefined)
	trim(p)
	for i, proto := range p.FunctionPrototypes {
		if err := w.finish(proto, inner[i]); err != nil {
			return err
		}
	}
	return nil
}

// trim frees the spare room of the slices, which begin with room for a
// hundred and more.
func trim(p *lua.FunctionProto) {
	p.Code = slices.Clone(p.Code)
	p.Constants = slices.Clone(p.Constants)
	p.FunctionPrototypes = slices.Clone(p.FunctionPrototypes)
	p.DbgSourcePositions = slices.Clone(p.DbgSourcePositions)
	p.DbgLocals = slices.Clone(p.DbgLocals)
	p.DbgCalls = slices.Clone(p.DbgCalls)
	p.DbgUpvalues = slices.Clone(p.DbgUpvalues)
}
