package scenario

import (
	"slices"
	"strings"

	"sockrun/luaapi/wire/spell"
)

// suggestion proposes the known name that name was probably meant to be, or
// lists what is known.
func suggestion(name string, known []string) string {
	if near := spell.Nearest(name, known); near != "" {
		return "did you mean `" + near + "`?"
	}
	if len(known) == 0 {
		return "there are none"
	}
	var once []string
	for _, k := range known {
		if !slices.Contains(once, k) {
			once = append(once, k)
		}
	}
	return "known are " + strings.Join(once, ", ")
}

// quoteName shows a name from a file, cut when it is very long.
func quoteName(name string) string {
	if r := []rune(name); len(r) > 40 {
		name = string(slices.Concat(r[:40], []rune("…")))
	}
	return "`" + printable(name) + "`"
}

// arrows shows a chain of names: "a -> b -> a".
func arrows(names []string) string {
	shown := make([]string, len(names))
	for i, name := range names {
		shown[i] = printable(name)
	}
	return strings.Join(shown, " -> ")
}
