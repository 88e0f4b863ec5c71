package diff

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"sockrun/luaapi/wire/integer"
)

// Width says what has happened to an integer that lost bits or its sign in a
// narrower type on its way into a field of so many bits: "the low 8 bits of
// 300". It is "" when received does not come of expected in that way.
func Width(expected, received integer.Integer, bits int) string {
	in := func(v integer.Integer) uint64 { return v.Bits() << (64 - bits) }
	if in(expected) == in(received) || received == (integer.Integer{}) {
		return ""
	}
	for _, width := range []int{32, 16, 8} {
		if width >= bits {
			continue
		}
		low := expected.Bits() << (64 - width) >> (64 - width)
		narrow := int64(low<<(64-width)) >> (64 - width)
		_, positive := expected.Uint64()
		switch {
		case narrow < 0 && expected == integer.FromUint64(low) && in(received) == in(integer.FromInt64(narrow)):
			return fmt.Sprintf("%s as a signed number of %d bits", expected, width)
		case received != integer.FromUint64(low):
		case positive:
			return fmt.Sprintf("the low %d bits of %s", width, expected)
		default:
			return fmt.Sprintf("%s as an unsigned number of %d bits", expected, width)
		}
	}
	return ""
}

// Counted recognises a length that counts size bytes of what too, or leaves
// them out; "" when it is none.
func Counted(expected, received integer.Integer, size int, what string) string {
	if size < 2 {
		return ""
	}
	of := integer.FromInt64(int64(size))
	if sum, err := expected.Add(of); err == nil && sum == received {
		return fmt.Sprintf("%s and the %d bytes of the %s", expected, size, what)
	}
	if sum, err := received.Add(of); err == nil && sum == expected {
		return fmt.Sprintf("%s without the %d bytes of the %s", expected, size, what)
	}
	return ""
}

const (
	maxShift = 64 // bytes that may be too many or missing for Guess to see it
	minTail  = 4  // bytes that must agree behind them
)

// Guess says what may have happened to bytes or text on their way, in a
// sentence such as "2 bytes too many at offset 4: 00 00"; "" when nothing is
// known.
func Guess(expected, received []byte) string {
	if bytes.Equal(expected, received) || len(expected) == 0 || len(received) == 0 {
		return ""
	}
	if isPrintable(string(expected)) && isPrintable(string(received)) {
		if guess := guessText(string(expected), string(received)); guess != "" {
			return guess
		}
	}
	if guess := guessEncoding(expected, received); guess != "" {
		return guess
	}
	return guessShift(expected, received)
}

// Explained is Strings with what may have happened below.
func Explained(expected, received string) []string {
	return append(Strings(expected, received), Likely([]byte(expected), []byte(received))...)
}

// Likely is Guess as a line below what it is about; none when nothing is known.
func Likely(expected, received []byte) []string {
	if guess := Guess(expected, received); guess != "" {
		return []string{"(" + guess + ")"}
	}
	return nil
}

// onlyLF is what happens to text whose line ends lose their \r.
const onlyLF = `lines end with \n, not with \r\n`

// WithoutLF is an explanation without that guess, for who knows that the \r went
// elsewhere.
func WithoutLF(lines []string) []string {
	return slices.DeleteFunc(lines, func(line string) bool { return strings.TrimSpace(line) == "("+onlyLF+")" })
}

// guessText knows what happens to text.
func guessText(expected, received string) string {
	unix := func(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") }
	const withCR = `lines end with \r\n, not with \n`
	switch {
	case unix(expected) == unix(received) && strings.Contains(expected, "\r\n"):
		return onlyLF
	case unix(expected) == unix(received):
		return withCR
	case received == strings.TrimSuffix(expected, "\n")+"\r": // cut at the \n, or at as many bytes
		return withCR
	case strings.HasSuffix(expected, "\r\n") && strings.HasPrefix(received, strings.TrimSuffix(expected, "\r\n")+"\n"):
		return onlyLF
	case strings.EqualFold(expected, received):
		return "only upper and lower case differ"
	case strings.TrimSpace(expected) == strings.TrimSpace(received):
		return "only the white space around the text differs"
	}
	return ""
}

// guessShift finds bytes that are too many or missing, behind which all is as
// expected. What is cut off or added at the end alone is seen without a guess.
func guessShift(expected, received []byte) string {
	at := commonPrefix(expected, received)
	if tail := len(expected) - minTail; len(expected) == len(received) && at < tail && bytes.Equal(expected[tail:], received[tail:]) {
		return "" // the end is where it should be: what repeats itself only seems to be shifted
	}
	for n := 1; n <= maxShift; n++ {
		if at+n < len(received) && follows(expected[at:], received[at+n:]) {
			return fmt.Sprintf("%s too many at offset %s: %s", count(n, "byte"), grouped(at), Preview(received[at:at+n], shownShift))
		}
		if at+n < len(expected) && follows(received[at:], expected[at+n:]) {
			return fmt.Sprintf("%s missing at offset %s: %s", count(n, "byte"), grouped(at), Preview(expected[at:at+n], shownShift))
		}
	}
	return guessFront(expected, received)
}

// minShort is how many bytes must agree behind some in front of all others.
const minShort = 3

// guessFront is guessShift for a few bytes in front of all others, where the
// others may be few.
func guessFront(expected, received []byte) string {
	short, n := min(len(expected), len(received)), len(received)-len(expected)
	switch {
	case short < minShort || commonPrefix(expected, received) > 0:
	case 0 < n && n <= maxShift && bytes.HasSuffix(received, expected):
		return fmt.Sprintf("%s too many at offset 0: %s", count(n, "byte"), Preview(received[:n], shownShift))
	case 0 < -n && -n <= maxShift && bytes.HasSuffix(expected, received):
		return fmt.Sprintf("%s missing at offset 0: %s", count(-n, "byte"), Preview(expected[:-n], shownShift))
	}
	return ""
}

const shownShift = 40 // columns

// follows says whether one goes on as the other does for long enough that it
// is no chance, to the end of the shorter one.
func follows(a, b []byte) bool {
	n := min(len(a), len(b))
	if n < minTail || !bytes.Equal(a[:n], b[:n]) {
		return false
	}
	return bytes.Count(a[:n], a[:1]) < n // a run of one byte is found anywhere
}
