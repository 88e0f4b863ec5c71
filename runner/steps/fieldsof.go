package steps

import (
	"sockrun/luaapi"
	"sockrun/luaapi/wire/frame"
	"sockrun/luaapi/wire/header"
	"sockrun/runner/scenario"
)

// fields is the table of a message. Text in the file stays text for the
// fields that hold text.
func (do *Performer) fields(t *scenario.Tree, codec frame.Codec) (luaapi.Value, error) {
	if h := luaapi.HeaderOf(codec); h != nil {
		m, err := do.fieldsOf(h, t, nil)
		return do.Task.Value(m), err
	}
	m, err := do.treeValue(t, false)
	return do.Task.Value(m), err
}

// fieldsOf is a map of the file as a message of a header has it, which stands
// in another one, outer.
func (do *Performer) fieldsOf(h *header.Header, t *scenario.Tree, outer *header.Context) (luaapi.Map, error) {
	m := luaapi.Map{}
	known := scenario.LiteralFields(h, t.Map)
	context := outer.Inside(h, nil, known)
	for _, e := range t.Map {
		v, err := do.fieldOf(e, context)
		if err != nil {
			return nil, err
		}
		if i, ok := h.Index(e.Key); ok && known[i].Kind == header.Absent {
			known[i] = luaapi.FieldValue(do.Task.Value(v))
		}
		m = append(m, luaapi.Pair{Key: e.Key, Value: v})
	}
	return m, nil
}

func (do *Performer) fieldOf(e scenario.TreeEntry, m *header.Context) (any, error) {
	h := m.Header
	i, ok := h.Index(e.Key)
	if !ok {
		return do.treeValue(e.Tree, false)
	}
	f := h.Field(i)
	if f.Kind < header.Group {
		return do.plainField(f, e.Tree)
	}
	part, ok := partOf(m, i, e.Tree)
	if !ok || m.TooDeep() { // which sending or comparing reports
		return do.anyField(e.Tree)
	}
	if f.Kind != header.Items || e.Tree.Kind != scenario.TreeList {
		return do.member(&part, e.Tree, m)
	}
	list := make([]any, len(e.Tree.List))
	for k, item := range e.Tree.List {
		var err error
		if list[k], err = do.member(&part, item, m); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// partOf is what stands in field i. A switch whose value does not say so, as
// in many an expectation, is the first header that has what is expected.
func partOf(m *header.Context, i int, t *scenario.Tree) (header.Part, bool) {
	part, err := m.Part(i)
	if m.Header.Field(i).Kind != header.Switch {
		return part, err == nil
	}
	name, direct := m.Header.On(i)
	on, _ := m.Header.Index(name)
	switch unknown := !direct || m.Values[on].Kind == header.Absent; {
	case unknown && t.Kind == scenario.TreeMap && !t.IsBytes():
		return m.PartWith(i, names(t))
	case unknown && (!direct || m.Header.Needs(on)):
		return header.Part{}, false
	}
	return part, err == nil
}

func names(t *scenario.Tree) []string {
	list := make([]string, len(t.Map))
	for i, e := range t.Map {
		list[i] = e.Key
	}
	return list
}

// member is what stands in a list, a group or a switch.
func (do *Performer) member(p *header.Part, t *scenario.Tree, m *header.Context) (any, error) {
	switch {
	case p.Header == nil:
		return do.plainField(p.Field, t)
	case t.Kind == scenario.TreeMap:
		return do.fieldsOf(p.Header, t, m)
	}
	return do.anyField(t)
}

// anyField is a value for a field of which nothing is known.
func (do *Performer) anyField(t *scenario.Tree) (any, error) {
	if t.IsBytes() {
		return t.Bytes()
	}
	return do.treeValue(t, false)
}

func (do *Performer) plainField(f header.Field, t *scenario.Tree) (any, error) {
	if (f.Kind == header.Bytes || f.Kind == header.Foreign) && t.IsBytes() {
		return t.Bytes()
	}
	return do.treeValue(t, f.Kind == header.Bytes)
}
