package scenario

import (
	"fmt"
	"math"
	"strconv"

	"sockrun/luaapi/chunk"
	"sockrun/luaapi/wire/certificate"
	"sockrun/luaapi/wire/frame"
)

// Call is a call of a Lua scenario, such as s:server{…}, in plain Go values.
type Call struct {
	Pos Pos // its line
	// Table holds what it was given: Map, List, string, bool, int64, uint64,
	// float64, Function, frame.Codec or *certificate.Identity.
	Table Map
}

// Function is a Lua function in a table of a Lua scenario.
type Function struct {
	Pos   Pos // the line where it begins
	Value any // the function itself, for whoever runs the scenario
}

// nodes builds the tree of a call. Strings are text as they stand, also where
// YAML would see a number in them; a template is seen in the keys of processes
// only, where self.ports is not known at the call.
func (d *decoder) nodes(c Call) *node { return luaNode(c.Table, c.Pos, d.constructor(c)) }

// constructor finds the table constructor that stands in a call, or returns
// nil: the table may have been made elsewhere.
func (d *decoder) constructor(c Call) *chunk.Table {
	if d.scenario.Program == nil || c.Pos.File != d.src.name {
		return nil
	}
	for _, t := range d.scenario.Program.Chunk.Tables {
		if t.Line == c.Pos.Line && holds(t, c.Table) {
			return t
		}
	}
	return nil
}

// holds says whether a constructor names all keys of a table. The target of
// s:connect stands before its table.
func holds(t *chunk.Table, m Map) bool {
	for _, e := range m {
		if t.Named(e.Key) == nil && e.Key != "connect" {
			return false
		}
	}
	return true
}

// luaNode makes a node of a value that stands at pos, or where the fields of
// its constructor say.
func luaNode(v any, pos Pos, made *chunk.Table) *node {
	n := &node{pos: pos, lua: true}
	switch v := v.(type) {
	case Map:
		n.kind = mapNode
		for _, e := range v {
			at, inner := place(pos, made, func(t *chunk.Table) *chunk.Field { return t.Named(e.Key) })
			key := &node{kind: scalarNode, pos: at, lua: true, style: singleQuoted, text: e.Key}
			n.entries = append(n.entries, entry{key, luaNode(e.Value, at, inner)})
		}
	case List:
		n.kind = listNode
		for i, element := range v {
			at, inner := place(pos, made, func(t *chunk.Table) *chunk.Field { return t.Element(i) })
			n.list = append(n.list, luaNode(element, at, inner))
		}
	case Function, frame.Codec, *certificate.Identity:
		n.kind, n.object = objectNode, v
	case string:
		n.kind, n.style, n.text = scalarNode, singleQuoted, v
	default:
		n.kind, n.text = scalarNode, literal(v)
	}
	return n
}

// place is where a field of a table stands, and the constructor of its value.
func place(pos Pos, made *chunk.Table, find func(*chunk.Table) *chunk.Field) (Pos, *chunk.Table) {
	if made == nil {
		return pos, nil
	}
	f := find(made)
	if f == nil {
		return pos, nil
	}
	pos.Line = f.Line
	return pos, f.Table
}

// literal writes null, a number or a boolean as YAML has it.
func literal(v any) string {
	f, ok := v.(float64)
	switch {
	case v == nil:
		return "null"
	case !ok:
		return fmt.Sprint(v)
	case math.IsNaN(f):
		return ".nan"
	case math.IsInf(f, 0):
		return map[bool]string{true: ".inf", false: "-.inf"}[f > 0]
	case f == math.Trunc(f) && math.Abs(f) < 1<<53:
		return strconv.FormatInt(int64(f), 10)
	}
	return strconv.FormatFloat(f, 'g', -1, 64)
}

// function takes a Lua function as code, and nothing else.
func (d *decoder) function(v value, params []string) *Lua {
	f, ok := v.object.(Function)
	if !ok {
		d.fail(v.pos, "%s must be a function, got %s", v.key, v.describe())
		return nil
	}
	return &Lua{Pos: f.Pos, Function: f.Value, Params: params}
}

// isFunction says whether the node is a Lua function.
func (n *node) isFunction() bool {
	_, ok := n.object.(Function)
	return ok
}

// isCertificate says whether the node is a certificate that Lua has made.
func (n *node) isCertificate() bool {
	_, ok := n.object.(*certificate.Identity)
	return ok
}

// isTrue says whether the node is what a Lua table has for a key of YAML
// without a value.
func (n *node) isTrue() bool {
	return n.lua && n.kind == scalarNode && n.style == plainStyle && n.text == "true"
}

// isEmptyTable says whether the node is Lua's {}, which may stand for an empty
// list.
func (n *node) isEmptyTable() bool { return n.lua && n.kind == mapNode && len(n.entries) == 0 }
