package scenario

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"

	"sockrun/luaapi/wire/frame"
	"sockrun/runner/paths"
)

const (
	takesData     = "any value of YAML"
	takesFileName = "the name of a file"
)

// jsonOf takes a value that is sent or expected as JSON.
func (d *decoder) jsonOf(v value) *Tree {
	t := d.tree(v)
	d.typed(v.node) // which warns of numbers that do not print as they are written
	d.checkJSON(t)
	return t
}

// checkJSON reports what JSON has no form for.
func (d *decoder) checkJSON(t *Tree) {
	for _, element := range t.List {
		d.checkJSON(element)
	}
	for _, e := range t.Map {
		d.checkJSON(e.Tree)
	}
	if f, ok := t.Value.(float64); ok && (math.IsNaN(f) || math.IsInf(f, 0)) {
		d.fail(t.Pos, "JSON has no number %s", t.Text.Raw).Hint = "for the text put quotes around it"
	}
}

// fileName takes the name of a file whose content is sent or expected. One that
// is written out must be there.
func (d *decoder) fileName(v value) *Text {
	text := d.template(v, d.scope.params...)
	if !text.IsLiteral() || v.kind != scalarNode || v.isNull() {
		return text
	}
	if text.Raw == "" {
		d.fail(v.pos, "%s needs a name", v.key)
		return text
	}
	d.scenario.Files = append(d.scenario.Files, text)
	path, display := d.beside(text.Raw)
	if d.options.ReadFile != nil || v.lua || d.options.refuses(path) != nil {
		return text
	}
	if err := readable(path); err != nil {
		d.fail(v.pos, "cannot read the file %s: %s", printable(display), err).Hint =
			"the path is relative to the folder of the scenario file; for a file that is created while the scenario runs write \"{{ vars.tmp }}/NAME\""
	}
	return text
}

// readable says why a file cannot be a message.
func readable(path string) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return errors.New("no such file")
	case err != nil:
		return paths.Unwrapped(err)
	case !info.Mode().IsRegular():
		return irregular(info)
	case info.Size() > frame.DefaultMax:
		return fmt.Errorf("it has %d bytes, and a message at most 16 MiB", info.Size())
	}
	return nil
}
