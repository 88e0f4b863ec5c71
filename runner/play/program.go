package play

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"

	"sockrun/luaapi/chunk"
	"sockrun/luaapi/host"
	"sockrun/runner/outcome"
	"sockrun/runner/paths"
	"sockrun/runner/policy"
	"sockrun/runner/scenario"
	"sockrun/runner/transcript"
	"sockrun/runner/world"
)

// Program is a Lua program to run by itself.
type Program struct {
	File    string
	Args    []string
	Console host.Console
	// Tell, unless nil, gets the failure of a task that nobody has joined while
	// the program still waits. RunProgram returns the same *Failure, unless the
	// program joins the task later and takes its error.
	Tell func(*outcome.Failure)
}

// RunProgram runs one Lua program to its end, as runner.RunProgram says.
func RunProgram(ctx context.Context, program Program, o Options) (status int, failures []*outcome.Failure) {
	name := paths.Shown(paths.Absolute(program.File), o.Started)
	code, err := readProgram(ctx, program.File)
	if ctx.Err() != nil { // while a pipe or a terminal was read
		return 0, nil
	}
	if err != nil {
		return 0, []*outcome.Failure{{Verdict: outcome.Error, Who: name, Message: paths.Unwrapped(err).Error(), Unread: true}}
	}
	compiled, err := chunk.Compile(code, chunk.Options{Name: name})
	if err != nil {
		return 0, []*outcome.Failure{compileFailure(name, err, program.File)}
	}
	p := &play{Scenario: &scenario.Scenario{Dir: filepath.Dir(paths.Absolute(program.File)), Pos: scenario.Pos{File: name}}, options: &o}
	if err := p.openProgram(ctx); err != nil {
		return 0, []*outcome.Failure{{Verdict: outcome.Error, Who: name, Message: err.Error()}}
	}
	defer p.temp.remove()
	run := &programRun{play: p, name: name, tell: program.Tell}
	run.perform(ctx, program, compiled)
	return run.outcome()
}

// readProgram reads a program, which may come from a pipe. Of one that is too
// long, or of a device that never ends, it reads what the compiler needs to say
// so. It does not wait longer than ctx lasts.
func readProgram(ctx context.Context, path string) (string, error) {
	var code []byte
	var err error
	done := make(chan struct{})
	go func() {
		defer close(done)
		code, err = readUpTo(path, chunk.MaxSource+1)
	}()
	select {
	case <-done:
		return string(code), err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func readUpTo(path string, limit int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, limit))
}

// openProgram is open with the program's own rules: its root is the folder of
// the script, and relative names count from where it was started.
func (p *play) openProgram(ctx context.Context) error {
	p.temp = p.options.newFolder()
	flags := p.options.Allow
	flags.Root, flags.Temp, flags.Dir = p.Dir, p.temp.path, p.options.Started
	allowed, err := policy.Parse(flags)
	if err != nil {
		return err
	}
	p.policy = allowed
	p.world = world.New(p.options.World, world.Options{
		Seed: p.options.Seed, Plan: p.options.Plan, Forecast: p.options.forecast(), Dir: p.options.Started, Policy: allowed, Prepare: p.temp.make,
		Transcript: transcript.New(-1), // for whom waits for whom
	})
	p.ctx, p.stop = context.WithCancel(ctx)
	p.changed, p.lookout = p.world.NewParker(), newLookout(p)
	p.visited = p.options.World == world.Real
	return nil
}

func compileFailure(name string, err error, file string) *outcome.Failure {
	f := &outcome.Failure{Verdict: outcome.Error, Who: name, Message: err.Error(), Unread: true}
	if at, ok := errors.AsType[*chunk.Error](err); ok {
		f.Pos, f.Message = scenario.Pos{File: at.File, Line: at.Line, Column: at.Column}, at.Message
		if source, err := scenario.ReadSource(file, name); err == nil {
			f.Excerpt = source.Excerpt(f.Pos, 2, 0)
		}
	}
	return f
}
