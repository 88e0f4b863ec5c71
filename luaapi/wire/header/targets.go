package header

import (
	"slices"

	"sockrun/luaapi/wire/spell"
)

// unknownTargets are names that lengths and checks give and no field has.
func (f *field) unknownTargets(fields []Declared) error {
	var names []string
	for _, d := range fields {
		names = append(names, d.Name)
	}
	var wrong mistakes
	check := func(option string, targets []string) {
		for _, target := range targets {
			if target != "message" && !slices.Contains(names, target) {
				wrong.add(f.unknownTarget(option, target, names))
			}
		}
	}
	if f.counts != nil {
		check("length_of", f.counts.names)
	}
	if f.sum != nil {
		check(f.sum.option, f.sum.names)
	}
	return wrong.err()
}

func (f *field) unknownTarget(option, name string, names []string) error {
	if near := spell.Nearest(name, append([]string{"message"}, names...)); near == "message" {
		return f.wrong(option, "%s names %q, which is no field; did you mean message, which stands for all?", option, name)
	}
	return f.wrong(option, "%s names %q, which is no field; %s", option, name, spell.Meant(name, names))
}

// resolveTargets finds the units that a length and a check are about.
func (h *Header) resolveTargets(f *field) error {
	var wrong mistakes
	var err error
	if f.counts != nil {
		h.lengths = append(h.lengths, f.number)
		f.counts.units, err = h.unitsOf(f, "length_of", f.counts.names)
		wrong.add(err)
	}
	if f.sum == nil {
		return wrong.err()
	}
	f.sum.units, err = h.unitsOf(f, f.sum.option, f.sum.names)
	wrong.add(err)
	if err == nil && !f.sum.message && slices.Contains(f.sum.units, f.unit) {
		wrong.add(f.wrong(f.sum.option, "a check cannot be one of the fields that it covers; \"message\" counts it as zero"))
	}
	return wrong.err()
}

// unitsOf returns the units of named fields, in the order of the names; none for
// "message", which stands for all.
func (h *Header) unitsOf(f *field, option string, names []string) ([]int, error) {
	if len(names) == 1 && names[0] == "message" {
		return nil, nil
	}
	var units []int
	for _, name := range names {
		i, ok := h.index[name]
		if !ok {
			return nil, f.unknownTarget(option, name, h.names())
		}
		if u := h.fields[i].unit; !slices.Contains(units, u) {
			units = append(units, u)
		}
	}
	for _, u := range units {
		for _, member := range h.fields[h.units[u].from:h.units[u].to] {
			if member.kind != padding && !slices.Contains(names, member.name) {
				return nil, f.wrong(option, "%s names bit fields that share bytes with %s: name that too", option, member.name)
			}
		}
	}
	return units, nil
}
