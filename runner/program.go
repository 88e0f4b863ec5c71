package runner

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"sockrun/luaapi"
	"sockrun/luaapi/chunk"
	"sockrun/luaapi/host"
	"sockrun/runner/policy"
	"sockrun/runner/scenario"
	"sockrun/runner/world"
)

// Program is a Lua program to run by itself.
type Program struct {
	File    string
	Args    []string
	Console host.Console
}

// RunProgram runs one Lua program to its end. A program that failed, or that
// does not compile, gives a Failure; one that called os.exit, the status that
// it asked for. ctx stops it.
func RunProgram(ctx context.Context, program Program, o Options) (status int, failure *Failure) {
	name := Display(absolute(program.File), o.Started)
	code, err := os.ReadFile(program.File)
	if err != nil {
		return 0, &Failure{Verdict: Error, Who: name, Message: unwrapped(err).Error(), Unread: true}
	}
	compiled, err := chunk.Compile(string(code), chunk.Options{Name: name})
	if err != nil {
		return 0, compileFailure(name, err, program.File)
	}
	p := &play{Scenario: &scenario.Scenario{Dir: filepath.Dir(absolute(program.File)), Pos: scenario.Pos{File: name}}, options: &o}
	if err := p.openProgram(ctx); err != nil {
		return 0, &Failure{Verdict: Error, Who: name, Message: err.Error()}
	}
	defer p.temp.remove()
	status, failure = p.program(program, compiled, name)
	if failure != nil && failure.Pos.Line > 0 {
		if source, err := scenario.ReadSource(p.file(failure.Pos.File), failure.Pos.File); err == nil {
			failure.Excerpt = source.Excerpt(failure.Pos, 2, 0)
		}
	}
	return status, failure
}

func absolute(path string) string {
	if full, err := filepath.Abs(path); err == nil {
		return full
	}
	return path
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
	p.world = world.New(p.options.World, world.Options{
		Seed: p.options.Seed, Dir: p.options.Started, Policy: allowed, Prepare: p.temp.make,
	})
	p.ctx, p.stop = context.WithCancel(ctx)
	return nil
}

// program runs the compiled program as the only VM of its world.
func (p *play) program(program Program, compiled *chunk.Chunk, name string) (status int, failure *Failure) {
	vm := luaapi.New(luaapi.Config{
		World: p.world, Context: p.ctx, Console: program.Console,
		Dir: p.Dir, Root: p.Dir, Script: program.File, Args: program.Args,
	})
	ended := context.AfterFunc(p.ctx, p.world.End)
	defer ended()
	var err error
	p.world.Main(func() {
		err = vm.Do(name, func(t *luaapi.Task) error {
			_, err := t.Run(compiled, t.Values(program.Args)...)
			return errors.Join(append([]error{err}, append(t.Recorded(), t.Unjoined()...)...)...)
		})
		p.world.Close(grace)
	})
	p.stop()
	if status, exited := luaapi.ExitStatus(err); err == nil || exited {
		return status, nil
	}
	return 0, p.failure(name, err)
}

func compileFailure(name string, err error, file string) *Failure {
	f := &Failure{Verdict: Error, Who: name, Message: err.Error(), Unread: true}
	var at *chunk.Error
	if errors.As(err, &at) {
		f.Pos, f.Message = scenario.Pos{File: at.File, Line: at.Line, Column: at.Column}, at.Message
		if source, err := scenario.ReadSource(file, name); err == nil {
			f.Excerpt = source.Excerpt(f.Pos, 2, 0)
		}
	}
	return f
}
