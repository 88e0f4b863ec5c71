package scenario

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"sockrun/luaapi/wire/charset"
)

const (
	maxNodes = 100_000 // values of a file, with those that aliases repeat
	maxDepth = 100     // values inside each other
)

// parse reads the documents of a file into trees, at least one. The error is an
// Errors.
func parse(src *Source) ([]*node, error) {
	trees, err := documentsOf(src)
	if err == nil && len(trees) == 0 {
		err = Errors{{Pos: Pos{File: src.name}, Message: "the file is empty: a scenario needs `clients`, `servers` or `processes`", Topic: "scenario"}}
	}
	return trees, err
}

// documentsOf reads the documents of a file into trees. The error is an Errors.
// Documents without content are passed over.
func documentsOf(src *Source) ([]*node, error) {
	if e := unreadable(src); e != nil {
		return nil, Errors{e}
	}
	documents, err := yamlDocuments(src.text)
	if err != nil {
		return nil, Errors{syntaxError(src, err)}
	}
	b := &treeBuilder{src: src, left: maxNodes, open: map[*yaml.Node]bool{}}
	var trees []*node
	for _, document := range documents {
		if n := b.build(document.Content[0], 0); !n.isNull() {
			trees = append(trees, n)
		}
	}
	if len(b.errs) > 0 {
		return nil, b.errs.sorted()
	}
	return trees, nil
}

// yamlDocuments runs the library's parser, and contains its panics.
func yamlDocuments(text string) (documents []*yaml.Node, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("yaml: the parser failed: %v", p)
		}
	}()
	decoder := yaml.NewDecoder(strings.NewReader(text))
	for {
		var n yaml.Node
		switch err := decoder.Decode(&n); {
		case errors.Is(err, io.EOF):
			return documents, nil
		case err != nil:
			return nil, err
		}
		documents = append(documents, &n)
	}
}

// unreadable says why a file cannot be YAML at all, or returns nil.
func unreadable(src *Source) *Error {
	text := src.text
	switch {
	case len(text) > maxFile:
		return &Error{Pos: Pos{File: src.name}, Message: "the file is longer than 16 MiB", Topic: "limits"}
	case charset.Guess(text) != "":
		return &Error{Pos: Pos{File: src.name}, Message: "the file is in " + charset.Guess(text) + ": save it as UTF-8"}
	case strings.IndexByte(text, 0) >= 0:
		e := newError(src, src.position(strings.IndexByte(text, 0)), "a NUL byte: is this a binary file?")
		e.Hint = `write \x00 inside double quotes`
		return e
	}
	for i, r := range text {
		switch {
		case r == '\ufffd' && !strings.HasPrefix(text[i:], "\ufffd"):
			return newError(src, src.position(i), fmt.Sprintf(`byte \x%02x is not UTF-8`, text[i]))
		case r < ' ' && r != '\t' && r != '\n' && r != '\r', r == 0x7f:
			e := newError(src, src.position(i), fmt.Sprintf("control character U+%04X", r))
			e.Hint = fmt.Sprintf(`write \x%02x inside double quotes`, r)
			return e
		}
	}
	return nil
}

// treeBuilder turns the library's nodes into ours.
type treeBuilder struct {
	src  *Source
	left int                 // how many nodes may still be made
	open map[*yaml.Node]bool // those with an anchor whose inside is being built
	// alias is where the outermost alias stands that is being resolved.
	alias Pos
	// cursor is the last position of which the offset was looked for, since
	// nodes mostly come in their order.
	cursor struct{ line, column, offset int }
	errs   Errors
	room   []node // for nodes to come
}

func (b *treeBuilder) fail(pos Pos, format string, args ...any) *Error {
	e := newError(b.src, pos, fmt.Sprintf(format, args...)).about("yaml")
	b.errs = append(b.errs, e)
	return e
}

func (b *treeBuilder) build(y *yaml.Node, depth int) *node {
	n := b.node()
	n.pos = Pos{File: b.src.name, Line: y.Line, Column: y.Column}
	n.offset = b.offset(y.Line, y.Column)
	b.left--
	switch {
	case b.left < 0:
		if b.left == -1 {
			at := n.pos
			if b.alias.Line > 0 {
				at = b.alias
			}
			b.fail(at, "more than %d values, with those that aliases repeat", maxNodes)
		}
		return n
	case depth > maxDepth:
		b.fail(n.pos, "more than %d levels inside each other", maxDepth)
		b.left = -1
		return n
	case b.open[y]:
		b.fail(n.pos, "`&%s` contains itself", printable(y.Anchor))
		return n
	case !knownTag(y):
		b.fail(n.pos, "the YAML tag %s is not supported", printable(y.Tag))
		return n
	}
	if y.Anchor != "" {
		b.open[y] = true
		defer delete(b.open, y)
	}
	return b.content(n, y, depth)
}

