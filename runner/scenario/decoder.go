package scenario

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// decoder turns the tree of one document into a Scenario. It reports what is
// wrong and goes on, so that a file is checked to its end.
type decoder struct {
	src     *Source
	file    string // the path to read, for what lies beside it
	options LoadOptions
	errs    Errors

	tables     *tables
	scenario   *Scenario
	scope      *scope          // in which Lua is compiled at present
	scopes     []*scope        // all of them, for the check of names
	fieldNames map[string]bool // of all headers that were decoded
	frames     map[string]*declaredFrame

	frameName string   // of the frame whose header comes next
	around    []string // the names of the headers that are being decoded

	setVars    []string // that the setup sets
	setsUnseen bool     // it may set more than these

	files     map[string]textFile     // by the name in positions: this one and those that it includes
	tooMany   bool                    // more files were to be included than may be
	known     map[string]declarations // of the files that it includes, by path
	sequences *declaredSequences

	linkNames []linkName // of actors in network maps

	endless map[*Frame]bool // that were refused since nothing says where their messages end

	// namesMissing says that some part could not be decoded, so that other
	// parts may refer to names that are not known here.
	namesMissing bool
	// framesMissing says the same of frames.
	framesMissing bool
}

// fail reports an error at a position. The caller may add a hint.
func (d *decoder) fail(pos Pos, format string, args ...any) *Error {
	e := d.newError(pos, format, args...)
	d.errs = append(d.errs, e)
	return e
}

// warn reports what is allowed but looks like a mistake.
func (d *decoder) warn(pos Pos, format string, args ...any) *Error {
	e := d.newError(pos, format, args...)
	d.scenario.Warnings = append(d.scenario.Warnings, e)
	return e
}

// about gives the topic to all that is reported until done is called, unless
// what is reported has a closer one.
func (d *decoder) about(topic string) (done func()) {
	errs, warnings := len(d.errs), len(d.scenario.Warnings)
	return func() {
		for _, e := range slices.Concat(d.errs[errs:], d.scenario.Warnings[warnings:]) {
			e.about(topic)
		}
	}
}

func (d *decoder) newError(pos Pos, format string, args ...any) *Error {
	return newError(d.sourceOf(pos), pos, fmt.Sprintf(format, args...))
}

// newError makes an error with the line that it is about, unless a private key
// stands in it.
func newError(src *Source, pos Pos, message string) *Error {
	e := &Error{Pos: pos, Message: message, unseen: src.unseen}
	if line := src.Line(pos.Line); pos.File == src.name && !strings.Contains(line, "PRIVATE KEY-----") { // Lua declares from the files that it requires, too
		e.Line = line
	}
	return e
}

// beside returns the path to read and the path to show for a name that counts
// from the folder of the scenario file.
func (d *decoder) beside(name string) (path, display string) {
	if filepath.IsAbs(name) {
		return filepath.Clean(name), filepath.Clean(name)
	}
	name = filepath.FromSlash(name)
	return filepath.Join(filepath.Dir(d.file), name), filepath.Join(filepath.Dir(d.src.name), name)
}
