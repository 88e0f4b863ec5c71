package report

import (
	"fmt"

	"sockrun/luaapi/wire/plural"
	"sockrun/runner/outcome"
)

// explored says under which seed a scenario has failed, what it takes for that,
// and how to see it again.
func (b *block) explored(r *outcome.Result) {
	if r.Explored == nil {
		return
	}
	b.section(exploredTitle(r.Explored, len(r.Scenario.Proxies) > 0))
	words := r.Explored.Words
	more := len(words) - maxWords
	if more > 1 {
		words = words[:maxWords]
	}
	for _, line := range words {
		b.line("    %s", line)
	}
	if more > 1 {
		b.line("    … and %d more things like these", more)
	}
	b.line("  %s%s", b.style.paint(bold, "again: "), againWith(r.Explored))
}

// exploredTitle tells of the weather of proxies, if there are any, that it is
// left as the seed brings it.
func exploredTitle(e *outcome.Exploration, proxied bool) string {
	found := fmt.Sprintf("seed %d", e.Seed.Number)
	if e.Known {
		found += ", with which it has failed before"
	}
	given, calm := "scripts", "it also fails when all arrives whole, at once and in order"
	if proxied {
		given, calm = "scripts and proxies", calm+", except through proxies"
	}
	switch {
	case e.Least == nil:
		return found
	case e.Drawn:
		return found + "; the random numbers that it gives to " + given + " are enough: " + calm
	case len(e.Words) == 0:
		return found + "; " + calm
	case len(e.Words) == 1:
		return found + "; it fails when"
	}
	return found + "; it fails when all of these come together:"
}

// againWith are the flags that repeat the run that is told about.
func againWith(e *outcome.Exploration) string {
	flags := "--sim"
	if e.Weather != "" {
		flags += " --weather " + e.Weather
	}
	if e.Least == nil || len(e.Least.Kept) > maxDrawings {
		return fmt.Sprintf("%s --seed %v", flags, e.Seed)
	}
	return fmt.Sprintf("%s --seed %v, or with all that the seed brings --seed %v", flags, e.Least, e.Seed)
}

// warned shows the warnings of a scenario, and under which seed there were these
// when it ran under many.
func (b *block) warned(r *outcome.Result) {
	isOne := r.Explored != nil && r.Explored.Warned > 0 // of many, which may have others
	if isOne {
		b.section(warnedTitle(r.Explored))
	}
	b.warnings(r.Warnings)
	if isOne {
		b.line("  %s%s", b.style.paint(bold, "again: "), againWith(r.Explored))
	}
}

func warnedTitle(e *outcome.Exploration) string {
	if e.Warned == 1 {
		return fmt.Sprintf("seed %v, the only one with warnings", e.Seed)
	}
	return fmt.Sprintf("seed %v, the lowest of %d with warnings", e.Seed, e.Warned)
}

// maxWords is how many lines say what it takes.
const maxWords = 8

// maxDrawings is how many drawings can be named on one line.
const maxDrawings = 12

// seedsOf is what a headline says of a scenario that ran under many seeds.
func seedsOf(r *outcome.Result) string {
	if r.Explored == nil || r.Verdict != outcome.Passed {
		return ""
	}
	return "  (" + plural.Of(r.Explored.Seeds, "seed") + ")"
}
