package sim_test

import (
	"fmt"
	"testing"

	"sockrun/runner/world/sim"
	"sockrun/runner/world/worldtest"
)

// Every seed is another order of the same events, and the promises of a world
// hold in all of them.
func TestConformance(t *testing.T) {
	t.Parallel()
	for seed := range uint64(50) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			worldtest.Run(t, func(uint64) worldtest.World { return sim.New(sim.Options{Seed: seed}) })
		})
	}
}
