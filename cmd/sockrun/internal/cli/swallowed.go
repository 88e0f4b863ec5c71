package cli

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"sockrun/runner"
)

// swallowed says which flag took the PATH of a command that was given none: a
// word behind --allow-run or --tags is its value, also when it was not meant
// so. It returns nil when no value looks like a path.
func swallowed(c *command, f *pflag.FlagSet, args []string) error {
	if f.NArg() > 0 || !slices.Contains([]string{"", "run", "check", "list"}, c.name) {
		return nil
	}
	for i, arg := range args[:max(len(args)-1, 0)] {
		flag, path := takesText(f, arg), args[i+1]
		if arg == "--" {
			return nil
		}
		if flag != nil && (isScript(path) || isFolder(path) && !takesFolder(flag)) {
			takes, _ := described(flag)
			takes, _, _ = strings.Cut(takes, ",")
			return usage("--%s took %s as its value", flag.Name, path).withHint("write --%s=%s %s", flag.Name, takes, path)
		}
	}
	return nil
}

// takesText is the flag that an argument names, if its value is a text and
// stands in the next argument; else nil.
func takesText(f *pflag.FlagSet, arg string) *pflag.Flag {
	var flag *pflag.Flag
	if name, isLong := strings.CutPrefix(arg, "--"); isLong {
		flag = f.Lookup(name)
	} else if len(arg) == 2 && arg[0] == '-' {
		flag = f.ShorthandLookup(arg[1:])
	}
	if flag == nil || !slices.Contains([]string{"string", "stringSlice", "stringArray"}, flag.Value.Type()) {
		return nil
	}
	return flag
}

// isScript says whether a word is likely to name a file to run.
func isScript(word string) bool {
	file, _ := runner.Place(word)
	return slices.Contains([]string{".yaml", ".yml", ".lua"}, filepath.Ext(file))
}

func isFolder(word string) bool {
	info, err := os.Stat(word)
	return err == nil && info.IsDir()
}

// takesFolder says whether a folder may be what a flag was to be given.
func takesFolder(flag *pflag.Flag) bool {
	return slices.Contains([]string{"artifacts", "allow-read", "allow-write"}, flag.Name)
}
