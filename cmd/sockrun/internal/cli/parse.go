package cli

import (
	"errors"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"sockrun/runner/policy"
	"sockrun/runner/scenario"
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
	f.SetInterspersed(!c.program)
	if err := f.Parse(rest); err != nil {
		return nil, nil, a.explain(f, err)
	}
	if a.help || a.version {
		return c, nil, nil
	}
	return c, f.Args(), a.validate(c, f)
}

// explain says what is wrong with a flag, and which one may have been meant.
func (a *app) explain(f *pflag.FlagSet, err error) error {
	var unknown *pflag.NotExistError
	if !errors.As(err, &unknown) {
		return &usageError{message: err.Error(), hint: seeHelp}
	}
	if short := unknown.GetSpecifiedShortnames(); short != "" {
		return usage("unknown flag -%s", unknown.GetSpecifiedName()).withHint(seeHelp)
	}
	name := unknown.GetSpecifiedName()
	if slices.Contains(later(), name) {
		return usage("--%s is not there yet", name).withHint(seeHelp)
	}
	var known []string
	f.VisitAll(func(flag *pflag.Flag) { known = append(known, flag.Name) })
	e := usage("unknown flag --%s", name)
	if near := scenario.Nearest(name, known); near != "" {
		return e.withHint("did you mean --%s?", near)
	}
	return e.withHint(seeHelp)
}

const seeHelp = "sockrun --help shows commands and flags"

// validate refuses what contradicts itself or has no meaning.
func (a *app) validate(c *command, f *pflag.FlagSet) error {
	if c.do == nil {
		return usage("%s is not there yet", c.name).withHint(seeHelp)
	}
	var foreign []string
	f.Visit(func(flag *pflag.Flag) {
		if !c.takes(flag.Name) {
			foreign = append(foreign, "--"+flag.Name)
		}
	})
	switch {
	case len(foreign) > 0:
		return usage("%s has no meaning for sockrun %s", strings.Join(foreign, ", "), c.name).withHint(seeHelp)
	case a.simulate && a.real:
		return usage("--sim and --real contradict each other").withHint("leave one of them out")
	case a.show.verbose && a.show.quiet:
		return usage("-v and -q contradict each other").withHint("leave one of them out")
	case a.run.jobs < 1:
		return usage("--jobs must be 1 or more, got %d", a.run.jobs)
	case a.run.timeout < 0 || a.run.timeout == 0 && f.Changed("timeout"):
		return usage("--timeout must be more than 0, such as 5s")
	case !slices.Contains([]string{"auto", "always", "never"}, a.show.color):
		return usage("--color must be auto, always or never, got %q", a.show.color)
	}
	if _, err := reportSettings(a.show.reports); err != nil {
		return err
	}
	_, err := policy.Parse(a.allow)
	return err
}
