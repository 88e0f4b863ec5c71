package docs

import (
	"slices"
	"strings"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/luaapi/wire/spell"
	"sockrun/runner/scenario"
)

// The groups of the overview.
const (
	startGroup   = "first steps"
	yamlGroup    = "scenario files"
	luaGroup     = "Lua"
	commandGroup = "command line"
	conceptGroup = "concepts"
)

// CommandLine is what the command line says of itself.
type CommandLine struct {
	Commands []Command
	Flags    []Flag
	Statuses []Status
}

// Reference is all topics. It may be used by several goroutines.
type Reference struct{ topics []*Topic }

// New makes the reference of this program.
func New(line CommandLine) *Reference {
	codes := host.Codes()
	r := &Reference{topics: slices.Concat(
		yamlTopics(scenario.Reference()), luaTopics(luaapi.Reference()), proseTopics(), commandTopics(line), codeTopics(codes),
	)}
	for _, t := range r.topics {
		switch t.Name {
		case "errors":
			t.body = append(t.body, knownCodes(codes))
		case "report":
			t.body = append(t.body, reportFields()...)
		case "weather":
			t.body = append(t.body, presets())
		case "chop":
			t.body = append(t.body, chopping())
		}
	}
	r.pointBack()
	return r
}

// pointBack lets flags, of which little is said by themselves, lead to the
// concepts that lead to them.
func (r *Reference) pointBack() {
	for _, flag := range r.topics {
		if !strings.HasPrefix(flag.Name, "--") {
			continue
		}
		for _, t := range r.topics {
			if slices.Contains(t.see, flag.Name) {
				flag.see = append(flag.see, t.Name)
			}
		}
	}
}

// Find returns the topics that a query names: those of that name, and those
// whose names end with it behind a dot, two dashes or a space, as "recv" does
// for socket.recv. Case counts only when something is found that way. Beside
// them there are those about what the query means.
func (r *Reference) Find(query string) (named, ending, about []*Topic) {
	query = normal(query)
	named, ending = r.find(query)
	for _, t := range r.about(query) {
		if !slices.Contains(named, t) && !slices.Contains(ending, t) {
			about = append(about, t)
		}
	}
	return named, ending, about
}

func (r *Reference) find(query string) (named, ending []*Topic) {
	for _, same := range []func(a, b string) bool{func(a, b string) bool { return a == b }, strings.EqualFold} {
		for _, t := range r.topics {
			switch {
			case same(t.Name, query), t.alias != "" && t.alias == query:
				named = append(named, t)
			case same(lastPart(t.Name), query):
				ending = append(ending, t)
			}
		}
		if len(named)+len(ending) > 0 {
			return named, ending
		}
	}
	return nil, nil
}

// normal writes a query as names are written: "socket:recv()" is socket.recv,
// and "exit status" is exit-status.
func normal(query string) string {
	query = strings.TrimSpace(query)
	query, _, _ = strings.Cut(query, "(")
	query = strings.ReplaceAll(query, ":", ".")
	if !strings.HasPrefix(query, "sockrun ") {
		query = strings.ReplaceAll(query, " ", "-")
	}
	return strings.TrimSuffix(query, ".")
}

// lastPart is the name without what it belongs to.
func lastPart(name string) string {
	if flag, ok := strings.CutPrefix(name, "--"); ok {
		return flag
	}
	if command, ok := strings.CutPrefix(name, "sockrun "); ok {
		return command
	}
	return name[strings.LastIndexByte(name, '.')+1:]
}

// Nearest returns the names that a query was probably meant to be, with a slip:
// of whole topics, and of what belongs to them.
func (r *Reference) Nearest(query string) (names []string) {
	query = normal(query)
	var whole, last []string
	for _, t := range r.topics {
		whole, last = append(whole, t.Name), append(last, lastPart(t.Name))
	}
	for _, near := range []string{spell.Nearest(query, whole), spell.Nearest(query, last)} {
		if near != "" && !slices.Contains(names, near) {
			names = append(names, near)
		}
	}
	return names
}
