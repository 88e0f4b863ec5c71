package cli

import (
	"cmp"
	"path/filepath"

	"sockrun/cmd/sockrun/internal/heap"
	"sockrun/luaapi/host"
	"sockrun/runner"
	"sockrun/runner/report"
)

// runProgram runs a Lua program that owns stdin, stdout and its arguments.
func (a *app) runProgram(operands []string) int {
	if err := a.runnable(operands); err != nil {
		return a.fail(err)
	}
	s := a.begin()
	defer s.end()
	heap.Tune()
	s.open()
	program := runner.Program{
		File: operands[0], Args: operands[1:],
		Console: host.Console{Stdin: newInput(s.after, a.in), Stdout: a.out, Stderr: a.err},
	}
	told := map[*runner.Failure]bool{}
	program.Tell = func(f *runner.Failure) {
		told[f] = true
		a.tell(f)
	}
	asked, failures := runner.RunProgram(s.ctx, program, a.optionsIn(s))
	status := asked
	if len(failures) > 0 {
		status = a.failedProgram(failures, told, asked)
	}
	if s.ctx.Err() != nil {
		return interrupted
	}
	return status
}

// runnable refuses operands that cannot begin with a program.
func (a *app) runnable(operands []string) error {
	if len(operands) == 0 {
		return usage("which program? give the FILE.lua to run").withHint(seeHelp)
	}
	file, _ := runner.Place(operands[0])
	if extension := filepath.Ext(file); extension == ".yaml" || extension == ".yml" {
		return usage("%s is a scenario file, no Lua program", operands[0]).withHint("sockrun %s", operands[0])
	}
	return a.reachable(operands[0])
}

// tell shows a failure of a program.
func (a *app) tell(f *runner.Failure) {
	report.Failure(a.err, f, report.Style{Color: a.colors(a.err)})
}

// failedProgram shows what failed in a program, unless it was told, and returns
// the exit status: the one that the program asked for unless that says that all
// is well.
func (a *app) failedProgram(failures []*runner.Failure, told map[*runner.Failure]bool, asked int) int {
	status := cmp.Or(asked, notPassed)
	for _, f := range failures {
		if f.Unread && f.Pos.Line == 0 {
			return a.fail(usage("%s: %s", f.Who, f.Message))
		}
		if !told[f] {
			a.tell(f)
		}
		if f.Unread || f.Denied {
			status = unusable
		}
	}
	return status
}
