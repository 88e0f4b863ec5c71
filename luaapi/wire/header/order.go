package header

import (
	"slices"
	"strings"
)

// sortSums puts checks behind those that they cover.
func (h *Header) sortSums() error {
	for _, f := range h.fields {
		if f.sum != nil {
			if err := h.sortSum(f, nil); err != nil {
				return err
			}
		}
	}
	return nil
}

// sortSum puts a check behind those that it covers. path are the checks that
// cover it, from the outermost on.
func (h *Header) sortSum(f *field, path []*field) error {
	if i := slices.Index(path, f); i >= 0 {
		return h.cross(path[i:])
	}
	if slices.Contains(h.sums, f.number) {
		return nil
	}
	for _, g := range h.fields {
		if g.sum != nil && f.sum.coversOther(f, g) {
			if err := h.sortSum(g, append(path, f)); err != nil {
				return err
			}
		}
	}
	h.sums = append(h.sums, f.number)
	return nil
}

// coversOther says whether the check of f covers another field g: one of the
// message counts only itself as zero.
func (s *checksum) coversOther(f, g *field) bool { return g != f && s.includes(g.unit) }

// cross refuses checks that cover each other: with the last of them the first
// is wrong again. Two that may not be there may exclude each other; whether they
// do each message shows.
func (h *Header) cross(checks []*field) error {
	var names []string
	optional := 0
	for _, f := range checks {
		names = append(names, f.name)
		if f.when != nil {
			optional++
		}
	}
	if h.crosses = optional > 1; h.crosses {
		return nil
	}
	f := checks[0]
	return f.wrong(f.sum.option, "the checks %s cover each other: let one name the fields that it covers, without the other", strings.Join(names, " and "))
}

// crossed is the error of a check that is about to be made when one of those
// made before covers it: that would be wrong then.
func (f *field) crossed(made []*field) error {
	for _, g := range made {
		if g.sum.coversOther(g, f) {
			return f.malformed(unplaced, "the checks %s and %s cover each other, and both are there: let the `when` of one say that it is not", g.name, f.name)
		}
	}
	return nil
}
