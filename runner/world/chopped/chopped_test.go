package chopped_test

import (
	"testing"

	"sockrun/runner/chop"
	"sockrun/runner/world/chopped"
	"sockrun/runner/world/real"
	"sockrun/runner/world/worldtest"
)

// TestWorlds: however streams are delivered, sockets keep all their promises.
func TestWorlds(t *testing.T) {
	t.Parallel()
	for _, way := range chop.Ways() {
		t.Run(way.Name, func(t *testing.T) {
			t.Parallel()
			worldtest.Run(t, func(seed uint64) worldtest.World {
				return chopped.New(real.New(real.Options{Dir: t.TempDir(), Seed: seed}), way, seed)
			})
		})
	}
}
