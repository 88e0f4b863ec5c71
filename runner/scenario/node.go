package scenario

import "strings"

// nodeKind is what a node of the tree is.
type nodeKind uint8

const (
	brokenNode nodeKind = iota // reported already; whoever meets it says nothing more
	scalarNode
	listNode
	mapNode
	objectNode // a function, a codec or a certificate, of Lua scenarios only
)

// node is one positioned value of a document, between the YAML library or the
// tables of a Lua scenario and the model. Aliases are resolved and keys are
// unique scalars.
type node struct {
	kind    nodeKind
	style   scalarStyle
	lua     bool // from a Lua table: the position is a line, and text is never a template
	pos     Pos
	offset  int    // of pos in the text of the file
	text    string // of a scalar; as written when it is plain
	list    []*node
	entries []entry
	object  any // of an objectNode: Function, frame.Codec or *certificate.Identity
}

// entry is one key of a mapping with its value.
type entry struct {
	key, value *node
}

// scalarStyle is how a scalar is written.
type scalarStyle uint8

const (
	plainStyle scalarStyle = iota
	singleQuoted
	doubleQuoted
	literalBlock // |
	foldedBlock  // >
)

// isNull says whether the node is what YAML calls null, such as a key without
// a value.
func (n *node) isNull() bool {
	if n.kind != scalarNode || n.style != plainStyle {
		return false
	}
	switch n.text {
	case "", "~", "null", "Null", "NULL":
		return true
	}
	return false
}

// find returns the entry of a key of a mapping, or nil.
func (n *node) find(key string) *entry {
	for i := range n.entries {
		if n.entries[i].key.text == key {
			return &n.entries[i]
		}
	}
	return nil
}

// describe names the kind of a node in the words of messages: "a list".
func (n *node) describe() string {
	switch {
	case n.kind == listNode:
		return "a list"
	case n.kind == mapNode && n.lua:
		return "a table"
	case n.kind == mapNode:
		return "a map"
	case n.isFunction():
		return "a function"
	case n.isCertificate():
		return "a certificate"
	case n.kind == objectNode:
		return "a codec"
	case n.isNull():
		return "nothing"
	}
	return quoteText(n.text)
}

// quoteText shows a scalar in a message, cut when it is long.
func quoteText(s string) string {
	const longest = 40
	s, _, more := strings.Cut(s, "\n")
	if r := []rune(s); len(r) > longest {
		s, more = string(r[:longest]), true
	}
	if more {
		s += "…"
	}
	return `"` + printable(s) + `"`
}
