package diff

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// contextColumns are kept before the first difference of a long text.
const contextColumns = 40

// Text compares two printable texts. Texts of several lines are compared line
// by line, as a unified diff in which only line feeds are not escaped; others
// are quoted as by Quote, with ^ below the first difference. It returns nil
// when they are equal.
func Text(expected, received string) []string {
	if expected == received {
		return nil
	}
	if haveLines(expected, received) {
		e, r := escapeLines(expected), escapeLines(received)
		if linesFit(e) && linesFit(r) {
			return lineByLine(e, r)
		}
	}
	return inline(expected, received, `"`, escape)
}

// Values compares two values that have been rendered for a reader, such as
// numbers and tables, and shows them as they are: line by line when one has
// several lines, else one below the other, the first difference of long ones
// marked. Equal ones are shown as well, since values of different types may
// look the same.
func Values(expected, received string) []string {
	expected, received = strings.TrimSuffix(expected, "\n"), strings.TrimSuffix(received, "\n")
	several := expected != received && haveLines(expected, received)
	if several && linesFit(expected) && linesFit(received) {
		return lineByLine(expected+"\n", received+"\n")
	}
	return inline(oneLine(expected), oneLine(received), "", keep)
}

// oneLine puts the lines of a rendered value behind each other.
func oneLine(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return strings.Join(lines, " ")
}

// keep is escape for what is rendered already.
func keep(s string, limit int) (text string, n int) {
	columns := 0
	for i, r := range s {
		if columns += max(1, width(string(r))); columns > limit {
			return s[:i], i
		}
	}
	return s, len(s)
}

// inline shows two values one below the other. quote stands around each; show
// renders the start of a value in a number of columns and returns how many
// bytes that took.
func inline(expected, received, quote string, show func(string, int) (string, int)) []string {
	at := commonText(expected, received)
	x := excerpt{quote: quote, show: show}
	if !x.fits(expected) || !x.fits(received) {
		x.skipTo(expected[:at])
	}
	lines := []string{x.side("expected", expected), x.side("received", received)}
	if expected == received || quote == "" && isShort(expected, received) {
		return lines
	}
	return append(lines, x.mark(expected[:at])+lookAlike(expected[at:], received[at:]))
}

// excerpt is the part of two texts that is shown.
type excerpt struct {
	from  int    // how many bytes, equal in both, are left out before it
	quote string // around it
	show  func(s string, limit int) (text string, n int)
}

func (x *excerpt) fits(s string) bool {
	_, n := x.show(s, maxColumns)
	return n == len(s)
}

// skipTo lets the excerpt begin so that the end of equal, which stands before
// the first difference, takes at most contextColumns.
func (x *excerpt) skipTo(equal string) {
	x.from = len(equal)
	for columns := 0; x.from > 0; {
		_, size := utf8.DecodeLastRuneInString(equal[:x.from])
		text, _ := x.show(equal[x.from-size:x.from], maxColumns)
		if columns += max(1, width(text)); columns > contextColumns {
			return
		}
		x.from -= size
	}
}

// lead is what stands before the first character.
func (x *excerpt) lead() string {
	if x.from > 0 {
		return "…" + x.quote
	}
	return x.quote
}

func (x *excerpt) side(label, s string) string {
	text, n := x.show(s[x.from:], maxColumns)
	line := label + "  " + x.lead() + text + x.quote
	cut := x.from+n < len(s)
	if cut {
		line += "…"
	}
	if cut || x.from > 0 {
		line += " (" + count(len(s), "byte") + ")"
	}
	return line
}

// mark returns the ^ below the character that follows equal.
func (x *excerpt) mark(equal string) string {
	text, _ := x.show(equal[x.from:], maxColumns)
	line := strings.Repeat(" ", len("expected  ")+width(x.lead()+text)) + "^"
	if x.from > 0 {
		line += " after " + count(len(equal), "equal byte")
	}
	return line
}

// isShort says whether the difference of two values is seen without a mark.
func isShort(a, b string) bool { return max(width(a), width(b)) <= 20 }

// lookAlike names the first characters of two texts when the eye may take one
// for the other.
func lookAlike(expected, received string) string {
	e, _ := utf8.DecodeRuneInString(expected)
	r, _ := utf8.DecodeRuneInString(received)
	bothShown := expected != "" && received != "" && unicode.IsPrint(e) && unicode.IsPrint(r)
	if !bothShown || e < utf8.RuneSelf && r < utf8.RuneSelf {
		return ""
	}
	return fmt.Sprintf(" expected %U, received %U", e, r)
}

// commonText returns how many bytes at the start of a and b are equal, down to
// the start of a character.
func commonText(a, b string) int {
	at := commonPrefix(a, b)
	for at > 0 && (at < len(a) && !utf8.RuneStart(a[at]) || at < len(b) && !utf8.RuneStart(b[at])) {
		at--
	}
	return at
}
