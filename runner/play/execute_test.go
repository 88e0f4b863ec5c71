package play

import (
	"context"
	"io/fs"
	"testing"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/runner/policy"
	"sockrun/runner/world"
)

// slow starts programs when it is asked about them, as a busy system does.
type slow struct {
	world.Base
	asked func()
}

func (s slow) Start(host.Command) (host.Process, error) {
	s.asked()
	return nil, fs.ErrNotExist
}

// While a program starts, the VM can be asked who waits: in a scenario in Lua it
// is that of all actors, which seemed to run and never wait, and was abandoned.
func TestOthersGoOnWhileAProgramStarts(t *testing.T) {
	t.Parallel()
	allowed, err := policy.Parse(policy.Flags{All: true})
	if err != nil {
		t.Fatal(err)
	}
	w := world.New(world.Real, world.Options{Policy: allowed})
	defer w.Close(0)
	vm := luaapi.New(luaapi.Config{World: w, Context: context.Background()})
	var waits []luaapi.Wait
	w.Base = slow{w.Base, func() { waits, _ = vm.TryWaits() }}
	pr := &process{actor: &actor{view: w.View("server")}}
	_ = vm.Do("processes.server", func(task *luaapi.Task) error {
		return pr.execute(task, &execution{}, host.Command{Argv: []string{"server"}})
	})
	if len(waits) != 1 || waits[0].Op != "to start" {
		t.Errorf("waits are %v", waits)
	}
}
