package outcome

import "sockrun/runner/chance"

// Exploration is how a scenario went under many seeds of the simulated world.
type Exploration struct {
	// Seeds is under how many it ran.
	Seeds int
	// Seed is one with which it does not pass. It is of no meaning when it has
	// passed with all.
	Seed chance.Seed
	// Known says that the seed was tried first, since the scenario has failed
	// with it before.
	Known bool
	// Weather is the name of the weather that was asked for, "" for none.
	Weather string
	// Least is a seed of which everything is left out that it does not need to
	// fail; the result is of that run. nil when none was found.
	Least *chance.Seed
	// Words say what has to happen for that, one thing each; none when it also
	// fails when all arrives whole, at once and in order.
	Words []string
}
