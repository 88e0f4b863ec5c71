package report

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"
	"sync"

	"sockrun/luaapi/wire/plural"
	"sockrun/runner/actorname"
	"sockrun/runner/outcome"
	"sockrun/runner/scenario"
)

// maxAfterwards is how many different later failures are listed.
const maxAfterwards = 10

// afterwards lists what failed after the cause.
func (b *block) afterwards(failures []*outcome.Failure) {
	if len(failures) == 0 {
		return
	}
	b.section("afterwards")
	groups := alike(failures)
	for _, g := range groups[:min(len(groups), maxAfterwards)] {
		b.line("    %s", indented(g.String(), 6))
	}
	more := 0
	for _, g := range groups[min(len(groups), maxAfterwards):] {
		more += 1 + g.more
	}
	if more > 0 {
		b.line("    … and %d more", more)
	}
}

// group is one later failure, and how many others say the same of other
// instances or connections: a thousand clients suffer alike.
type group struct {
	first *outcome.Failure
	what  string // "instance" or "connection", "" when there is only one of them
	more  int
}

// alike groups failures in the order of the first of each group.
func alike(failures []*outcome.Failure) (groups []*group) {
	byKey := map[string]*group{}
	for _, f := range failures {
		actor, what := oneOf(f.Who)
		key := fmt.Sprintf("%s %d %v %s", actor, f.Step, f.Pos, withoutPorts(f.Message))
		if g := byKey[key]; g != nil {
			g.more++
			continue
		}
		g := &group{first: f, what: what}
		byKey[key] = g
		groups = append(groups, g)
	}
	return groups
}

// String says the failure once, with the count.
func (g *group) String() string {
	text := who(g.first) + ": " + g.first.Message
	if g.first.Pos != (scenario.Pos{}) {
		text += " at " + atLine(g.first.Pos)
	}
	if g.more > 0 {
		text += fmt.Sprintf(" (and %s)", plural.Of(g.more, "more "+cmp.Or(g.what, "failure")))
	}
	return text
}

// oneOf splits "clients.alice[2]" and "servers.echo connection 2" into the
// actor and what there are several of.
func oneOf(who string) (actor, what string) {
	if actor, _, found := actorname.Cut(who); found {
		return actor, "instance"
	}
	if actor, _, found := strings.Cut(who, " connection "); found {
		return actor, "connection"
	}
	return who, ""
}

var port = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`:\d+\b`) })

// withoutPorts takes the ports, which differ from one instance to the other,
// out of a message.
func withoutPorts(message string) string { return port().ReplaceAllString(message, ":") }
