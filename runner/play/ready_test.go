package play

import (
	"context"
	"testing"
	"time"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/runner/scenario"
	"sockrun/runner/world"
)

// A process that says that it is ready and ends by itself at once was ready, also
// when it has ended just behind a look.
func TestReadyThenGone(t *testing.T) {
	t.Parallel()
	w := world.New(world.Real, world.Options{})
	defer w.Close(0)
	pr := &process{actor: &actor{play: &play{world: w}}, decl: &scenario.Process{Exit: &scenario.Exit{}}}
	ex := &execution{wake: w.NewParker()}
	looks := 0
	look := func() (bool, string, error) {
		looks++
		if looks == 1 {
			ex.gone = true // what it has printed before is there at the next look
		}
		return looks > 1, "", nil
	}
	vm := luaapi.New(luaapi.Config{World: w, Context: context.Background()})
	err := vm.Do("process", func(task *luaapi.Task) error {
		return pr.awaitProbe(task, ex, probe{look: look}, host.After(w, time.Minute))
	})
	if err != nil {
		t.Errorf("after %d looks: %v", looks, err)
	}
}
