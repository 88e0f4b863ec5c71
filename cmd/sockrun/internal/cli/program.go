package cli

import (
	"cmp"
	"path/filepath"

	"sockrun/luaapi/host"
	"sockrun/runner"
	"sockrun/runner/report"
)

// runProgram runs a Lua program that owns stdin, stdout and its arguments.
func (a *app) runProgram(operands []string) int {
	if len(operands) == 0 {
		return a.fail(usage("which program? give the FILE.lua to run").withHint(seeHelp))
	}
	if extension := filepath.Ext(operands[0]); extension == ".yaml" || extension == ".yml" {
		return a.fail(usage("%s is a scenario file, no Lua program", operands[0]).withHint("sockrun %s", operands[0]))
	}
	s, err := a.begin()
	if err != nil {
		return a.fail(err)
	}
	defer s.end()
	program := runner.Program{
		File: operands[0], Args: operands[1:],
		Console: host.Console{Stdin: newInput(s.after, a.in), Stdout: a.out, Stderr: a.err},
	}
	asked, failures := runner.RunProgram(s.ctx, program, a.options(s.temp))
	switch {
	case s.ctx.Err() != nil:
		return interrupted
	case len(failures) == 0:
		return asked
	}
	return a.failedProgram(failures, asked)
}

// failedProgram shows what failed in a program and returns the exit status: the
// one that the program asked for unless that says that all is well.
func (a *app) failedProgram(failures []*runner.Failure, asked int) int {
	status := cmp.Or(asked, notPassed)
	for _, f := range failures {
		if f.Unread && f.Pos.Line == 0 {
			return a.fail(usage("%s: %s", f.Who, f.Message))
		}
		report.Failure(a.err, f, report.Style{Color: a.colors(a.err)})
		if f.Unread || f.Denied {
			status = unusable
		}
	}
	return status
}
