package header

import "slices"

func setOn(f *field, v any) error {
	text, ok := v.(string)
	if !ok || text == "" {
		return got(takesRef, v)
	}
	f.raw.on = text
	return nil
}

func setCases(f *field, v any) error {
	const takes = "values with what they stand for, such as {[1] = \"u32\"}"
	cases, ok := v.(Cases)
	if !ok || len(cases) == 0 {
		return got(takes, v)
	}
	f.raw.cases = cases
	return nil
}

func (h *Header) resolveSwitch(f *field) (err error) {
	if f.on, err = h.referenceOf(f, "on", f.raw.on); err != nil {
		return err
	}
	source := h.fields[f.on.from]
	direct := len(f.on.path) == 0 && !f.on.outer
	if direct {
		if source.kind.holds() && !source.isCoded() || source.kind == float || source.counts != nil || source.sum != nil {
			return f.wrong("on", "on names %s, which holds nothing to choose by", source.name)
		}
	}
	for i, c := range f.raw.cases {
		key, ok := valueOf(c.Key)
		if !ok {
			return f.wrong("cases", "cases has the key %s, which is no value", describe(c.Key))
		}
		if direct {
			if wrong := source.settle(&key); wrong != nil {
				return f.wrong("cases", "cases: %s", wrong.Message)
			}
		}
		if slices.ContainsFunc(f.cases[:i], func(other caseOf) bool { return other.key.equal(&key) }) {
			return f.wrong("cases", "cases has %s twice", key.String())
		}
		f.cases[i].key = key
	}
	return nil
}

// chosen returns the part that the value of another field chooses for a
// switch. The error has no place yet.
func (h *Header) chosen(f *field, m *Context) (*part, error) {
	v, err := m.look(f.on)
	if err != nil {
		return nil, f.malformed(unplaced, "on %s: %s", f.raw.on, err)
	}
	for i := range f.cases {
		if f.cases[i].key.equal(&v) {
			return f.cases[i].part, nil
		}
	}
	if f.otherwise != nil {
		return f.otherwise, nil
	}
	shown := "absent"
	if v.Kind != Absent {
		shown = v.String()
		if len(f.on.path) == 0 && !f.on.outer {
			shown = h.fields[f.on.from].show(&v)
		}
	}
	return nil, f.malformed(unplaced, "%s is %s, for which there is no case", f.raw.on, shown)
}
