package cli

import (
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"sockrun/cmd/sockrun/internal/docs"
	"sockrun/luaapi/wire/spell"
)

// explain says what is wrong with a flag, in words that do not come from a
// parser.
func (a *app) explain(f *pflag.FlagSet, err error) error {
	var unknown *pflag.NotExistError
	var valueless *pflag.ValueRequiredError
	var invalid *pflag.InvalidValueError
	switch {
	case errors.As(err, &unknown):
		return unknownFlag(f, unknown)
	case errors.As(err, &valueless):
		flag := valueless.GetFlag()
		value, does := described(flag)
		return usage("--%s needs a value", flag.Name).withHint("--%s %s: %s", flag.Name, value, does)
	case errors.As(err, &invalid):
		return badValue(invalid.GetFlag(), invalid.GetValue())
	}
	return &usageError{message: err.Error(), hint: seeHelp}
}

// unknownFlag says which flag may have been meant.
func unknownFlag(f *pflag.FlagSet, unknown *pflag.NotExistError) error {
	name := unknown.GetSpecifiedName()
	if short := unknown.GetSpecifiedShortnames(); short != "" {
		return usage("unknown flag -%s", name).withHint("%s", otherwise("-"+name))
	}
	if slices.Contains(later(), name) {
		return usage("--%s is not there yet", name).withHint(seeHelp)
	}
	var known []string
	f.VisitAll(func(flag *pflag.Flag) { known = append(known, flag.Name) })
	e := usage("unknown flag --%s", name)
	if c := commandNamed(name); c != nil && c.do != nil {
		return e.withHint("did you mean the command %s?", name)
	}
	if instead := reportFlag(name); instead != "" {
		return e.withHint("%s", instead)
	}
	if near := nearestFlags(name, known); len(near) > 0 {
		return e.withHint("did you mean --%s?", strings.Join(near, " or --"))
	}
	return e.withHint("%s", otherwise("--"+name))
}

// reportFlag is a hint at --report for a flag that names a format, as --junit
// and --junit-xml do; "" for others.
func reportFlag(name string) string {
	for word := range strings.SplitSeq(name, "-") {
		switch word = strings.TrimSuffix(word, "xml"); {
		case slices.Contains(reportFormats, word):
			return "write --report " + word + "=FILE, or --report " + word + " for stdout"
		case slices.Contains(laterFormats, word):
			return "--report writes " + strings.Join(reportFormats, ", ") + ", as in --report junit=FILE"
		}
	}
	return ""
}

// otherwise is a hint at what sockrun has for a flag of another tool, such as
// pytest's -k.
func otherwise(flag string) string {
	_, _, about := docs.New(commandLine()).Find(flag)
	var topics, flags []string
	for _, t := range about {
		topics = append(topics, t.Name)
		if strings.HasPrefix(t.Name, "--") {
			flags = append(flags, t.Name)
		}
	}
	switch {
	case len(flags) > 0:
		return "did you mean " + strings.Join(flags, " or ") + "?"
	case len(topics) > 0:
		return "that is no flag here: see sockrun docs " + strings.Join(topics, ", ")
	}
	return seeHelp
}

// nearestFlags are the flags that may have been meant: the nearest, else those
// that begin with a word that is.
func nearestFlags(name string, known []string) []string {
	if near := spell.Nearest(name, known); near != "" {
		return []string{near}
	}
	var words []string
	for _, flag := range known {
		word, _, _ := strings.Cut(flag, "-")
		words = append(words, word)
	}
	near := spell.Nearest(name, words)
	return slices.DeleteFunc(known, func(flag string) bool { return near == "" || !strings.HasPrefix(flag, near+"-") })
}

// badValue says what a flag takes instead of a value.
func badValue(flag *pflag.Flag, value string) error {
	name := "--" + flag.Name
	switch flag.Value.Type() {
	case "duration":
		return badDuration(name, value)
	case "int":
		return usage("%s must be a number, got %q", name, value)
	case "float64":
		return usage("%s must be a number such as 4 or 0.5, got %q", name, value)
	case "shard":
		return usage("%s must be I/N with I from 1 to N, got %q", name, value).withHint("%s 2/4 is the second of four parts", name)
	case "weather":
		return badWeather(name, value)
	case "ways":
		return badChop(name, value)
	case "seed":
		return usage("%s must be a number from 0 to %d, perhaps with drawings such as 17:cut3, got %q", name, uint64(math.MaxUint64), value)
	case "seeds":
		return usage("%s must be a number such as 1000 or a time such as 30s, got %q", name, value)
	case "size":
		return usage("%s: %q is no size; write one such as 512MiB or 2GiB", name, value)
	case "uint64":
		return usage("%s must be a number from 0 to %d, got %q", name, uint64(math.MaxUint64), value)
	case "bool":
		return usage("%s takes no value, got %q", name, value).withHint("write %s alone", name)
	}
	return usage("%s: %q cannot be read", name, value).withHint(seeHelp)
}

// badDuration says how a time is written.
func badDuration(name, value string) error {
	if _, err := strconv.ParseFloat(value, 64); err == nil && strings.ContainsAny(value, "0123456789") {
		return usage("%s: %q has no unit; write %ss", name, value, value)
	}
	return usage("%s: %q is no time; write one such as 500ms, 5s or 2m", name, value)
}
