package diff

import (
	"strings"
	"unicode/utf8"
)

// Previews writes two different byte strings as Preview does. Long ones begin
// shortly before the first difference, after "…".
func Previews(a, b []byte, columns int) (string, string) {
	from := commonPrefix(a, b) - columns/4
	if from <= 0 || isWhole(a, columns) && isWhole(b, columns) {
		return Preview(a, columns), Preview(b, columns)
	}
	for from > 0 && (startsInside(a, from) || startsInside(b, from)) {
		from--
	}
	return "…" + Preview(a[from:], columns-1), "…" + Preview(b[from:], columns-1)
}

func isWhole(b []byte, columns int) bool { return !strings.HasSuffix(Preview(b, columns), "…") }

// startsInside says whether a character reaches over an offset.
func startsInside(b []byte, at int) bool { return at < len(b) && !utf8.RuneStart(b[at]) }

// Excerpts cuts two different values that have been rendered for a reader to
// so many columns each. Long ones begin shortly before the first difference.
func Excerpts(a, b string, columns int) (string, string) {
	if width(a) <= columns && width(b) <= columns {
		return a, b
	}
	x := excerpt{show: keep}
	if at := commonText(a, b); width(a[:at]) > columns/3 {
		x.from = at
		for back := 0; back < columns/3; back++ {
			_, size := utf8.DecodeLastRuneInString(a[:x.from])
			x.from -= size
		}
	}
	return x.cut(a, columns), x.cut(b, columns)
}

// cut returns what is shown of s in so many columns.
func (x *excerpt) cut(s string, columns int) string {
	text, n := x.show(s[x.from:], columns)
	text = x.lead() + text
	if x.from+n < len(s) {
		text += "…"
	}
	return text
}
