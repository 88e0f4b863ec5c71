package play

import (
	"strings"
	"testing"

	"sockrun/runner/scenario"
	"sockrun/runner/world"
)

// A mistake of ours in a proxy ends its scenario, not the process.
func TestPanicInProxy(t *testing.T) {
	t.Parallel()
	w := world.New(world.Real, world.Options{})
	defer w.Close(0)
	p := &play{Scenario: &scenario.Scenario{}, world: w, changed: w.NewParker()}
	x := &proxied{decl: &scenario.Proxy{Name: "wire"}, play: p}
	guardedWorld{w.View("wire"), x}.Go("task", func() { panic("broken") })
	if err := p.changed.Park(0); err != nil {
		t.Fatal(err)
	}
	if f := p.cause(); f.Who != "proxies.wire" || !strings.Contains(f.Message, "broken") {
		t.Errorf("the scenario failed with %+v", f)
	}
}
