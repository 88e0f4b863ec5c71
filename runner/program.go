package runner

import (
	"context"

	"sockrun/runner/play"
)

// Program is a Lua program to run by itself.
type Program = play.Program

// RunProgram runs one Lua program to its end, with as much of the options as is
// about one run. What failed in it comes in order of time: assertions of verify,
// the error that ended it, those of its tasks. A program in which nobody can go on
// any more ends, and a Failure says who waits for whom; so does one that ctx stops.
// A program that could not be read or does not compile has one Failure, which says
// so. status is what it gave to os.exit, else 0.
func RunProgram(ctx context.Context, program Program, o Options) (status int, failures []*Failure) {
	return play.RunProgram(ctx, program, o.play())
}
