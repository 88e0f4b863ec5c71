package header

import "sockrun/luaapi/wire/spell"

// outward is a field of the message around that a field of a header names, as in
// outer.n.
type outward struct {
	name  string
	maybe bool // only messages tell whether it is looked for
}

// checkOutward finds fields of h in which headers stand that name fields which h
// has not.
func (h *Header) checkOutward() error {
	var wrong mistakes
	for _, f := range h.fields {
		wrong.add(h.unanswered(f))
	}
	return wrong.err()
}

// unanswered is the first such mistake in f.
func (h *Header) unanswered(f *field) error {
	for _, p := range f.parts() {
		if p.header == nil { // a ref, which only messages resolve
			continue
		}
		for _, o := range p.header.outward {
			if err := h.answer(f, o); err != nil {
				return err
			}
		}
	}
	return nil
}

// answer is the mistake that h has no field before f for what a header in f names.
func (h *Header) answer(f *field, o outward) error {
	option := "of"
	if f.kind == choice {
		option = "cases"
	}
	i, ok := h.index[o.name]
	switch {
	case o.maybe || ok && i < f.number:
		return nil
	case ok:
		return f.wrong(option, "what stands in it names outer.%s, which does not come before it", o.name)
	}
	return f.wrong(option, "what stands in it names outer.%s, and there is no field %s here; %s", o.name, o.name, spell.Meant(o.name, h.before(f)))
}
