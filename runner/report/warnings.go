package report

import (
	"cmp"

	"sockrun/luaapi/wire/plural"
	"sockrun/runner/outcome"
)

// warnings shows what was found that does not change the verdict, each with
// its place; what is alike is shown once.
func (b *block) warnings(list []*outcome.Failure) {
	groups := alike(list)
	for _, g := range groups[:min(len(groups), maxAfterwards)] {
		text := "warning: " + who(g.first) + ": " + g.first.Message
		if g.more > 0 {
			text += " (and " + plural.Of(g.more, "more "+cmp.Or(g.what, "time")) + ")"
		}
		b.line("  %s", b.style.paint(yellow, indented(text, 4)))
		b.about(g.first)
	}
	if more := len(groups) - maxAfterwards; more > 0 {
		b.line("  … and %s", plural.Of(more, "more warning"))
	}
}
