// Package declare finds the scenarios of a Lua file. It runs the top level of
// the file, which only declares them, in a world that refuses everything but
// reading files; and it turns what Lua declares into the model of package
// scenario.
package declare

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/runner/outcome"
	"sockrun/runner/policy"
	"sockrun/runner/scenario"
	"sockrun/runner/timescale"
	"sockrun/runner/world"
)

// Bounds on a top level.
const (
	limit        = 5 * time.Second
	maxScenarios = 10_000
	maxMemory    = 512 << 20
)

// File loads the scenarios of a Lua file, in their order. shown gives the names
// of files in positions; files are read below root only. The error is a
// scenario.Errors.
func File(file, root string, shown func(path string) string, o scenario.LoadOptions) ([]*scenario.Scenario, error) {
	program, err := scenario.LoadProgram(file, shown(file), o)
	if err != nil {
		return nil, err
	}
	c := &collector{program: program, scale: o.TimeScale, paths: map[string]string{}}
	c.shown = func(path string) string {
		name := shown(path)
		c.paths[name] = path
		return name
	}
	if err := c.run(root); err != nil {
		c.errs = append(c.errs, c.failure(err))
	}
	if len(c.errs) > 0 {
		return nil, c.errs
	}
	return c.scenarios, program.Finish(c.scenarios)
}

// collector is the stage of a top level.
type collector struct {
	program   *scenario.Program
	shown     func(path string) string
	paths     map[string]string // of the files that were shown, by the names that they got
	scale     timescale.Scale
	declared  int                  // how many calls there were
	scenarios []*scenario.Scenario // with the variants of each
	errs      scenario.Errors
}

// topLevelOverTime is why a top level was stopped that took more than limit.
type topLevelOverTime struct{ scale timescale.Scale }

func (e topLevelOverTime) Error() string {
	return fmt.Sprintf("the top level is not done after %s: it only declares scenarios, and the rest belongs into their bodies", e.scale.Shown(limit))
}

// greedy is why one was stopped that took more than maxMemory.
type greedy struct{}

func (greedy) Error() string {
	return fmt.Sprintf("the top level takes more than %d MiB of memory: it only declares scenarios, and the rest belongs into their bodies", maxMemory>>20)
}

// run runs the top level to its end.
func (c *collector) run(root string) error {
	late := topLevelOverTime{c.scale}
	return alone(policy.Flags{Root: root, Dir: c.program.Dir()}, c.scale.Of(limit), late, func(ctx context.Context, w *world.World) error {
		return c.topLevel(ctx, w, root)
	})
}

// silent is a console that nobody sees.
func silent() host.Console {
	return host.Console{Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: io.Discard}
}

func (c *collector) topLevel(ctx context.Context, w *world.World, root string) error {
	vm := luaapi.New(luaapi.Config{
		World: still{w}, Context: ctx, Dir: c.program.Dir(), Root: root, Shown: c.shown, Stage: c, Console: silent(),
		Weather: func(luaapi.Call) error { return refusal("weather") },
	})
	err := vm.Do("top level", func(t *luaapi.Task) error {
		if _, err := t.Run(c.program.Chunk); err != nil {
			return err
		}
		return errors.Join(append(t.Unjoined(), t.Recorded()...)...)
	})
	if err != nil && ctx.Err() != nil {
		return &stopped{why: context.Cause(ctx), at: err}
	}
	return err
}

// stopped is why a top level was stopped, with the error that tells where it was.
type stopped struct{ why, at error }

func (e *stopped) Error() string { return e.why.Error() }

// failure says where and why the top level failed.
func (c *collector) failure(err error) *scenario.Error {
	pos, message := scenario.Pos{File: c.program.Name()}, err.Error()
	var early *stopped
	if errors.As(err, &early) {
		err = early.at
	}
	if script, ok := errors.AsType[*luaapi.Error](err); ok {
		if script.Line > 0 {
			pos = scenario.Pos{File: script.File, Line: script.Line}
		}
		switch {
		case early != nil:
		case script.Kind == luaapi.Stopped:
			message = "the top level waits for what never comes: it only declares scenarios"
		default:
			message = outcome.Shortened(strings.Join(append([]string{script.Message}, script.Detail...), "\n    ")) + c.callers(pos, script.Stack)
		}
	}
	return c.at(pos, message)
}

// at is an error at a place, with its line: also one in a file that is required.
func (c *collector) at(pos scenario.Pos, message string) *scenario.Error {
	path, known := c.paths[pos.File]
	if !known || pos.File == c.program.Name() {
		return c.program.Error(pos, message)
	}
	if !filepath.IsAbs(path) {
		path = filepath.Join(c.program.Dir(), path)
	}
	source, err := scenario.ReadSource(path, pos.File)
	if err != nil { // it is only the line that is missing
		return c.program.Error(pos, message)
	}
	return source.Error(pos, message)
}

// callers says who has called what failed in another file than that which
// declares, such as one that it requires.
func (c *collector) callers(pos scenario.Pos, stack []string) string {
	if pos.File == c.program.Name() || len(stack) == 0 {
		return ""
	}
	return "\n    at " + strings.Join(stack, "\n    at ")
}

// Declare adds a scenario. What is wrong with it is told when the file has
// been run to its end.
func (c *collector) Declare(call luaapi.Call, _ luaapi.Value) error {
	if c.declared == maxScenarios {
		return fmt.Errorf("more than %d scenarios in one file", maxScenarios)
	}
	s, err := c.program.Scenario(c.declared, call.Name, Call(call))
	c.declared++
	if wrong, ok := errors.AsType[scenario.Errors](err); ok {
		c.errs = append(c.errs, wrong...)
		return nil
	}
	c.scenarios = append(c.scenarios, s.Variants()...)
	return nil
}

// Start is not reached: only a body has what it takes to call it.
func (c *collector) Start(*luaapi.Task, luaapi.ActorKind, luaapi.Call) (luaapi.Actor, error) {
	return nil, refusal("an actor")
}

// Connect is not reached either.
func (c *collector) Connect(*luaapi.Task, luaapi.Call) (*luaapi.Conn, error) {
	return nil, refusal("a connection")
}

// Skip is not reached either.
func (c *collector) Skip(luaapi.Call, string) error { return refusal("skip") }
