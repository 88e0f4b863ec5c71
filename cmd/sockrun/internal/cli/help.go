package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"sockrun/cmd/sockrun/internal/docs"
)

// showHelp shows the help, or that of the command which the operand names.
func (a *app) showHelp(operands []string) int {
	name := strings.Join(operands, " ")
	c := commandNamed(name)
	if c == nil {
		return a.fail(usage("there is no command %s", name).withHint("%s", hintFor(name)))
	}
	return a.showHelpOf(c)
}

// hintFor says which command was probably meant.
func hintFor(name string) string {
	if near := nearestCommand(name); near != "" {
		return "did you mean sockrun help " + near + "?"
	}
	return seeHelp
}

// showHelpOf shows what the reference says of a command, or the whole help for the
// one that has no name.
func (a *app) showHelpOf(c *command) int {
	switch {
	case c.name == "" || c.name == "help":
		return a.showHelpOfAll()
	case c.do == nil:
		return a.fail(c.isToCome())
	}
	return a.showDocs([]string{"sockrun", c.name})
}

// showHelpOfAll shows the commands, the flags and the exit statuses.
func (a *app) showHelpOfAll() int {
	var text strings.Builder
	docs.WriteHelp(&text, docs.Style{Width: textWidth(a.out), Color: a.colors(a.out)}, commandLine())
	return a.answer(text.String())
}

// isToCome says of a command that it is not there yet.
func (c *command) isToCome() *usageError {
	return usage("%s is not there yet", c.name).withHint("%s; for a file or a folder of that name write ./%s", seeHelp, c.name)
}

type exitStatus struct{ number, doc string }

// statuses says what the exit statuses mean.
func statuses() []exitStatus {
	return []exitStatus{
		{"0", "everything passed or was skipped; with --retries, perhaps only at a later attempt"},
		{"1", "a scenario did not pass"},
		{"2", "wrong usage, a scenario that does not load or needs a permission it lacks, nothing to run, or output, a report or an artifact that cannot be written"},
		{"130", "interrupted; a second signal kills what is still ending"},
	}
}

// version names this build and the Go version that made it.
func version() string {
	return fmt.Sprintf("sockrun %s (%s)", build(), runtime.Version())
}

// build is the version of the module, "devel" when it was built from a folder.
func build() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "devel"
}
