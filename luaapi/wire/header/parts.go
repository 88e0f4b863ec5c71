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
	return h.fields[on.from].name, len(on.path) == 0
}

// Part returns what stands in field i, an item of a list or what a switch or a
// group is. values are those of the fields before, as they are given so far;
// around are the headers in which h stands, the outermost first, and h itself.
// It fails with a *frame.Error when the values choose nothing.
func (h *Header) Part(i int, values []Value, around []*Header) (Part, error) {
	f := h.fields[i]
	p := f.of
	if f.kind == choice {
		var err error
		if p, err = h.chosenBy(f, values); err != nil {
			return Part{}, err
		}
	}
	inner, err := p.resolve(around)
	switch {
	case err != nil:
		return Part{}, f.malformed(unplaced, "%s", err)
	case p.plain:
		return Part{Field: inner.Field(0), plain: inner}, nil
	}
	return Part{Header: inner}, nil
}

// chosenBy is chosen for values that have not been settled yet.
func (h *Header) chosenBy(f *field, values []Value) (*part, error) {
	before := make([]Found, f.on.from+1)
	v, source := &before[f.on.from].Value, h.fields[f.on.from]
	if *v = values[f.on.from]; v.Kind == Absent && !source.kind.holds() {
		source.fillIn(v)
	} else if wrong := source.settle(v); wrong != nil {
		return nil, wrong
	}
	return h.chosen(f, before)
}

// PartWith returns the first header that switch i may be with fields of all
// these names: it is what is meant where nothing else tells.
func (h *Header) PartWith(i int, names []string, around []*Header) (Part, bool) {
	for _, p := range h.fields[i].parts() {
		inner, err := p.resolve(around)
		if err != nil || p.plain {
			continue
		}
		if !slices.ContainsFunc(names, func(name string) bool { _, ok := inner.Index(name); return !ok }) {
			return Part{Header: inner}, true
		}
	}
	return Part{}, false
}
