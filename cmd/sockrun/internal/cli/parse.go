package cli

import (
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"sockrun/runner/policy"
)

// parse finds the command and its operands and fills in the settings. Flags
// may stand before and after the command's name.
func (a *app) parse(args []string) (*command, []string, error) {
	f := a.flags()
	f.SetInterspersed(false)
	if err := f.Parse(args); err != nil {
		return nil, nil, a.explain(f, err)
	}
	c, rest := commandNamed(""), f.Args()
	if named := commandNamed(f.Arg(0)); f.NArg() > 0 && named != nil {
		c, rest = named, rest[1:]
	}
	if c.topics {
		rest = c.keepTopics(f, rest)
	}
	f.SetInterspersed(!c.program)
	if err := f.Parse(rest); err != nil {
		return nil, nil, a.explain(f, err)
	}
	if a.help || a.version {
		return c, nil, nil
	}
	if err := swallowed(c, f, args); err != nil {
		return nil, nil, err
	}
	if a.run.shuffle && !f.Changed("seed") {
		a.seed.Number = rand.Uint64N(1_000_000) // short enough to be typed
	}
	if a.run.untilFail && !f.Changed("repeat") {
		a.run.repeat = -1
	}
	return c, f.Args(), a.validate(c, f)
}

// keepTopics ends the flags where one begins that has no meaning for the
// command: it is what to look up.
func (c *command) keepTopics(f *pflag.FlagSet, args []string) []string {
	for i, arg := range args {
		if arg == "--" {
			break
		}
		name, isLong := strings.CutPrefix(arg, "--")
		name, _, _ = strings.Cut(name, "=")
		if isLong && (f.Lookup(name) == nil || !c.takes(name)) || !isLong && len(arg) == 2 && arg[0] == '-' && arg != "-h" {
			return slices.Concat(args[:i], []string{"--"}, args[i:])
		}
	}
	return args
}

const seeHelp = "sockrun --help shows commands and flags"

// validate refuses what contradicts itself or has no meaning.
func (a *app) validate(c *command, f *pflag.FlagSet) error {
	if c.do == nil {
		return c.isToCome()
	}
	if foreign := c.foreign(f); len(foreign) > 0 {
		return usage("%s has no meaning for sockrun %s", strings.Join(foreign, ", "), c.name).withHint("sockrun %s --help shows its flags", c.name)
	}
	for _, check := range []func() error{
		a.fitting,
		func() error { return a.inRange(f) },
		func() error { return a.run.validate(f, a.simulate) },
		a.reportable,
		a.wellFormed,
	} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

// foreign are the flags that were given and that the command does not take.
func (c *command) foreign(f *pflag.FlagSet) (list []string) {
	f.Visit(func(flag *pflag.Flag) {
		if !c.takes(flag.Name) {
			list = append(list, "--"+flag.Name)
		}
	})
	return list
}

// fitting refuses flags that contradict each other or the world to run in.
func (a *app) fitting() error {
	switch {
	case a.simulate && a.real:
		return usage("--sim and --real contradict each other").withHint("leave one of them out")
	case a.show.verbose && a.show.quiet:
		return usage("-v and -q contradict each other").withHint("leave one of them out")
	case a.forecast.Preset != nil && !a.simulate:
		return usage("--weather has no meaning without --sim").withHint("only the simulated network has weather to choose: add --sim")
	case len(a.chop.ways) > 0 && a.simulate:
		return usage("--chop has no meaning with --sim").withHint("the simulated network cuts by itself: --weather says how")
	case a.seed.Reduced && !a.simulate:
		return usage("--seed %v has drawings of the simulated world", &a.seed).withHint("add --sim")
	}
	return nil
}

// inRange refuses values that cannot be meant.
func (a *app) inRange(f *pflag.FlagSet) error {
	switch {
	case a.run.jobs < 1:
		return usage("--jobs must be 1 or more, got %d", a.run.jobs)
	case a.run.maxMemory < leastMaxMemory:
		least := leastMaxMemory
		return usage("--max-memory must be %v or more, got %v", &least, &a.run.maxMemory).withHint("sockrun itself needs some MiB")
	case a.run.timeout < 0 || a.run.timeout == 0 && f.Changed("timeout"):
		return usage("--timeout must be more than 0, such as 5s")
	case !slices.Contains([]string{"auto", "always", "never"}, a.show.color):
		return usage("--color must be auto, always or never, got %q", a.show.color)
	}
	return nil
}

// reportable refuses reports that there are not.
func (a *app) reportable() error {
	_, err := reportSettings(a.show.reports)
	return err
}

// wellFormed refuses malformed rules of what scripts may reach. Nothing is asked
// of them here, so any folder will do.
func (a *app) wellFormed() error {
	for _, path := range slices.Concat(a.allow.Read, a.allow.Write) {
		if err := a.reachable(path); path != "" && err != nil {
			return err
		}
	}
	rules := a.allow
	rules.Dir = "/"
	_, err := policy.Parse(rules)
	return err
}
