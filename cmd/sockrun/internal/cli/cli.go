// Package cli is the command line of sockrun: flags, commands, signals, hints
// and exit statuses. It is the only place that knows the terminal and the
// flag library; what a command does is the runner's.
//
// How it speaks: results go to stdout, all else to stderr. An error is one
// sentence after "sockrun: ", in lower case and without a full stop; what to
// do about it follows as "  hint: ". Errors in files begin with their
// position instead, and come as the loader words them.
package cli

import (
	"fmt"
	"io"
	"os"

	"sockrun/runner/fault"
	"sockrun/runner/policy"
	"sockrun/runner/stack"
)

// The exit statuses.
const (
	success     = 0   // all passed or were skipped
	notPassed   = 1   // a scenario or the program did not pass
	unusable    = 2   // wrong usage, nothing to run, not loadable, not permitted
	interrupted = 130 // by a signal, as shells count it for SIGINT
)

// app is one run of the command line.
type app struct {
	in       io.Reader
	out, err io.Writer
	started  string // the working directory, "" when it does not exist
	settings
}

// settings is what the flags say.
type settings struct {
	scenarios selection
	run       runSettings
	show      showSettings
	allow     policy.Flags
	simulate  bool
	real      bool
	seed      seed
	forecast  forecast
	chop      chopping
	help      bool
	version   bool
}

// Main runs the command that args, without the program's name, stand for, and
// returns the exit status. It takes over SIGINT, SIGTERM, SIGHUP and SIGQUIT from
// where it begins to read scenarios or a program until they have ended.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer) (status int) {
	defer func() {
		if v := recover(); v != nil {
			fmt.Fprintf(stderr, "sockrun: %v\n", fault.Of(v))
			status = notPassed
		}
	}()
	stack.To32KiB()
	a := &app{in: stdin, out: stdout, err: stderr}
	a.started, _ = os.Getwd() // which may have been removed: see reachable
	return a.main(args)
}

func (a *app) main(args []string) int {
	command, operands, err := a.parse(args)
	switch {
	case err != nil:
		return a.fail(err)
	case a.help:
		return a.showHelpOf(command)
	case a.version:
		return a.answer(version() + "\n")
	}
	return command.do(a, operands)
}
