package scenario

import (
	"cmp"
	"fmt"
	"strings"

	"sockrun/luaapi/wire/plural"
)

// layout is how the lines stand up to the one that breaks a file. Most mistakes
// are in it: a space, a colon or a dash too many or too few.
type layout struct {
	src   *Source
	rows  []row // those above that are YAML: not empty, no comment, in no block of text
	this  row   // that breaks the file
	block row   // the key of the block of text that ends before this; zero when none does
	depth int   // how far the first line of the block is indented, 0 before it is read
	cut   row   // a comment below the block that is indented less, with which YAML ends it
}

// row is a line of YAML.
type row struct {
	number int    // from 1
	indent int    // of what stands behind its dashes
	dash   int    // where the first of its dashes stands, -1 without one
	body   string // what stands there
}

var leader = lazily(`^ *(?:- +)*`)

func newRow(src *Source, number int) row {
	text := strings.TrimRight(src.Line(number), " ")
	before := leader().FindString(text)
	return row{number, len(before), strings.IndexByte(before, '-'), text[len(before):]}
}

// first is where the row begins, with its dashes.
func (r row) first() int {
	if r.dash >= 0 {
		return r.dash
	}
	return r.indent
}

var blockKey = lazily(`(?:^|[\w"'.-]: +)[|>][-+0-9]{0,2}(?: +#.*)?$`)

// maxRows is how many lines are read: those further up explain nothing.
const maxRows = 2000

// newLayout reads the lines before the one that breaks a file. Long lines are
// nothing that a person has laid out.
func newLayout(src *Source, line int) *layout {
	l := &layout{src: src}
	if l.isLong(line) {
		return l
	}
	for n := max(line-maxRows, 1); n < line; n++ {
		l.add(n)
	}
	l.this = newRow(src, line)
	return l
}

func (l *layout) isLong(line int) bool { return len(l.src.Line(line)) > maxKey }

func (l *layout) add(n int) {
	r := newRow(l.src, n)
	switch {
	case r.body == "" && r.dash < 0, l.isLong(n):
		return
	case l.goesOn(r):
		l.depth = cmp.Or(l.depth, r.first())
		return
	case l.block.number > 0 && strings.HasPrefix(r.body, "#"):
		l.cut = r
		return
	}
	l.block, l.depth, l.cut = row{}, 0, row{}
	if !strings.HasPrefix(r.body, "#") {
		l.rows = append(l.rows, r)
	}
	if blockKey().MatchString(r.body) {
		l.block = r
	}
}

// goesOn says whether a row is one of the block of text above it.
func (l *layout) goesOn(r row) bool {
	return l.block.number > 0 && r.first() > l.block.indent && r.first() >= l.depth
}

// above is the last row above; zero when there is none.
func (l *layout) above() row {
	if len(l.rows) == 0 {
		return row{}
	}
	return l.rows[len(l.rows)-1]
}

// explain names the mistake in how the lines stand; nil when it is another one.
func (l *layout) explain() *Error {
	if l.this.number == 0 || l.this.body == "" && l.this.dash < 0 {
		return nil
	}
	for _, mistake := range []func() *Error{
		l.blockEnds, l.misaligned, l.tooDeep, l.missingSpace, l.foreignComment, l.missingColon, l.missingDash, l.bareItem, l.strayDash, l.besideDash,
	} {
		if e := mistake(); e != nil {
			return e
		}
	}
	return nil
}

// at makes an error about a row.
func (l *layout) at(r row, column int, hint, format string, args ...any) *Error {
	e := newError(l.src, l.src.at(r.number, column+1), fmt.Sprintf(format, args...))
	e.Hint = hint
	return e
}

// putSpaces says how many spaces are to stand before a line.
func putSpaces(n int) string { return "put " + spaces(n) + " before it" }

func spaces(n int) string {
	if n == 0 {
		return "no space"
	}
	return plural.Of(n, "space")
}

var keyRow = lazily(`^([\w.-]+):(?: +(\S.*))?$`)

// key returns the key with which a row begins, and its value on that row; "" when
// it begins with none.
func (r row) key() (key, value string) {
	parts := keyRow().FindStringSubmatch(r.body)
	if parts == nil {
		return "", ""
	}
	return parts[1], parts[2]
}

func (r row) isKey() bool { return keyRow().MatchString(r.body) }

// blockEnds explains a line of a block of text that is not indented enough, with
// which YAML ends the block.
func (l *layout) blockEnds() *Error {
	if l.block.number == 0 || l.this.isKey() || l.this.dash >= 0 || l.beginsActor() {
		return nil
	}
	key, _, _ := strings.Cut(l.block.body, ":")
	if l.cut.number > 0 && l.goesOn(l.this) {
		return l.at(l.cut, l.cut.first(), "in Lua write -- and indent it as the lines around it", "this comment of YAML ends the block of `%s`", key)
	}
	return l.at(l.this, l.this.indent, putSpaces(cmp.Or(l.depth, l.block.indent+2)),
		"the block of `%s` ends before this line, which is indented less", key)
}

// beginsActor says whether the lines below belong to this one, as they do to a key.
func (l *layout) beginsActor() bool {
	next := newRow(l.src, l.this.number+1)
	return l.this.indent == 0 && next.isKey() && next.indent > 0
}
