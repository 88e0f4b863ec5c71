package scenario

import (
	"math"
	"strconv"
	"strings"
	"unicode"
)

// ParseSize reads a number of bytes, with or without one of the units of IEC
// 80000: "4096", "64KiB", "1 MiB".
func ParseSize(text string) (bytes int64, ok bool) {
	number, unit := splitSize(text)
	shift, known := sizeUnit(unit)
	n, err := strconv.ParseInt(number, 10, 64)
	if !known || err != nil || n < 0 || n > math.MaxInt64>>shift {
		return 0, false
	}
	return n << shift, true
}

// splitSize parts the number of a size from its unit.
func splitSize(text string) (number, unit string) {
	if i := strings.IndexFunc(text, unicode.IsLetter); i >= 0 {
		return strings.TrimSpace(text[:i]), text[i:]
	}
	return text, ""
}

// sizeUnit returns by how many bits a unit shifts its number.
func sizeUnit(unit string) (shift int, known bool) {
	shift, known = map[string]int{"": 0, "B": 0, "KiB": 10, "MiB": 20, "GiB": 30}[unit]
	return shift, known
}
