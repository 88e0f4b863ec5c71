package cli

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"

	"sockrun/luaapi/wire/plural"
	"sockrun/runner/report"
	"sockrun/runner/scenario"
)

// selection is which scenarios are asked for, and with which variables.
type selection struct {
	name    string // a regular expression
	tags    []string
	skipped []string // tags
	vars    []string // NAME=VALUE
	shard   shard
}

// overrides returns the variables by name.
func (s selection) overrides() (map[string]string, error) {
	vars := map[string]string{}
	for _, pair := range s.vars {
		name, value, found := strings.Cut(pair, "=")
		if !found || name == "" {
			return nil, usage("--var %s: write it as NAME=VALUE", pair)
		}
		vars[name] = value
	}
	return vars, nil
}

// from returns those of all that are asked for; it is an error when there are
// none. A part of them may be empty.
func (s selection) from(all []*scenario.Scenario) ([]*scenario.Scenario, error) {
	name, err := s.names()
	if err != nil {
		return nil, err
	}
	var chosen []*scenario.Scenario
	for _, sc := range all {
		if (name == nil || name.MatchString(sc.Name)) && s.wantsTags(sc) {
			chosen = append(chosen, sc)
		}
	}
	if len(chosen) == 0 {
		return nil, s.nothing(all)
	}
	return s.shard.of(chosen), nil
}

// names is the expression that the names of the scenarios are to match, nil for
// all.
func (s selection) names() (*regexp.Regexp, error) {
	if s.name == "" {
		return nil, nil
	}
	name, err := regexp.Compile(s.name)
	if malformed, ok := errors.AsType[*syntax.Error](err); ok {
		return nil, usage("--run %s: %s: %s", s.name, malformed.Code, malformed.Expr).withHint("it is a regular expression; %s", s.literal())
	}
	return name, err
}

// literal says how to ask for the text itself that --run was given.
func (s selection) literal() string {
	return "for the text itself write -r '" + regexp.QuoteMeta(s.name) + "'"
}

func (s selection) wantsTags(sc *scenario.Scenario) bool {
	has := func(tag string) bool { return slices.Contains(sc.Tags, tag) }
	return (len(s.tags) == 0 || slices.ContainsFunc(s.tags, has)) && !slices.ContainsFunc(s.skipped, has)
}

// nothing says why no scenario was chosen, and what could have been.
func (s selection) nothing(all []*scenario.Scenario) error {
	var wanted, hints []string
	if s.name != "" {
		wanted = append(wanted, "-r "+s.name)
		hints = append(hints, s.namesOf(all))
	}
	if len(s.tags) > 0 {
		wanted = append(wanted, "--tags "+strings.Join(s.tags, ","))
	}
	if len(s.skipped) > 0 {
		wanted = append(wanted, "--skip-tags "+strings.Join(s.skipped, ","))
	}
	if len(s.tags)+len(s.skipped) > 0 {
		hints = append(hints, tagsOf(all))
	}
	return usage("nothing to run: none of %s matches %s", plural.Of(len(all), "scenario"), strings.Join(wanted, " and ")).withHint("%s", strings.Join(hints, "\n  "))
}

// namesOf says which names --run could have matched, or that it was given one
// in which characters mean something else.
func (s selection) namesOf(all []*scenario.Scenario) string {
	var names []string
	for _, sc := range all {
		if strings.Contains(sc.Name, s.name) && regexp.QuoteMeta(s.name) != s.name {
			return "--run takes a regular expression; " + s.literal()
		}
		names = append(names, report.TerminalLine(sc.Name))
	}
	return "the names are: " + listed(names)
}

func tagsOf(all []*scenario.Scenario) string {
	var tags []string
	for _, sc := range all {
		tags = append(tags, sc.Tags...)
	}
	slices.Sort(tags)
	return "the tags are: " + cmp.Or(listed(slices.Compact(tags)), "none")
}

// listed names a few of many.
func listed(names []string) string {
	const few = 8
	if more := len(names) - few; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:few], ", "), more)
	}
	return strings.Join(names, ", ")
}
