package report

import (
	"fmt"
	"strings"

	"sockrun/luaapi/wire/plural"
	"sockrun/runner/outcome"
)

// attemptsOf is what a headline says of a scenario that was run more than once,
// "" when that is nothing: "  (run 3, passed at attempt 2)".
func attemptsOf(r *outcome.Result) string {
	var parts []string
	if r.Round > 0 {
		parts = append(parts, fmt.Sprintf("run %d", r.Round))
	}
	switch {
	case r.Verdict == outcome.Flaky:
		parts = append(parts, fmt.Sprintf("passed at attempt %d", r.Attempts))
	case r.Attempts > 1:
		parts = append(parts, fmt.Sprintf("at attempt %d", r.Attempts))
	}
	if r.Verdict == outcome.Passed && r.Chopping != nil {
		parts = append(parts, "also chopped in "+plural.Of(len(r.Chopping.Passed), "way"))
	}
	if len(parts) == 0 {
		return ""
	}
	return "  (" + strings.Join(parts, ", ") + ")"
}

// earlier lists why the attempts did not pass that came before the one that is
// told about.
func (b *block) earlier(r *outcome.Result) {
	if len(r.Earlier) == 0 {
		return
	}
	b.section("earlier attempts")
	for i, f := range r.Earlier {
		b.line("    %d  %s", i+1, indented(said(f), 7))
	}
}

// said is a failure on one line, with where it was.
func said(f *outcome.Failure) string { return (&group{first: f}).String() }

// kept says where more of the scenario is.
func (b *block) kept(r *outcome.Result) {
	if r.Artifacts != "" {
		b.section("artifacts")
		b.line("    %s", r.Artifacts)
	}
}
