package cli

import (
	"sockrun/luaapi/host"
	"sockrun/runner"
	"sockrun/runner/report"
)

// runProgram runs a Lua program that owns stdin, stdout and its arguments.
func (a *app) runProgram(operands []string) int {
	if len(operands) == 0 {
		return a.fail(usage("which program? give the FILE.lua to run").withHint(seeHelp))
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
	asked, failure := runner.RunProgram(s.ctx, program, a.options(s.temp))
	switch {
	case s.ctx.Err() != nil:
		return interrupted
	case failure == nil:
		return asked
	case failure.Unread && failure.Pos.Line == 0:
		return a.fail(usage("%s: %s", failure.Who, failure.Message))
	}
	report.Failure(a.err, failure, report.Style{Color: a.colors(a.err)})
	if failure.Unread || failure.Denied {
		return unusable
	}
	return notPassed
}
