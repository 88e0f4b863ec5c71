package sim_test

import (
	"fmt"
	"testing"

	"sockrun/runner/weather"
	"sockrun/runner/world/sim"
	"sockrun/runner/world/worldtest"
)

// Every seed is another order of the same events, and the promises of a world
// hold in all of them, in all weather that loses nothing.
func TestConformance(t *testing.T) {
	t.Parallel()
	for seed := range uint64(50) {
		names := []string{"calm", weather.Default, "lan"}
		name := names[seed%uint64(len(names))]
		t.Run(fmt.Sprint("seed ", seed, " ", name), func(t *testing.T) {
			t.Parallel()
			worldtest.Run(t, func(uint64) worldtest.World { return sim.New(sim.Options{Seed: seed, Forecast: as(name)}) })
		})
	}
}

// TestRandom: bytes are fixed by the seed, and by it alone.
func TestRandom(t *testing.T) {
	t.Parallel()
	drawn := func(seed uint64) string {
		var b [8]byte
		sim.New(sim.Options{Seed: seed}).Random(b[:])
		return fmt.Sprintf("% x", b)
	}
	if a, b := drawn(1), drawn(1); a != b {
		t.Errorf("seed 1 gives %s and %s", a, b)
	}
	if a, b := drawn(1), drawn(2); a == b {
		t.Errorf("seeds 1 and 2 both give %s", a)
	}
}

// as is the weather of that name, everywhere.
func as(name string) weather.Forecast { return weather.New(weather.Find(name).Link) }
