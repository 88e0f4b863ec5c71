package play

import (
	"context"
	"testing"

	"sockrun/luaapi"
	"sockrun/runner/scenario"
	"sockrun/runner/world"
)

// Of a hundred thousand instances, which may be too many for the memory, none begins
// once the scenario is to end.
func TestNoneBeginsAfterTheEnd(t *testing.T) {
	t.Parallel()
	w := world.New(world.Real, world.Options{})
	defer w.Close(0)
	vm := luaapi.New(luaapi.Config{World: w, Context: context.Background()})
	p := &play{world: w, changed: w.NewParker()}
	c := newClient(&actor{play: p, kind: "clients", name: "c", vm: vm}, &scenario.Client{})
	c.instances = 100_000
	err := vm.Do("clients.c", func(task *luaapi.Task) error {
		p.ending = true
		c.launch(task)
		return nil
	})
	if len(c.jobs) > 0 || err != nil {
		t.Errorf("%d have begun, error %v", len(c.jobs), err)
	}
}
