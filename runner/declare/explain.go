package declare

import (
	"context"
	"fmt"
	"time"

	"sockrun/luaapi"
	"sockrun/luaapi/wire/header"
	"sockrun/runner/policy"
	"sockrun/runner/world"
)

// Explain shows the fields of the message at the start of data. Functions of
// the header run as the top level of a file does: in a world that refuses
// everything, and not for long.
func Explain(h *header.Header, data []byte) (string, error) {
	if !h.HasScripts() {
		return h.Explain(data), nil
	}
	var shown string
	late := fmt.Errorf("the functions of the header are not done after %v", limit)
	err := alone(policy.Flags{}, late, func(ctx context.Context, w *world.World) error {
		vm := luaapi.New(luaapi.Config{World: still{w}, Context: ctx, Console: silent()})
		return vm.Do("explain", func(t *luaapi.Task) error {
			shown = luaapi.HeaderOf(t.Header(h)).Explain(data)
			return nil
		})
	})
	if err != nil { // what is left behind may still write
		return "", err
	}
	return shown, nil
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
