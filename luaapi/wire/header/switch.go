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
	source, err := h.sourceOf(f, "on", f.on)
	if err != nil {
		return err
	}
	if source != nil && !source.chooses(len(f.on.path) == 0) {
		return f.wrong("on", "on names %s, which holds nothing to choose by", f.raw.on)
	}
	for i, c := range f.raw.cases {
		key, ok := valueOf(c.Key)
		if !ok {
			return f.wrong("cases", "cases has the key %s, which is no value", describe(c.Key))
		}
		if source != nil {
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

// chooses says whether a switch may go by the value of a field. One beside the
// switch must be known before it is encoded.
func (f *field) chooses(beside bool) bool {
	switch {
	case f.kind.holds():
		return f.isCoded()
	case beside && (f.counts != nil || f.sum != nil):
		return false
	}
	return f.kind != float
}

// chosen returns the part that the value of another field chooses for a
// switch. The error has no place yet.
func (h *Header) chosen(f *field, m *Context) (*part, error) {
	v, err := m.look(f.on)
	if err != nil {
		return nil, f.malformed(unplaced, "on %s: %s", f.raw.on, err)
	}
	source := m.leaf(f.on)
	source.toNumber(&v)
	for i := range f.cases {
		if key := &f.cases[i].key; key.equal(&v) || source.names(key, &v) {
			return f.cases[i].part, nil
		}
	}
	if f.otherwise != nil {
		return f.otherwise, nil
	}
	shown := "absent"
	if v.Kind != Absent {
		shown = v.String()
		if source != nil {
			shown = source.show(&v)
		}
	}
	return nil, f.malformed(unplaced, "%s is %s, for which there is no case", f.raw.on, shown)
}
