package cli

import (
	"errors"
	"slices"
	"strings"

	"sockrun/luaapi/wire/spell"
	"sockrun/runner/chop"
)

// chopping is the value of --chop: the ways in which streams are chopped, none
// without it.
type chopping struct{ ways []chop.Way }

// allWays is what --chop alone stands for.
const allWays = "all"

// String is empty without any, so that no default is shown.
func (c *chopping) String() string {
	var names []string
	for _, w := range c.ways {
		names = append(names, w.Name)
	}
	return strings.Join(names, ",")
}

// Type names the value in what is said of wrong ones.
func (c *chopping) Type() string { return "ways" }

// Set reads the names of ways.
func (c *chopping) Set(names string) error {
	c.ways = nil
	for name := range strings.SplitSeq(names, ",") {
		switch way, ok := chop.Find(name); {
		case name == allWays:
			c.ways = slices.Clone(chop.Ways())
		case ok:
			c.ways = append(c.ways, way)
		default:
			return errors.New("is no way")
		}
	}
	return nil
}

// badChop explains a name that is none.
func badChop(flag, names string) error {
	err := usage("%s must be %s, or some of them with commas between, got %q", flag, spoken(append(chop.Names(), allWays)), names)
	for name := range strings.SplitSeq(names, ",") {
		if _, ok := chop.Find(name); ok || name == allWays {
			continue
		}
		if near := spell.Nearest(name, chop.Names()); near != "" {
			return err.withHint("did you mean %s?", near)
		}
	}
	return err.withHint("sockrun docs chop tells what each does")
}

// spoken is a list as one says it.
func spoken(names []string) string {
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}
