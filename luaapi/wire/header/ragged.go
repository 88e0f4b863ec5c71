package header

import (
	"strings"

	"sockrun/luaapi/wire/plural"
)

// ragged is the mistake that the bit fields from one index to another fill no
// whole bytes. where says what comes then. It is about the one that was
// probably mistyped, else about the last of them that has no whole bytes itself.
func (h *Header) ragged(from, to int, where string) error {
	odd, bits, total := h.fields[from], 0, 0
	for _, f := range h.fields[from:to] {
		if total += f.bits; f.bits%8 != 0 {
			odd, bits = f, total
		}
	}
	if slip, meant := mistyped(h.fields[from:to], total); slip != nil {
		return slip.wrong("type", "%s missing to fill whole bytes %s: did you mean %s?", missing(total), where, meant)
	}
	run := among(h.fields[from : odd.number+1])
	if odd.number+1 == to {
		return odd.wrong("type", "%s missing to fill whole bytes %s: the bit fields up to it have %s%s", missing(total), where, plural.Of(total, "bit"), run)
	}
	next := h.fields[odd.number+1]
	return odd.wrong("type", "%s missing to fill whole bytes before %s, whose %s counts as %d more bits%s", missing(bits), next.name, next.typ, next.bits, run)
}

// mistyped finds the field among some whose type differs by one from a common
// type with which all of them would fill whole bytes; nil when there is none.
func mistyped(fields []*field, total int) (slip *field, meant string) {
	for _, f := range fields {
		for typ, bits := range map[string]int{"u16": 16, "u24": 24, "u32": 32, "u64": 64} {
			if by := f.bits - bits; (by == 1 || by == -1) && (total-by)%8 == 0 {
				return f, typ
			}
		}
	}
	return nil, ""
}

// among names the fields among some that have no whole bytes, when there are
// several: " (a is u3, b is u4)".
func among(fields []*field) string {
	const most = 8
	var odd []string
	for _, f := range fields {
		if f.bits%8 != 0 {
			odd = append(odd, f.name+" is "+f.typ)
		}
	}
	switch {
	case len(odd) < 2:
		return ""
	case len(odd) > most:
		odd = append(odd[:most], "…")
	}
	return " (" + strings.Join(odd, ", ") + ")"
}

// missing says how many bits make whole bytes of some.
func missing(bits int) string {
	if n := 8 - bits%8; n > 1 {
		return plural.Of(n, "bit") + " are"
	}
	return "1 bit is"
}
