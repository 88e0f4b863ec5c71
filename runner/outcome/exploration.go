package outcome

import "sockrun/runner/chance"

// Exploration is how a scenario went under many seeds of the simulated world.
type Exploration struct {
	// Seeds is under how many it ran.
	Seeds int
	// Seed is the one that the result is of: the lowest with which it does not
	// pass, or one that is known for that; when it passes with all, the lowest
	// with warnings, or the first of all.
	Seed chance.Seed
	// Warned is with how many seeds there were warnings, when it passes with all.
	Warned int
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
	// Drawn says that there are no Words since the random numbers that scripts and
	// proxies draw are enough: with those of another seed it passes.
	Drawn bool
}
