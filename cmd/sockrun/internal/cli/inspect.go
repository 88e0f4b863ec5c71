package cli

import (
	"fmt"
	"strings"

	"sockrun/luaapi/wire/plural"
	"sockrun/runner/report"
)

// check validates scenarios without running them.
func (a *app) check(paths []string) int {
	loaded := a.load(paths)
	if loaded == nil {
		return unusable
	}
	fine := "are fine"
	if len(loaded.Scenarios) == 1 {
		fine = "is fine"
	}
	return a.answer(fmt.Sprintf("%s in %s %s\n", plural.Of(len(loaded.Scenarios), "scenario"), plural.Of(loaded.Files, "file"), fine))
}

// list shows what would run.
func (a *app) list(paths []string) int {
	chosen, why := a.choose(paths)
	if why != success {
		return why
	}
	var lines strings.Builder
	for _, s := range chosen {
		line := fmt.Sprintf("%s:%d  %s", s.Pos.File, s.Pos.Line, s.Name)
		if len(s.Tags) > 0 {
			line += "  [" + strings.Join(s.Tags, ", ") + "]"
		}
		lines.WriteString(report.TerminalLine(line) + "\n")
	}
	return a.answer(lines.String())
}
