package play

import (
	"context"
	"errors"
	"testing"
	"time"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/runner/policy"
	"sockrun/runner/scenario"
	"sockrun/runner/world"
	"sockrun/runner/world/real"
)

// slowNames is a world that looks a name up when others have had their turn.
type slowNames struct {
	*real.World
	others func() bool
}

func (w *slowNames) Lookup(string, host.Family, host.Deadline) ([]host.Addr, error) {
	if !w.others() {
		return nil, errors.New("nobody else could run")
	}
	return []host.Addr{host.Inet(loopback(), 0)}, nil
}

// While the name of a target is looked up other instances of the client go on.
func TestLookupLetsOthersRun(t *testing.T) {
	t.Parallel()
	allowed, err := policy.Parse(policy.Flags{Net: []string{"example.test"}})
	if err != nil {
		t.Fatal(err)
	}
	base := &slowNames{World: real.New(real.Options{})}
	w := world.Wrap(base, allowed, nil)
	defer w.Close(0)
	p := &play{Scenario: &scenario.Scenario{}, world: w, options: &Options{}}
	vm := luaapi.New(luaapi.Config{World: w, Context: context.Background()})
	base.others = func() bool { return vm.TryDo("other", func(*luaapi.Task) {}) }
	err = vm.Do("client", func(task *luaapi.Task) error {
		c := &client{actor: &actor{play: p}, decl: &scenario.Client{}}
		dest, err := c.target("tcp://example.test:80", p.lookupBy(task, host.After(w, time.Minute)))
		if err == nil && dest.addr != host.Inet(loopback(), 80) {
			t.Errorf("it leads to %v", dest.addr)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
