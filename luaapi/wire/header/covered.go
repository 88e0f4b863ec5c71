package header

import "strings"

// maxCovered is how many bytes are summed at most to find what a check that is
// wrong covers.
const maxCovered = 256 << 10

// covers says what a check is of.
func (s *checksum) covers() string {
	if s.message {
		return "the message with the check as zero"
	}
	return strings.Join(s.names, ", ")
}

// otherParts finds bytes for which a check is right: fields in a row, or the
// message in another way. It returns "" when there are none, or when the check
// is made by a function, which may do anything.
func (h *Header) otherParts(f *field, value *Value, message []byte, spans []span) string {
	if f.sum.option == "checksum_of" {
		return ""
	}
	if f.kind == unsigned && f.bits < 16 {
		return "" // which too much is right for
	}
	isRight := func(sum checksum) bool {
		tried := *f
		tried.sum = &sum
		n, of, err := sum.sum(parts{&tried, message, spans})
		v := f.computed(n, of)
		return err == nil && (v.equal(value) || f.isSwapped(n, value))
	}
	if !f.sum.message && isRight(checksum{message: true, sum: f.sum.sum}) {
		return "the message with the check as zero"
	}
	for first, left := 0, maxCovered; first < len(spans); first++ {
		for last := first; last < len(spans); last++ {
			if left -= spans[last].end - spans[first].start; left < 0 {
				return ""
			}
			if spans[last].end == spans[first].start {
				continue
			}
			if first <= f.unit && f.unit <= last {
				if last > first && isRight(checksum{sum: f.sum.sum, units: without(first, last, f.unit)}) {
					return h.named(first, last) + " without the check"
				}
			} else if isRight(checksum{sum: f.sum.sum, units: without(first, last, -1)}) {
				return h.named(first, last)
			}
		}
	}
	return ""
}

// without lists the units from first to last but one.
func without(first, last, but int) []int {
	var units []int
	for u := first; u <= last; u++ {
		if u != but {
			units = append(units, u)
		}
	}
	return units
}

// named names the units from first to last.
func (h *Header) named(first, last int) string {
	a, b := h.fields[h.units[first].from].name, h.fields[h.units[last].to-1].name
	if first == last || a == "" || b == "" {
		return a + b
	}
	return a + " to " + b
}
