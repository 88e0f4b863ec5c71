// Package chunk compiles Lua source into code for the interpreter: scripts,
// and the pieces of Lua that YAML scenarios hold.
//
// It is the one place that knows how gopher-lua's parser and compiler really
// behave, and stands between them and a script in four steps:
//
//   - The source is cut into tokens here (scan), with the string escapes of
//     Lua 5.4 and exact positions. What is nested too deep is refused
//     (nesting), because a Go stack overflow cannot be recovered from.
//   - gopher-lua's parser reads the tokens written out in a plain form (emit).
//     What it refuses is explained in terms of the source (explain).
//   - The tree is walked once (walker): global names are found, and what the
//     compiler would compile wrongly is replaced by what it compiles rightly.
//   - The compiled code is finished (finish): jumps and table constructors
//     that the tree could not cure, line numbers, spare memory.
//
// What makes a script run (threads, modules, calls) belongs elsewhere.
package chunk

import (
	"fmt"

	lua "github.com/yuin/gopher-lua"
)

// Options says where a source stands in its file and how it is read.
type Options struct {
	// Name is the path that positions show.
	Name string
	// Line is the line of the file on which the source's first line stands;
	// 0 means 1.
	Line int
	// Column is added to the columns of the first line: the source's start
	// column minus 1.
	Column int
	// Indent is added to the columns of all other lines: the indentation that
	// the enclosing format removed.
	Indent int
	// Expression makes the source one expression, whose values the chunk
	// returns. Statements and lists of expressions are errors then.
	Expression bool
	// Params names the chunk's first arguments, which the source sees as
	// locals. All arguments are in "..." too.
	Params []string
	// Tables keeps where the fields of table constructors stand.
	Tables bool
}

// Chunk is compiled source. It is never changed once it is made, so
// goroutines and Lua states may share it.
type Chunk struct {
	// Proto is the code of the chunk: a function with variable arguments.
	// Lines in it are those of the file.
	Proto *lua.FunctionProto
	// Globals holds every use of a global name, in order of appearance.
	Globals []Global
	// Tables holds the table constructors, those inside others before them;
	// only when Options ask for it.
	Tables []*Table
}

// Global is one use of a name that no local variable has. Line and Column are
// positions in the file.
type Global struct {
	Name         string
	Line, Column int
	// Assigned says that the name is set here, rather than read.
	Assigned bool
}

// Error is a mistake in a source. Line and Column count from 1 and are
// positions in the file; a column counts characters (invalid UTF-8 counts one
// for each byte), as yaml.v3 does.
type Error struct {
	File         string
	Line, Column int
	Message      string
}

// Error returns "file:line:column: message".
func (e *Error) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Message)
}

// Compile compiles a source of at most 1 MiB. The error is always an *Error:
// the source is wrong, or exceeds a limit (200 levels of nesting, 200 local
// variables in a function, and others that only generated code meets). It may
// be called from several goroutines.
func Compile(source string, o Options) (*Chunk, error) {
	chunk, err := compile(source, o)
	if err != nil {
		return nil, err
	}
	return chunk, nil
}

func compile(source string, o Options) (*Chunk, *Error) {
	org := newOrigin(o)
	tokens, err := scan(source, org)
	if err != nil {
		return nil, err
	}
	nest, err := checkNesting(tokens, org)
	if err != nil {
		return nil, err
	}
	stmts, err := parseTokens(tokens, nest, org)
	if err != nil {
		return nil, err
	}
	w := newWalker(source, tokens, nest.marks, org)
	stmts = w.chunk(stmts, o.Params)
	if w.err != nil {
		return nil, w.err
	}
	if err := pythonConstant(w.globals, org); err != nil {
		return nil, err
	}
	proto, err := w.code(stmts)
	if err != nil {
		return nil, err
	}
	return &Chunk{Proto: proto, Globals: w.globals, Tables: w.noted}, nil
}
