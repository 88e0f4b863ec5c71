package cli

import (
	"encoding/hex"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// odLine is a line of od -tx1: its offset, six digits in hexadecimal (-Ax) or
// seven in octal or decimal, the bytes, and behind > their text (-tx1z).
var odLine = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^([0-9a-f]{6,7})((?:\s+[0-9a-f]{2})*)(?:\s+>.*)?$`)
})

// odBytes reads a dump of od -tx1, which ends with an offset alone. Its offsets
// look like bytes, so that it counts as a dump only with more than one line and
// where all of them fit the bytes in one base.
func odBytes(text string) (data []byte, ok bool) {
	lines := trimmedLines(text)
	for _, base := range []int{16, 8, 10} {
		if data, ok = odBytesIn(lines, base); ok {
			return data, true
		}
	}
	return nil, false
}

func odBytesIn(lines []string, base int) (data []byte, ok bool) {
	for _, line := range lines {
		parts := odLine().FindStringSubmatch(line)
		if parts == nil {
			return nil, false
		}
		offset, err := strconv.ParseUint(parts[1], base, 31)
		if err != nil || int(offset) != len(data) {
			return nil, false
		}
		bytes, _ := hex.DecodeString(strings.Join(strings.Fields(parts[2]), "")) // the pattern takes nothing else
		data = append(data, bytes...)
	}
	return data, len(lines) > 1 && len(data) > 0
}

// trimmedLines are the lines of a text that are not empty, without white space
// around them.
func trimmedLines(text string) []string {
	var lines []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// wordsLine is a line of hexdump, or od, without options: the bytes of a word
// stand in the order of the machine.
var wordsLine = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(?:\*|[0-9a-f]{6,7}(?:\s+(?:[0-9a-f]{4}|[0-7]{6}|[0-9a-f]{8}))*)$`)
})

// dumpsWords says whether a text is a dump of words. An offset of seven zeros,
// or one alone in the last line, tells it from bytes.
func dumpsWords(text string) bool {
	lines := trimmedLines(text)
	for _, line := range lines {
		if !wordsLine().MatchString(line) {
			return false
		}
	}
	if len(lines) == 0 {
		return false
	}
	first, last := strings.Fields(lines[0]), strings.Fields(lines[len(lines)-1])
	return len(first) > 1 && (first[0] == "0000000" || first[0] == "000000" && len(last) == 1)
}
