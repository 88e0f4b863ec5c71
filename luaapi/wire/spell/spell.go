// Package spell finds the name that was meant by one that does not exist: a known
// one that differs by a slip, or what stands here for a name of another language.
package spell

import "strings"

// Nearest returns the known name that differs least from name, or "" when
// none is close enough to be a slip.
func Nearest(name string, known []string) string {
	best, distance := "", min(max(len(name)/3, 1), 3)+1
	for _, k := range known {
		if strings.EqualFold(k, name) {
			return k
		}
		if d := editDistance(name, k); d < distance && d < len(k) {
			best, distance = k, d
		}
	}
	if best == "" {
		return begun(name, known)
	}
	return best
}

// begun returns the only known name that begins with name: sock is short for
// socket. "" when there is none, or name is too short to tell.
func begun(name string, known []string) (full string) {
	const least = 3
	for _, k := range known {
		switch {
		case len(name) < least || !strings.HasPrefix(k, name):
		case full != "" && full != k:
			return ""
		default:
			full = k
		}
	}
	return full
}

// Meant says which of the known names was meant by one that does not exist,
// or lists the first of them: "did you mean ping?", "there are ping, pong", "there are
// none".
func Meant(name string, known []string) string {
	const most = 20
	if near := Nearest(name, known); near != "" {
		return "did you mean " + near + "?"
	}
	switch {
	case len(known) == 0:
		return "there are none"
	case len(known) > most:
		return "there are " + strings.Join(known[:most], ", ") + ", …"
	}
	return "there are " + strings.Join(known, ", ")
}

// editDistance counts the insertions, deletions, replacements and swaps of
// neighbours that turn a into b (optimal string alignment).
func editDistance(a, b string) int {
	const longest = 64 // names are short; what is longer is nobody's slip
	if len(a) > longest || len(b) > longest {
		return longest
	}
	before, last := []int(nil), counting(len(b)+1)
	for i := range len(a) {
		row := make([]int, len(b)+1)
		row[0] = i + 1
		for j := range len(b) {
			row[j+1] = min(row[j]+1, last[j+1]+1, last[j]+differ(a[i], b[j]))
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}

func counting(n int) []int {
	row := make([]int, n)
	for i := range row {
		row[i] = i
	}
	return row
}

func differ(a, b byte) int {
	if a == b {
		return 0
	}
	return 1
}
