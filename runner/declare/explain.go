package declare

import (
	"context"
	"fmt"
	"time"

	"sockrun/luaapi"
	"sockrun/luaapi/wire/frame"
	"sockrun/runner/policy"
	"sockrun/runner/scenario"
	"sockrun/runner/world"
)

// Explain shows the message at the start of data: the fields of a header, or
// what a codec in Lua makes of it. Lua of the frame runs as the top level of a
// file does: in a world that refuses everything but reading, and not for long.
// vars are those of the scenario.
func Explain(s *scenario.Scenario, f *scenario.Frame, vars luaapi.Map, data []byte) (string, error) {
	if f.Kind == scenario.FrameHeader && !f.Header.HasScripts() {
		return f.Header.Explain(data), nil
	}
	var shown string
	late := fmt.Errorf("the Lua of the frame is not done after %v", limit)
	err := alone(policy.Flags{Root: s.Root, Dir: s.Dir}, late, func(ctx context.Context, w *world.World) error {
		vm := luaapi.New(luaapi.Config{World: still{w}, Context: ctx, Dir: s.Dir, Root: s.Root, Console: silent()})
		return vm.Do("explain", func(t *luaapi.Task) (err error) {
			t.Globals().Set("vars", t.Value(vars))
			codec, err := codecOf(t, f)
			if err == nil {
				shown = luaapi.Explained(t, codec, data)
			}
			return err
		})
	})
	if err != nil { // what is left behind may still write
		return "", err
	}
	return shown, nil
}

// codecOf is the codec of a frame, which is a header or made by Lua.
func codecOf(t *luaapi.Task, f *scenario.Frame) (frame.Codec, error) {
	if f.Kind == scenario.FrameHeader {
		return t.Header(f.Header), nil
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

// alone runs fn in a world of its own to its end, or fails with late. What does
// not let itself be interrupted is left behind.
func alone(flags policy.Flags, late error, fn func(ctx context.Context, w *world.World) error) error {
	allowed, err := policy.Parse(flags)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeoutCause(context.Background(), limit, late)
	defer cancel()
	done := make(chan error, 1)
	w := world.New(world.Simulated, world.Options{Dir: flags.Dir, Policy: allowed})
	go w.Main(func() {
		err := fn(ctx, w)
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
