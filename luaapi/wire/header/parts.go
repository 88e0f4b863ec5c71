package header

import "slices"

// Part is what stands in a field that holds other messages: a table of the
// fields of Header, or a plain value, which Field describes.
type Part struct {
	Header *Header // nil for a plain value
	Field  Field   // of a plain value
	plain  *Header
}

// Check says why a plain value does not fit; nil when it does.
func (p *Part) Check(v Value) error { return p.plain.Check(0, v) }

// On returns the name of the field that chooses what switch i is, and whether
// its own value does so rather than one inside of it.
func (h *Header) On(i int) (name string, direct bool) {
	on := h.fields[i].on
	return h.fields[on.from].name, len(on.path) == 0 && !on.outer
}

// Part returns what stands in field i of a message as far as it is known: an
// item of a list, or what a switch or a group is. It fails with a *frame.Error
// when the values choose nothing.
func (m *Context) Part(i int) (Part, error) {
	h := m.Header
	f := h.fields[i]
	p := f.of
	if f.kind == choice {
		var err error
		if p, err = h.chosenBy(f, m); err != nil {
			return Part{}, err
		}
	}
	inner, err := p.resolve(m)
	switch {
	case err != nil:
		return Part{}, f.malformed(unplaced, "%s", err)
	case p.plain:
		return Part{Field: inner.Field(0), plain: inner}, nil
	}
	return Part{Header: inner}, nil
}

// chosenBy is chosen for values that have not been settled yet.
func (h *Header) chosenBy(f *field, m *Context) (*part, error) {
	if f.on.outer {
		return h.chosen(f, m)
	}
	settled := *m
	settled.Fields, settled.Values = nil, make([]Value, f.on.from+1)
	if v := m.value(f.on.from); v != nil {
		settled.Values[f.on.from] = *v
	}
	v, source := &settled.Values[f.on.from], h.fields[f.on.from]
	if len(f.on.path) > 0 {
		*v = source.filledIn(*v, f.on.path)
	} else if v.Kind == Absent && !source.kind.holds() {
		source.fillIn(v)
	} else if wrong := source.settle(v); wrong != nil {
		return nil, wrong
	}
	return h.chosen(f, &settled)
}

// PartWith returns the first header that switch i may be with fields of all
// these names: it is what is meant where nothing else tells.
func (m *Context) PartWith(i int, names []string) (Part, bool) {
	for _, p := range m.Header.fields[i].parts() {
		inner, err := p.resolve(m)
		if err != nil || p.plain {
			continue
		}
		if !slices.ContainsFunc(names, func(name string) bool { _, ok := inner.Index(name); return !ok }) {
			return Part{Header: inner}, true
		}
	}
	return Part{}, false
}
