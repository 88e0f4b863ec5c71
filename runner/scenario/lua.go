package scenario

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"sockrun/luaapi/chunk"
)

// Lua is a compiled piece of Lua from a scenario file.
type Lua struct {
	Pos        Pos
	Code       string // as written
	Expression bool   // one expression, compiled as "return Code"; else a block
	Chunk      *chunk.Chunk
	Params     []string // arguments of the chunk, in order
	// Function is what a Lua scenario has in place of Code and Chunk; its
	// arguments are the same.
	Function any
	// Watched is a condition that hands the values of Operands, each with its
	// number from 1, to a function in one more parameter; nil when there is
	// nothing to tell of it.
	Watched  *chunk.Chunk
	Operands []string
}

// Script is a compiled Lua file, or a block of Lua in its place.
type Script struct {
	Pos    Pos    // of the value of the key script
	Path   string // the file; "" for a block in the scenario file
	Chunk  *chunk.Chunk
	Params []string // arguments of the chunk, in order
	// Function is what a Lua scenario has in place of Chunk.
	Function any
}

// Lua is the script as a block of Lua.
func (s *Script) Lua() *Lua {
	return &Lua{Pos: s.Pos, Chunk: s.Chunk, Params: s.Params, Function: s.Function}
}

const (
	takesExpression = "a Lua expression"
	takesBlock      = "Lua code"
	takesScript     = "the name of a Lua file or a block of Lua"
)

// keeper is the parameter of a watched condition. No script has a local of this
// name.
const keeper = "sockrun_keep"

// condition is expression for one that explains itself when it does not hold.
func (d *decoder) condition(v value, params ...string) *Lua {
	l := d.expression(v, params...)
	if l == nil || l.Chunk == nil {
		return l
	}
	if constant().MatchString(l.Code) {
		d.warn(v.pos, "this always holds: in Lua all numbers and texts are true, also 0 and \"\"").Hint = "compare it with something, such as vars.n == 0"
	}
	code, operands := chunk.Watch(l.Code, keeper)
	watched, err := d.options.Compiled.Compile(code, chunk.Options{
		Name: l.Pos.File, Line: l.Pos.Line, Expression: true, Params: append(slices.Clone(l.Params), keeper),
	})
	if err == nil && len(operands) > 0 {
		l.Watched, l.Operands = watched, operands
	}
	return l
}

// expression compiles a scalar that is one Lua expression.
func (d *decoder) expression(v value, params ...string) *Lua {
	if v.lua {
		return d.function(v, params)
	}
	if !d.scalar(v) || d.hasHighByte(v, true) {
		return nil
	}
	o := originOf(d.src, v.node)
	code := strings.TrimSpace(v.text)
	if inner, ok := bracedExpression(code); ok {
		d.fail(v.pos, "%s is Lua already: it needs no {{ }}", v.key).Hint = "write " + v.key + ": " + inner
		return nil
	}
	if strings.HasPrefix(code, "function") && uncalled().MatchString(code) {
		d.fail(v.pos, "%s is an expression, and this is a function, which nobody calls", v.key).Hint = "write the expression itself, without function"
		return nil
	}
	d.warnOfTemplate(v)
	return d.compile(v.node, o, code, luaOptions{at: strings.Index(v.text, code), expression: true, params: params})
}

// uncalled is the code of one function. As a condition it always holds.
var uncalled = lazily(`(?s)^function\s*\(.*\bend$`)

// constant is the code of a number or a text, which as a condition always holds.
var constant = lazily(`^(?:[0-9][0-9a-fA-FxX.]*|"[^"]*"|'[^']*')$`)

// bracedExpression says whether code is one {{ expression }} and returns what
// is in it.
func bracedExpression(code string) (inner string, ok bool) {
	if !strings.HasPrefix(code, "{{ ") || !strings.HasSuffix(code, " }}") {
		return "", false
	}
	inner = strings.TrimSpace(code[2 : len(code)-2])
	return inner, !strings.ContainsAny(inner, "{}")
}

// block compiles a scalar that is Lua code.
func (d *decoder) block(v value, params ...string) *Lua {
	if v.lua {
		return d.function(v, params)
	}
	if !d.scalar(v) || d.hasHighByte(v, true) {
		return nil
	}
	o := originOf(d.src, v.node)
	if !o.exact && v.style != doubleQuoted && !o.isDoubled(d.src, v.node) || strings.Contains(v.text, "\n") && v.style != literalBlock {
		e := d.fail(v.pos, "Lua on several lines needs a block that keeps its lines").about("yaml")
		e.Hint = "write " + v.key + ": | and the code indented below it"
		return nil
	}
	if strings.HasSuffix(v.text, ".lua") && luaFile().MatchString(v.text) {
		d.fail(v.pos, "%s takes Lua code, not the name of a file", v.key).Hint = fileInstead(v)
		return nil
	}
	d.warnOfTemplate(v)
	return d.compile(v.node, o, v.text, luaOptions{params: params})
}

// luaFile is the name of a file, which is no Lua.
var luaFile = lazily(`^[\w./-]+\.lua$`)

