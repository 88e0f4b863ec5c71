package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
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
		return a.answer(help())
	case c.do == nil:
		return a.fail(c.isToCome())
	}
	return a.showDocs([]string{"sockrun", c.name})
}

// isToCome says of a command that it is not there yet.
func (c *command) isToCome() *usageError {
	return usage("%s is not there yet", c.name).withHint("%s; for a file or a folder of that name write ./%s", seeHelp, c.name)
}

// help is what --help shows.
func help() string {
	var b strings.Builder
	b.WriteString("sockrun runs protocol test scenarios\n\n")
	for _, c := range commands() {
		if c.do != nil {
			name := strings.TrimSpace("sockrun " + c.name)
			fmt.Fprintf(&b, "%-35s%s\n", name+" "+c.synopsis, c.summary)
		}
	}
	b.WriteString("\nflags\n")
	b.WriteString(new(settings).flags().FlagUsages())
	b.WriteString("\nexit status\n")
	for _, s := range statuses() {
		fmt.Fprintf(&b, "  %-5s%s\n", s.number, s.doc)
	}
	b.WriteString("\nsockrun COMMAND --help says more of a command\n")
	b.WriteString("sockrun docs is the reference; sockrun docs start shows a first scenario\n")
	return b.String()
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
