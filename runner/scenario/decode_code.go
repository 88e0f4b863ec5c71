package scenario

import (
	"cmp"
	"slices"
	"strings"

	"sockrun/luaapi/host"
	"sockrun/luaapi/wire/spell"
)

// errorCode takes the code of an error, or the name of one that has no code.
func (d *decoder) errorCode(v value) string {
	if !d.scalar(v) {
		return ""
	}
	code := v.text
	switch known := knownCodes(); {
	case slices.Contains(known, code), strings.HasPrefix(code, "EAI_"):
	case strings.ContainsAny(code, " :") || code == "":
		d.wrongType(v)
	default:
		e := d.fail(v.pos, "unknown error code %s", quoteName(code)).about("errors")
		if near := cmp.Or(spell.Nearest(code, known), sharesWords(code, known)); near != "" {
			e.Hint = "did you mean " + near + "?"
		} else if strings.HasPrefix(code, "TLS_") {
			e.Hint = "of TLS there are " + strings.Join(slices.DeleteFunc(known, func(k string) bool { return !strings.HasPrefix(k, "TLS_") }), ", ")
		}
	}
	return code
}

// sharesWords returns the code of several words all of which are in another,
// or which has all of the other's: TLS_EXPIRED for TLS_CERT_EXPIRED. It is ""
// when there is none.
func sharesWords(code string, known []string) string {
	words := strings.Split(strings.ToUpper(code), "_")
	for _, k := range known {
		parts := strings.Split(k, "_")
		if len(parts) > 1 && len(words) > 1 && (isIn(parts, words) || isIn(words, parts)) {
			return k
		}
	}
	return ""
}

// isIn says whether all words of one list are in another.
func isIn(some, all []string) bool {
	return !slices.ContainsFunc(some, func(word string) bool { return !slices.Contains(all, word) })
}

// knownCodes returns the codes that errors can have, the likely ones first.
func knownCodes() (codes []string) {
	for _, c := range host.Codes() {
		codes = append(codes, c.Code)
	}
	return codes
}
