package scenario

import (
	"errors"
	"path/filepath"
	"slices"
)

// Include is a file that a scenario includes, directly or through others.
type Include struct {
	Pos    Pos // of its name, in the file that includes it
	Path   string
	Source *Source
}

// maxIncludes is how many files a scenario may include. Symbolic links to
// folders can give one file any number of names.
const maxIncludes = 100

const takesInclude = "the name of a file, or a list of them"

// sharedKeys are those that a file may have which others include, beside
// include itself.
func sharedKeys() []string { return []string{"vars", "frames", "certs", "sequences"} }

// isPart says whether a document is there to be included: it has nothing that
// could run.
func isPart(n *node) bool {
	for _, e := range n.entries {
		if e.key.text != "include" && !slices.Contains(sharedKeys(), e.key.text) {
			return false
		}
	}
	return n.kind == mapNode && len(n.entries) > 0
}

// Line returns the line of a position in the file of the scenario or in one
// that it includes, "" when it is in neither.
func (s *Scenario) Line(pos Pos) string {
	if pos.File == s.Source.name {
		return s.Source.Line(pos.Line)
	}
	for _, f := range s.Includes {
		if pos.File == f.Source.name {
			return f.Source.Line(pos.Line)
		}
	}
	return ""
}

// NothingToRun is what is wrong with a part that is to be run.
func (s *Scenario) NothingToRun() *Error {
	e := newError(s.Source, s.Pos, "nothing in this file could run: it has neither `clients` nor `servers` nor `processes`")
	e.Hint = "it is a part, with what scenarios have in common: they take it in with include: " + filepath.Base(s.Pos.File)
	return e.about("scenario.include")
}

// declarations are the entries of a file under its shared keys, with those of
// the files that it includes.
type declarations map[string][]entry

// find returns the entry of a name under a key, or nil.
func (all declarations) find(key, name string) *entry {
	for i, e := range all[key] {
		if e.key.text == name {
			return &all[key][i]
		}
	}
	return nil
}

// ownDeclarations are those that stand in a document itself.
func ownDeclarations(n *node) declarations {
	own := declarations{}
	for _, key := range sharedKeys() {
		if e := n.find(key); e != nil {
			own[key] = e.value.entries
		}
	}
	return own
}

// compose returns a document that has what it includes as if it stood in
// itself.
func (d *decoder) compose(n *node) *node {
	e := n.find("include")
	if e == nil {
		return n
	}
	d.known = map[string]declarations{}
	all := d.gather(n, []textFile{{d.src, d.file}})
	composed := *n
	composed.entries = slices.Clone(n.entries)
	for _, key := range sharedKeys() {
		composed.declare(key, all[key], e.value.pos)
	}
	return &composed
}

// declare puts entries in place of those of a key. at is where the key stands
// when it is not there.
func (n *node) declare(key string, entries []entry, at Pos) {
	e := n.find(key)
	switch {
	case len(entries) == 0 || e != nil && e.value.kind != mapNode:
	case e != nil:
		value := *e.value
		value.entries = entries
		e.value = &value
	default:
		n.entries = append(n.entries, entry{
			key:   &node{kind: scalarNode, pos: at, text: key},
			value: &node{kind: mapNode, pos: at, entries: entries},
		})
	}
}

// gather returns the declarations of a document with those of the files that
// it includes, over which its own win. chain are the files by which it was
// included, itself the last.
func (d *decoder) gather(n *node, chain []textFile) declarations {
	own, wins, included := ownDeclarations(n), ownDeclarations(n), declarations{}
	if e := n.find("matrix"); e != nil {
		wins["vars"] = slices.Concat(wins["vars"], e.value.entries)
	}
	d.eachInclude(n, func(v value) {
		from := d.included(v, chain)
		for _, key := range sharedKeys() {
			for _, e := range from[key] {
				if wins.find(key, e.key.text) == nil {
					d.merge(included, key, e, v)
				}
			}
		}
	})
	for _, key := range sharedKeys() {
		own[key] = slices.Concat(own[key], included[key])
	}
	return own
}