// fileInstead says how a file stands for the Lua of a key.
func fileInstead(v value) string {
	if v.key == "handler" {
		return "write script: " + v.text + ", a file that defines handler(conn)"
	}
	return "the Lua of a file is called by its module, as in require(\"name\")"
}

// luaOptions say how a piece of a scalar is compiled.
type luaOptions struct {
	at         int // where the code begins in the text of the scalar
	expression bool
	params     []string
}

// compile compiles code, a part of the text of n, and leaves its names for
// the check at the end of the document.
func (d *decoder) compile(n *node, o origin, code string, lo luaOptions) *Lua {
	line, column := o.locate(n.text, lo.at)
	options := chunk.Options{
		Name: d.src.name, Line: line, Column: column, Indent: o.indent,
		Expression: lo.expression, Params: lo.params,
	}
	compiled, err := d.options.Compiled.Compile(code, options)
	if err != nil {
		d.luaError(n, o, code, err)
		return nil
	}
	l := &Lua{Pos: o.at(line, column+1), Code: code, Expression: lo.expression, Chunk: compiled, Params: lo.params}
	d.scope.add(&luaUse{origin: o, code: code, options: options, globals: compiled.Globals})
	return l
}

// luaError reports what the compiler says, with what YAML may have done to
// the code before, or what was taken for YAML.
func (d *decoder) luaError(n *node, o origin, code string, err error) {
	d.scope.broken = true
	e := d.fail(n.pos, "%s", err.Error())
	if ce, ok := errors.AsType[*chunk.Error](err); ok {
		e.Pos, e.Message = o.at(ce.Line, ce.Column), ce.Message
		e.Line = d.src.Line(e.Pos.Line)
	}
	e.about("lua").Hint = cmp.Or(d.cutByYAML(n, o), templateHint(code))
}

// cutByYAML explains Lua that YAML has cut at a # or at a comma.
func (d *decoder) cutByYAML(n *node, o origin) string {
	if n.style != plainStyle || !o.exact {
		return ""
	}
	rest, _, _ := strings.Cut(d.src.text[o.offset+len(n.text):], "\n")
	if strings.HasPrefix(rest, ",") && strings.Contains(n.text, "(") {
		return "inside { } and [ ] a comma ends a value: put quotes around the Lua, such as '" + n.text + ", …'"
	}
	comment := strings.TrimLeft(rest, " \t")
	if !strings.HasPrefix(comment, "#") {
		return ""
	}
	return "YAML takes what follows ` #` as a comment: put quotes around the whole, " + quoteYAML(n.text+strings.TrimRight(rest, " \r"))
}

// script compiles a Lua file that is named in the scenario, or a block in its
// place.
func (d *decoder) script(v value, params ...string) *Script {
	if v.isFunction() {
		l := d.function(v, params)
		return &Script{Pos: l.Pos, Function: l.Function, Params: params}
	}
	if !d.scalar(v) {
		return nil
	}
	s := &Script{Pos: v.pos, Params: params}
	if v.style == literalBlock || strings.Contains(v.text, "\n") {
		if l := d.block(v, params...); l != nil {
			s.Chunk = l.Chunk
		}
		return s
	}
	if src := d.scriptFile(v, s); src != nil {
		s.Chunk = d.compileScript(src, params)
	}
	return s
}

// scriptFile reads the file of a script. It is nil when that may or can not be.
func (d *decoder) scriptFile(v value, s *Script) *Source {
	path, display := d.beside(v.text)
	s.Path = path
	if err := d.options.refuses(path); err != nil {
		d.scope.broken = true
		if v.lua { // of YAML it is told with all else that the scenario lacks
			d.refused(v, err)
		}
		return nil
	}
	text, err := d.options.read(path, maxScript+1) // one more, so that the compiler says that it is too long
	if err != nil {
		d.scope.broken = true
		e := d.fail(v.pos, "cannot read the script %s: %s", printable(display), err)
		e.Hint = "the path is relative to the folder of the scenario file"
		if strings.ContainsAny(v.text, "(= ") {
			e.Hint = "for Lua in place of a file write " + v.key + ": | and the code indented below it"
		}
		return nil
	}
	return d.options.source(path, display, string(text))
}

// compileScript compiles a whole file.
func (d *decoder) compileScript(src *Source, params []string) *chunk.Chunk {
	options := chunk.Options{Name: src.name, Line: 1, Params: params}
	compiled, err := chunk.Compile(src.text, options)
	if ce, ok := errors.AsType[*chunk.Error](err); ok {
		d.scope.broken = true
		d.errs = append(d.errs, newError(src, Pos{src.name, ce.Line, ce.Column}, ce.Message).about("lua"))
		return nil
	}
	o := origin{file: src.name, line: 1, exact: true}
	if at, inner, found := findTemplate(src.text); found {
		d.scenario.Warnings = append(d.scenario.Warnings, bracesWarning(src, o.position(src.text, at), inner))
	}
	d.scope.add(&luaUse{origin: o, code: src.text, options: options, globals: compiled.Globals})
	return compiled
}