// node returns an empty node. Several share a piece of memory.
func (b *treeBuilder) node() *node {
	const together = 16
	if len(b.room) == 0 {
		b.room = make([]node, together)
	}
	n := &b.room[0]
	b.room = b.room[1:]
	return n
}

// offset returns where a position of the library lies in the text.
func (b *treeBuilder) offset(line, column int) int {
	c := &b.cursor
	if line != c.line || column < c.column {
		c.line, c.column, c.offset = line, 1, len(b.src.text)
		if line <= len(b.src.start) {
			c.offset = b.src.start[line-1]
		}
	}
	for ; c.column < column && c.offset < len(b.src.text); c.column++ {
		_, size := utf8.DecodeRuneInString(b.src.text[c.offset:])
		c.offset += size
	}
	return c.offset
}

// knownTag says whether the node has no tag or one that changes nothing.
func knownTag(y *yaml.Node) bool {
	if y.Style&yaml.TaggedStyle == 0 || y.Kind == yaml.AliasNode {
		return true
	}
	switch y.ShortTag() {
	case "!!str", "!!seq", "!!map":
		return true
	}
	return false
}

func (b *treeBuilder) content(n *node, y *yaml.Node, depth int) *node {
	switch y.Kind {
	case yaml.AliasNode:
		if b.alias.Line == 0 {
			b.alias = n.pos
			defer func() { b.alias = Pos{} }()
		}
		return b.build(y.Alias, depth+1)
	case yaml.ScalarNode:
		n.kind, n.text, n.style = scalarNode, y.Value, styleOf(y)
	case yaml.SequenceNode:
		n.kind, n.list = listNode, make([]*node, 0, len(y.Content))
		for _, element := range y.Content {
			n.list = append(n.list, b.build(element, depth+1))
		}
	case yaml.MappingNode:
		n.kind = mapNode
		b.entries(n, y, depth)
	}
	return n
}

func (b *treeBuilder) entries(n *node, y *yaml.Node, depth int) {
	lines := map[string]int{}
	n.entries = make([]entry, 0, len(y.Content)/2)
	for i := 0; i+1 < len(y.Content); i += 2 {
		key := b.build(y.Content[i], depth+1)
		switch {
		case key.kind == brokenNode:
			n.kind = brokenNode
		case key.kind != scalarNode:
			b.keyIsNoText(n, key)
			n.kind = brokenNode
			return
		case key.text == "<<" && key.style == plainStyle:
			b.fail(key.pos, "YAML's merge key << is not supported: write the keys out")
			n.kind = brokenNode
			continue
		case lines[key.text] > 0:
			b.fail(key.pos, "%s is here twice: the first is in line %d", quoteName(key.text), lines[key.text])
			continue
		}
		lines[key.text] = key.pos.Line
		n.entries = append(n.entries, entry{key, b.build(y.Content[i+1], depth+1)})
	}
}

// keyIsNoText reports a map or a list as a key, which in most cases is a
// template without quotes.
func (b *treeBuilder) keyIsNoText(n, key *node) {
	line := b.src.Line(n.pos.Line)
	if !hasBraces(line) {
		b.fail(key.pos, "a key must be text, got %s", key.describe())
		return
	}
	e := b.fail(n.pos, "`{{` begins a map in YAML")
	e.Hint = bracesHint(line)
}

func styleOf(y *yaml.Node) scalarStyle {
	switch {
	case y.Style&yaml.SingleQuotedStyle != 0:
		return singleQuoted
	case y.Style&yaml.DoubleQuotedStyle != 0:
		return doubleQuoted
	case y.Style&yaml.LiteralStyle != 0:
		return literalBlock
	case y.Style&yaml.FoldedStyle != 0:
		return foldedBlock
	case y.Style&yaml.TaggedStyle != 0:
		return singleQuoted // !!str makes text of null and true
	}
	return plainStyle
}