// merge adds an entry that comes from a file to those that come from others.
func (d *decoder) merge(all declarations, key string, e entry, from value) {
	other := all.find(key, e.key.text)
	switch {
	case other == nil:
		all[key] = append(all[key], e)
	case other.key.pos != e.key.pos: // the same file may be included in two ways
		wrong := d.fail(from.pos, "%s comes from two files: %s and %s", quoteName(key+"."+e.key.text), other.key.pos, e.key.pos)
		wrong.about("scenario.include").Hint = "declare it in this file, which wins over what it includes"
	}
}

// eachInclude calls fn for the names of the files that a document includes.
func (d *decoder) eachInclude(n *node, fn func(v value)) {
	defer d.about("scenario.include")()
	e := n.find("include")
	if e == nil {
		return
	}
	v := value{e.value, "include", takesInclude}
	if v.kind != listNode {
		fn(v)
		return
	}
	d.each(v, fn)
}

// included returns the declarations of the file that a value names, none when
// they cannot be had.
func (d *decoder) included(v value, chain []textFile) declarations {
	name := d.title(v)
	if name == "" {
		d.namesMissing, d.framesMissing = true, true
		return nil
	}
	path, display := d.beside(name)
	if i := slices.IndexFunc(chain, func(f textFile) bool { return f.path == path }); i >= 0 {
		d.includesItself(v, chain[i:])
		return nil
	}
	if known, ok := d.known[path]; ok {
		return known
	}
	d.known[path] = nil
	n := d.readPart(v, path, display)
	if n == nil {
		d.namesMissing, d.framesMissing = true, true
		return nil
	}
	defer d.in(n.pos)()
	d.checkPart(n)
	d.known[path] = d.gather(n, append(slices.Clip(chain), textFile{d.src, d.file}))
	return d.known[path]
}

// includesItself reports a circle of files.
func (d *decoder) includesItself(v value, circle []textFile) {
	var names []string
	for _, f := range append(slices.Clip(circle), circle[0]) {
		names = append(names, f.src.name)
	}
	message := printable(names[0]) + " includes itself"
	if len(names) > 2 {
		message += ": " + arrows(names)
	}
	d.fail(v.pos, "%s", message)
}

// readPart reads and parses an included file. It returns nil after an error.
func (d *decoder) readPart(v value, path, display string) *node {
	if len(d.scenario.Includes) == maxIncludes {
		if !d.tooMany {
			d.fail(v.pos, "more than %d files are included", maxIncludes).about("limits")
		}
		d.tooMany = true
		return nil
	}
	if err := d.options.refuses(path); err != nil {
		d.refused(v, err)
		return nil
	}
	text, err := d.options.read(path, maxFile+1)
	if err != nil {
		d.fail(v.pos, "cannot read the file %s: %s", printable(display), err).Hint = "the path is relative to the folder of the file that includes it"
		return nil
	}
	f := textFile{d.options.source(path, display, string(text)), path}
	d.scenario.Includes = append(d.scenario.Includes, Include{Pos: v.pos, Path: path, Source: f.src})
	d.add(f)
	documents, err := documentsOf(f.src)
	var wrong Errors
	switch {
	case errors.As(err, &wrong):
		d.errs = append(d.errs, wrong...)
		return nil
	case len(documents) == 0:
		d.fail(v.pos, "the file %s is empty", printable(display))
		return nil
	case len(documents) > 1:
		d.fail(documents[1].pos, "an included file must be a single document").Hint = "leave the line --- out"
	}
	return documents[0]
}

// checkPart reports what cannot be included.
func (d *decoder) checkPart(n *node) {
	defer d.about("scenario.include")()
	if n.kind != mapNode {
		d.wrongType(value{n, "an included file", "a map with vars, frames, certs or sequences"})
		return
	}
	table := d.tables.scenario()
	for _, e := range n.entries {
		k := table.find(e.key.text)
		switch {
		case e.key.text == "include":
		case slices.Contains(sharedKeys(), e.key.text):
			if e.value.kind != mapNode {
				d.namesMissing = true
				d.wrongType(value{e.value, k.name, k.takes})
			}
		case k != nil:
			d.fail(e.key.pos, "%s does not belong in an included file", quoteName(e.key.text)).Hint =
				"it has vars, frames, certs, sequences and include; keep what runs in a file of its own"
		default:
			table.unknown(d, e.key)
		}
	}
}
