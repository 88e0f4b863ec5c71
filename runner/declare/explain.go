package declare

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"sockrun/luaapi"
	"sockrun/luaapi/wire/frame"
	"sockrun/luaapi/wire/plural"
	"sockrun/runner/fault"
	"sockrun/runner/memory"
	"sockrun/runner/policy"
	"sockrun/runner/scenario"
	"sockrun/runner/world"
)

// Explainable says whether there is more to tell of the messages of a frame
// than where they end: it has a header, or Lua makes its codec.
func Explainable(f *scenario.Frame) bool {
	switch f.Kind {
	case scenario.FrameHeader:
		return true
	case scenario.FrameLua:
		return f.Lua.Function == nil
	}
	return f.Codec != nil && (luaapi.HasFields(f.Codec) || f.Codec.Name() == frame.Custom)
}

// Explain shows the messages in data one after the other: the fields of a header, or
// what a codec in Lua makes of them. Lua of the frame runs as the top level of a
// file does: in a world that refuses everything but reading, and not for long.
// vars are those of the scenario. What is malformed in data is shown; the error is that
// of the Lua, or that it was not done in time.
func Explain(s *scenario.Scenario, f *scenario.Frame, vars luaapi.Map, data []byte) (string, error) {
	if f.Kind == scenario.FrameHeader && !f.Header.HasScripts() {
		return messages(data, f.Header.ExplainOne), nil
	}
	var shown string
	late := fmt.Errorf("%s: the Lua of the frame is not done after %v", f.Pos, limit)
	again := &collector{program: s.Program, shown: func(path string) string { return path }}
	err := alone(policy.Flags{Root: s.Root, Dir: s.Dir}, limit, late, func(ctx context.Context, w *world.World) error {
		config := luaapi.Config{World: still{w}, Context: ctx, Dir: s.Dir, Root: s.Root, Console: silent()}
		if s.Program != nil {
			config.Stage = again
		}
		err := luaapi.New(config).Do("explain", func(t *luaapi.Task) (err error) {
			t.Globals().Set("vars", t.Value(vars))
			codec, err := again.codecOf(t, s, f)
			if err == nil {
				shown = messages(data, func(rest []byte) (string, int) { return luaapi.Explained(t, codec, rest) })
			}
			return err
		})
		if ctx.Err() != nil { // what was stopped may look malformed
			return context.Cause(ctx)
		}
		return err
	})
	if err != nil { // what is left behind may still write
		return "", err
	}
	return shown, nil
}

// maxExplained is how many messages are shown.
const maxExplained = 1000

// messages shows what is in data with one, which shows the message at the start
// of some bytes and says how many it takes, 0 when it is none. More than one
// are numbered, with their offsets, and so is what is left behind them.
func messages(data []byte, one func(data []byte) (shown string, n int)) string {
	shown, n := one(data)
	if n == 0 || n == len(data) {
		return shown
	}
	var out strings.Builder
	fmt.Fprintf(&out, "message 1 at offset 0\n%s", shown)
	at := n
	for i := 2; at < len(data) && n > 0; i++ {
		if i > maxExplained {
			fmt.Fprintf(&out, "\n… and %s more at offset %d\n", plural.Of(len(data)-at, "byte"), at)
			break
		}
		shown, n = one(data[at:])
		what := fmt.Sprintf("message %d", i)
		if n == 0 {
			what = "left: " + plural.Of(len(data)-at, "byte")
		}
		fmt.Fprintf(&out, "\n%s at offset %d\n%s", what, at, shown)
		at += n
	}
	return out.String()
}

// codecOf is the codec of a frame, which is a header or made by Lua.
func (c *collector) codecOf(t *luaapi.Task, s *scenario.Scenario, f *scenario.Frame) (frame.Codec, error) {
	switch f.Kind {
	case scenario.FrameHeader:
		return t.Header(f.Header), nil
	case scenario.FrameCodec:
		return c.madeAgain(t, s, f)
	}
	results, err := t.Run(f.Lua.Chunk)
	if err != nil {
		return nil, err
	}
	codec, ok := luaapi.Codec(append(results, luaapi.Nil)[0])
	if !ok {
		return nil, fmt.Errorf("%s: a frame's lua must give a codec", f.Lua.Pos)
	}
	return codec, nil
}

// madeAgain is the codec of a frame in the VM of a task, which runs the file
// again: the functions of a codec belong to the VM that has made it.
func (c *collector) madeAgain(t *luaapi.Task, s *scenario.Scenario, f *scenario.Frame) (frame.Codec, error) {
	name := s.NameOf(f)
	if _, err := t.Run(c.program.Chunk); err != nil {
		return nil, err
	}
	i := slices.IndexFunc(c.scenarios, func(again *scenario.Scenario) bool { return again.Index == s.Index })
	if i < 0 {
		return nil, fmt.Errorf("%s: the file declares other scenarios when it is run again", s.Pos)
	}
	again := c.scenarios[i].FrameNamed(name)
	if again == nil || again.Codec == nil {
		return nil, fmt.Errorf("%s: the file declares other frames when it is run again", f.Pos)
	}
	return again.Codec, nil
}

// recovered makes an error of a panic in fn, which would end the process: nothing
// else on this goroutine recovers.
func recovered(fn func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = errors.New(fault.Of(v).String())
		}
	}()
	return fn()
}

// alone runs fn in a world of its own to its end, or fails with late after the
// time that is its limit. The cause of the end of fn's context is late or, when it
// takes too much memory, greedy. What does not let itself be interrupted is left
// behind.
func alone(flags policy.Flags, limit time.Duration, late error, fn func(ctx context.Context, w *world.World) error) error {
	allowed, err := policy.Parse(flags)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeoutCause(context.Background(), limit, late)
	defer cancel()
	ctx, stop := context.WithCancelCause(ctx)
	_, unwatch := memory.WatchGrowth(maxMemory, func(*memory.Passed, time.Time) { stop(greedy{}) })
	defer unwatch()
	done := make(chan error, 1)
	w := world.New(world.Simulated, world.Options{Dir: flags.Dir, Policy: allowed})
	go w.Main(func() {
		err := recovered(func() error { return fn(ctx, w) })
		w.Close(0)
		done <- err
	})
	select {
	case err := <-done:
		return err
	case <-time.After(limit + time.Second):
		return late
	}
}
