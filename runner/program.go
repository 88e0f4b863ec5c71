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

// RunProgram runs one Lua program to its end. What failed in it comes in order
// of time: assertions of verify, the error that ended it, those of its tasks. A
// program that could not be read or does not compile has one Failure, which
// says so. status is what it gave to os.exit, else 0. ctx stops it.
func RunProgram(ctx context.Context, program Program, o Options) (status int, failures []*Failure) {
	name := Display(absolute(program.File), o.Started)
	code, err := os.ReadFile(program.File)
	if err != nil {
		return 0, []*Failure{{Verdict: Error, Who: name, Message: unwrapped(err).Error(), Unread: true}}
	}
	compiled, err := chunk.Compile(string(code), chunk.Options{Name: name})
	if err != nil {
		return 0, []*Failure{compileFailure(name, err, program.File)}
	}
	p := &play{Scenario: &scenario.Scenario{Dir: filepath.Dir(absolute(program.File)), Pos: scenario.Pos{File: name}}, options: &o}
	if err := p.openProgram(ctx); err != nil {
		return 0, []*Failure{{Verdict: Error, Who: name, Message: err.Error()}}
	}
	defer p.temp.remove()
	for _, err := range p.program(program, compiled, name) {
		if asked, exited := luaapi.ExitStatus(err); exited {
			status = asked
			continue
		}
		f := p.failure(name, err)
		if source, err := scenario.ReadSource(p.file(f.Pos.File), f.Pos.File); err == nil && f.Pos.Line > 0 {
			f.Excerpt = source.Excerpt(f.Pos, 2, 0)
		}
		failures = append(failures, f)
	}
	return status, failures
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

// program runs the compiled program as the only VM of its world, and returns
// its errors in order of time.
func (p *play) program(program Program, compiled *chunk.Chunk, name string) (errs []error) {
	vm := luaapi.New(luaapi.Config{
		World: p.world, Context: p.ctx, Console: program.Console,
		Dir: p.Dir, Root: p.Dir, Shown: p.shownFrom(p.options.Started), Script: program.File, Args: program.Args,
	})
	ended := context.AfterFunc(p.ctx, p.world.End)
	defer ended()
	p.world.Main(func() {
		err := vm.Do(name, func(t *luaapi.Task) error {
			_, err := t.Run(compiled, t.Values(program.Args)...)
			errs = t.Recorded()
			if err != nil {
				errs = append(errs, err)
			}
			errs = append(errs, t.Unjoined()...)
			errs = append(errs, t.Recorded()...) // of tasks that went on
			return nil
		})
		if err != nil {
			errs = append(errs, err)
		}
		p.world.Close(grace)
	})
	p.stop()
	return errs
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
