package artifact

import (
	"fmt"
	"strings"
	"unicode"

	"sockrun/runner/scenario"
)

// How much of a scenario's name, and of its file's, is in that of its folder, for
// which systems have 255 bytes.
const (
	longestName = 60 // characters
	mostBytes   = 110
)

// namesOf names a folder for each scenario, after its file and its name:
// "scenarios-ping.yaml--a-ping-is-answered". Those that would have the same get
// numbers, in the order of the scenarios.
func namesOf(scenarios []*scenario.Scenario) map[*scenario.Scenario]string {
	names, taken := map[*scenario.Scenario]string{}, map[string]int{}
	for _, s := range scenarios {
		name := safe(s.Pos.File) + "--" + safe(s.Name)
		key := strings.ToLower(name) // some file systems take no notice of case
		if taken[key]++; taken[key] > 1 {
			name = fmt.Sprintf("%s--%d", name, taken[key])
		}
		names[s] = name
	}
	return names
}

// safe makes a part of a file's name of a text: letters, digits, dots and
// underscores stay, and what is between them is a hyphen. Of a long one the end
// stays, which tells files apart.
func safe(text string) string {
	words := strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '.' && r != '_'
	})
	name := []rune(strings.Join(words, "-"))
	for name = name[max(len(name)-longestName, 0):]; len(string(name)) > mostBytes; {
		name = name[1:]
	}
	return strings.Trim(string(name), ".-")
}
