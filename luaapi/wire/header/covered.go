package header

import (
	"slices"
	"strings"
)

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

// other is what a check is right for instead.
type other struct {
	parts  string // "type to payload"; "" for none
	option string // of the check
	names  string // what the option would have to say; "" when it cannot
}

// note says of a check what it is right for, not for what sum covers.
func (o other) note(sum *checksum) string {
	return "right for " + o.parts + ", not for " + sum.covers()
}

// declaration says how a check of the other bytes is declared; "" when it
// cannot be.
func (o other) declaration() string {
	if o.names == "" {
		return ""
	}
	return "; " + o.option + ": " + o.names + " declares that"
}

// mostDeclared is how many names a declaration has that is shown.
const mostDeclared = 12

// declares writes units as a check names them; "" when they have no names, or
// too many.
func (h *Header) declares(units []int) string {
	var names []string
	for _, u := range units {
		for _, f := range h.fields[h.units[u].from:h.units[u].to] {
			if f.name == "" || f.kind == padding {
				return ""
			}
			names = append(names, f.name)
		}
	}
	switch {
	case len(names) > mostDeclared:
		return ""
	case len(names) == 1:
		return names[0]
	}
	return "[" + strings.Join(names, ", ") + "]"
}

// otherParts finds bytes for which a check is right: the message, or fields in a
// row. It returns none when there are none, or when the check is made by a
// function, which may do anything.
func (h *Header) otherParts(f *field, value *Value, message []byte, spans []span) other {
	if f.sum.option == "checksum_of" {
		return other{}
	}
	if f.kind == unsigned && f.bits < 16 {
		return other{} // which too much is right for
	}
	isRight := func(sum checksum) bool {
		tried := *f
		tried.sum = &sum
		n, of, err := sum.sum(parts{&tried, message, spans})
		v := f.computed(n, of)
		return err == nil && (v.equal(value) || f.isSwapped(n, value))
	}
	if !f.sum.message && isRight(checksum{message: true, sum: f.sum.sum}) {
		return other{"the message with the check as zero", f.sum.option, "message"}
	}
	return h.otherRow(f, message, spans, isRight)
}

// otherRow is otherParts for fields in a row, without the check itself when it
// is one of them. It looks at each row that there is, while they are not too
// many bytes in all.
func (h *Header) otherRow(f *field, message []byte, spans []span, isRight func(checksum) bool) other {
	for first, left := 0, maxCovered; first < len(spans); first++ {
		for last := first; last < len(spans); last++ {
			covered := spans[last].end - spans[first].start
			if left -= covered; left < 0 {
				return other{}
			}
			but := ""
			if first <= f.unit && f.unit <= last {
				covered -= spans[f.unit].end - spans[f.unit].start
				but = " without the check"
			}
			units := without(first, last, f.unit)
			if covered == 0 || areZero(message, spans, append(units, f.unit)) { // a check that was left zero is right for them
				continue
			}
			if isRight(checksum{sum: f.sum.sum, units: units}) {
				return other{h.named(first, last) + but, f.sum.option, h.declares(units)}
			}
		}
	}
	return other{}
}

// areZero says whether all bytes of some units are.
func areZero(message []byte, spans []span, units []int) bool {
	return !slices.ContainsFunc(units, func(u int) bool {
		return slices.ContainsFunc(message[spans[u].start:spans[u].end], func(b byte) bool { return b != 0 })
	})
}

// without lists the units from first to last, leaving one out if it is among them.
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
	switch {
	case a == b, b == "":
		return a
	case a == "":
		return b
	}
	return a + " to " + b
}
