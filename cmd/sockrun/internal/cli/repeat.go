package cli

import (
	"math"
	"math/rand/v2"
	"time"

	"github.com/spf13/pflag"

	"sockrun/runner/scenario"
)

// runSettings say how scenarios are run.
type runSettings struct {
	jobs        int
	timeout     time.Duration
	timeScale   float64
	failFast    bool
	repeat      int // less than 0 for without end
	untilFail   bool
	retries     int
	failOnFlaky bool
	shuffle     bool
	seeds       seeds
	verify      bool
	artifacts   string // a folder, "" for none
	maxMemory   size
}

// validate refuses what cannot be meant.
func (r *runSettings) validate(f *pflag.FlagSet, simulate bool) error {
	switch {
	case f.Changed("repeat") && r.repeat < 1:
		return usage("--repeat must be 1 or more, got %d", r.repeat).withHint("--until-fail repeats until a scenario does not pass")
	case r.retries < 0:
		return usage("--retries must be 0 or more, got %d", r.retries)
	case r.untilFail && r.retries > 0:
		return usage("--until-fail and --retries contradict each other").withHint("leave --retries out: it would hide what --until-fail looks for")
	case r.untilFail && simulate:
		return usage("--until-fail makes no sense with --sim").withHint("the simulated world goes the same way each time: --seeds 1000 tries other ways")
	case r.seeds.given() && !simulate:
		return usage("--seeds has no meaning without --sim").withHint("only the simulated world is decided by a seed: add --sim")
	case r.seeds.given() && (r.retries > 0 || f.Changed("repeat")):
		return usage("--seeds goes with neither --retries nor --repeat").withHint("each seed has one run, which always goes the same way")
	case r.verify && !simulate:
		return usage("--verify has no meaning without --sim").withHint("on real sockets no two runs are the same: add --sim")
	case r.verify && r.seeds.given():
		return usage("--verify and --seeds do not go together").withHint("--verify is about one seed: --sim --verify --seed 17")
	case r.failOnFlaky && !f.Changed("retries"):
		return usage("--fail-on-flaky has no meaning without --retries").withHint("only what is run again can be flaky: add --retries 1")
	case !(r.timeScale > 0) || math.IsInf(r.timeScale, 0):
		return usage("--time-scale must be more than 0, such as 4 or 0.5, got %v", r.timeScale)
	case r.artifacts == "" && f.Changed("artifacts"):
		return usage("--artifacts needs the name of a folder").withHint("--artifacts DIR, which is created when it is not there")
	}
	return nil
}

// order is that of a round: shuffled if that is asked for, the same way for the
// same seed and round.
func (a *app) order(round int, scenarios []*scenario.Scenario) []*scenario.Scenario {
	if a.run.shuffle {
		random := rand.New(rand.NewPCG(a.seed.Number, uint64(round-1)))
		random.Shuffle(len(scenarios), func(i, j int) { scenarios[i], scenarios[j] = scenarios[j], scenarios[i] })
	}
	return scenarios
}
