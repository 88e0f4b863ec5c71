package scenario

import (
	"errors"
	"path/filepath"
	"strings"

	"sockrun/luaapi/chunk"
)

// Program is a Lua file that declares scenarios. It is never changed once it
// is made and may be used by several goroutines.
type Program struct {
	Chunk   *chunk.Chunk
	src     *Source
	file    string
	options LoadOptions
}

// LoadProgram reads and compiles a Lua file. display is the name of the file
// in positions. The error is an Errors.
func LoadProgram(file, display string, o LoadOptions) (*Program, error) {
	text, err := readFile(file, maxScript+1)
	if err != nil {
		return nil, Errors{{Pos: Pos{File: display}, Message: err.Error()}}
	}
	p := &Program{src: newSource(display, string(text)), file: file, options: o}
	p.Chunk, err = chunk.Compile(p.src.text, chunk.Options{Name: display, Tables: true})
	if wrong, ok := errors.AsType[*chunk.Error](err); ok {
		return nil, Errors{newError(p.src, Pos{display, wrong.Line, wrong.Column}, wrong.Message)}
	}
	return p, nil
}

// Error is an error of the program, whose line it shows.
func (p *Program) Error(pos Pos, message string) *Error { return newError(p.src, pos, message) }

// Name returns the name of the file as shown to the user.
func (p *Program) Name() string { return p.src.name }

// Dir returns the folder of the file.
func (p *Program) Dir() string { return filepath.Dir(p.file) }

// Finish checks what spans the scenarios that the program has declared. The
// error is an Errors.
func (p *Program) Finish(scenarios []*Scenario) error {
	errs := unknownOverrides(p.src, scenarios, p.options)
	if len(scenarios) == 0 {
		errs = append(errs, &Error{Pos: Pos{File: p.src.name}, Message: "the file declares no scenario",
			Hint: "call scenario(name, function(s) … end) at its top level"})
	}
	if len(errs) > 0 {
		return errs
	}
	return nil
}

// Scenario makes the scenario of a call scenario(name, options, …), the
// index'th of the file from 0. The error is an Errors.
func (p *Program) Scenario(index int, name string, options Call) (*Scenario, error) {
	d := p.decoder(&Scenario{
		Pos: options.Pos, Name: name, Title: name, Timeout: DefaultTimeout, Grace: defaultGrace, Frames: map[string]*Frame{},
		Source: p.src, Dir: p.Dir(), Program: p, Index: index,
	})
	if index == 0 { // whose warnings are those of the file
		d.scopes = append(d.scopes, p.scope())
	}
	n := d.nodes(options)
	d.tables.luaScenario().decode(d, value{node: n.first("frames", "sequences"), key: "the options"}, n.pos, d.scenario)
	d.addMatrix()
	d.checkUnused()
	for _, n := range d.linkNames {
		d.fail(n.pos, "at the start a scenario in Lua has no actors that %s could be", quoteName(n.name)).about("network.from").Hint =
			"say it in the body, when they have started: network.set{between = {\"alice\", \"echo\"}, latency = \"50ms\"}"
	}
	if strings.TrimSpace(name) == "" {
		d.fail(n.pos, "the name of the scenario is empty")
	}
	return d.scenario, d.failed()
}

// scope is that of the Lua of the whole file.
func (p *Program) scope() *scope {
	s := newScope(nil, "scenario", "vars")
	s.add(&luaUse{origin: origin{file: p.src.name, line: 1, exact: true}, code: p.src.text, options: chunk.Options{Line: 1}, globals: p.Chunk.Globals})
	return s
}

// Adopt takes what holds values of a VM from the same scenario as another VM
// has declared it: frames, sequences and the teardown.
func (s *Scenario) Adopt(again *Scenario) {
	s.Frames, s.sequences, s.Teardown = again.Frames, again.sequences, again.Teardown
}

// decoder returns a decoder for a part of a scenario.
func (p *Program) decoder(s *Scenario) *decoder {
	d := &decoder{src: p.src, file: p.file, options: p.options, tables: allTables(), scenario: s}
	d.frames = map[string]*declaredFrame{}
	for name, f := range s.Frames {
		d.frames[name] = &declaredFrame{frame: f}
	}
	d.sequences = s.sequences.anew()
	return d
}

// failed returns what is wrong as an Errors, nil when nothing is.
func (d *decoder) failed() error {
	d.checkNames()
	if len(d.errs) > 0 {
		return d.errs.sorted()
	}
	return nil
}
