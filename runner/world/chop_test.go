package world_test

import (
	"testing"

	"sockrun/runner/chop"
	"sockrun/runner/policy"
	"sockrun/runner/transcript"
	"sockrun/runner/world"
	"sockrun/runner/world/worldtest"
)

// Over TLS, streams that are chopped below it behave as they do without.
func TestConformanceChopped(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"after-3", "joined"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			worldtest.RunSecured(t, func(seed uint64) worldtest.World { return choppedWorld(t, name, seed) })
		})
	}
}

func choppedWorld(t *testing.T, name string, seed uint64) *world.World {
	t.Helper()
	p, err := policy.Parse(policy.Flags{All: true})
	if err != nil {
		t.Fatal(err)
	}
	way, ok := chop.Find(name)
	if !ok {
		t.Fatalf("no way %s", name)
	}
	return world.New(world.Real, world.Options{Seed: seed, Policy: p, Transcript: transcript.New(0), Chop: &way})
}
