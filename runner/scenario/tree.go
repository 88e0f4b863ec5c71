package scenario

// Tree is a value with structure, as YAML has it: the fields of a message.
type Tree struct {
	Pos  Pos
	Kind TreeKind
	// Text is a scalar as it is written; it may hold expressions.
	Text *Text
	// Value is a scalar without expressions: nil, bool, int64, uint64, float64
	// or string.
	Value any
	List  []*Tree
	Map   []TreeEntry // in the order of the file
}

// TreeKind says what a Tree is.
type TreeKind int

// The kinds of trees.
const (
	TreeScalar TreeKind = iota // Text and Value
	TreeList                   // List
	TreeMap                    // Map
)

// TreeEntry is one entry of a map.
type TreeEntry struct {
	Key  string
	Pos  Pos // of the key
	Tree *Tree
}

// IsLiteral says whether the tree holds no expression.
func (t *Tree) IsLiteral() bool {
	for _, element := range t.List {
		if !element.IsLiteral() {
			return false
		}
	}
	for _, e := range t.Map {
		if !e.Tree.IsLiteral() {
			return false
		}
	}
	return t.Kind != TreeScalar || t.Text.IsLiteral()
}

// tree decodes a node with its templates.
func (d *decoder) tree(v value) *Tree {
	t := &Tree{Pos: v.pos}
	switch v.kind {
	case listNode:
		t.Kind = TreeList
		for _, n := range v.list {
			t.List = append(t.List, d.tree(value{n, v.key, v.takes}))
		}
	case mapNode:
		t.Kind = TreeMap
		for _, e := range v.entries {
			t.Map = append(t.Map, TreeEntry{e.key.text, e.key.pos, d.tree(value{e.value, e.key.text, v.takes})})
		}
	case objectNode:
		t.Text = &Text{Pos: v.pos}
		d.fail(v.pos, "%s is data, not %s", v.key, v.describe())
	case scalarNode:
		t.Text = &Text{Pos: v.pos, Raw: v.text}
		if !v.isNull() {
			t.Text = d.template(v, d.scope.params...)
		}
		if t.Text.IsLiteral() {
			warnings := d.scenario.Warnings
			t.Value = d.typed(v.node)
			d.scenario.Warnings = warnings // a field that takes text keeps 1.10 as it is
		}
	}
	return t
}

// fieldsTree takes the fields of a message.
func (d *decoder) fieldsTree(v value) *Tree {
	if v.kind != mapNode {
		d.wrongType(v)
		return nil
	}
	return d.tree(v)
}
