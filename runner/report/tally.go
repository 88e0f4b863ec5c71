package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"sockrun/luaapi/wire/plural"
	"sockrun/runner/outcome"
	"sockrun/runner/scenario"
)

// Tally counts results. The zero value has seen none.
type Tally struct {
	Scenarios int // how many were to be run, of which some may have no result
	Repeat    int // how often each was to be run; 0 is 1, less is until one does not pass
	Denied    int // needed a permission that they lack
	// FailOnFlaky says that a flaky scenario has not passed.
	FailOnFlaky bool

	counts  map[outcome.Verdict]int
	results int
	slowest []slow // the slowest first
}

// slow is a scenario that took long.
type slow struct {
	took time.Duration
	pos  scenario.Pos
	name string
}

// Of the slowest scenarios few are named, and only those that took long in a
// run that took long.
const (
	maxSlowest  = 3
	slowFrom    = time.Second
	slowRunFrom = 5 * time.Second
)

// Add counts a result.
func (t *Tally) Add(r *outcome.Result) {
	if t.counts == nil {
		t.counts = map[outcome.Verdict]int{}
	}
	t.counts[r.Verdict]++
	t.results++
	if r.Denied {
		t.Denied++
	}
	if r.Took >= slowFrom {
		t.addSlow(slow{r.Took, r.Scenario.Pos, TerminalLine(r.Scenario.Name)})
	}
}

func (t *Tally) addSlow(s slow) {
	i := slices.IndexFunc(t.slowest, func(other slow) bool { return other.took < s.took })
	if i < 0 {
		i = len(t.slowest)
	}
	t.slowest = slices.Insert(t.slowest, i, s)
	t.slowest = t.slowest[:min(len(t.slowest), maxSlowest)]
}

// slowestLines names the slowest scenarios of a run, a line each, the slowest first.
// There are none when the run or all of them were quick, or when they are so few
// that they need no ranking.
func (t *Tally) slowestLines(took time.Duration) []string {
	if t.results <= maxSlowest || took < slowRunFrom {
		return nil
	}
	var times, lines []string
	for _, s := range t.slowest {
		times = append(times, brief(s.took))
	}
	for i, took := range rightAligned(times) {
		lines = append(lines, fmt.Sprintf("%s  %s  %s", took, atLine(t.slowest[i].pos), t.slowest[i].name))
	}
	return lines
}

// Bad returns how many results say that something did not pass.
func (t *Tally) Bad() int {
	good := t.counts[outcome.Passed] + t.counts[outcome.Skipped]
	if !t.FailOnFlaky {
		good += t.counts[outcome.Flaky]
	}
	return t.results - good
}

// Count returns how many results have the verdict.
func (t *Tally) Count(v outcome.Verdict) int { return t.counts[v] }

// total returns how many runs of scenarios there were to be.
func (t *Tally) total() int {
	if t.Repeat < 0 {
		return t.results
	}
	return max(t.Scenarios*max(t.Repeat, 1), t.results)
}

// notRun returns how many of them have no result.
func (t *Tally) notRun() int { return t.total() - t.results }

// verdicts is the order in which they are counted, each with its words.
var verdicts = [...]struct {
	verdict outcome.Verdict
	words   string
	label   string
	color   string
}{
	{outcome.Passed, "passed", "PASS", green},
	{outcome.Flaky, "flaky", "FLAKY", yellow},
	{outcome.Failed, "failed", "FAIL", red},
	{outcome.Error, "with an error", "ERROR", red},
	{outcome.Timeout, "timed out", "TIMEOUT", red},
	{outcome.Skipped, "skipped", "SKIP", yellow},
}

// Summary says on one line how many scenarios came out how, and in what time:
// "3 scenarios: 2 passed, 1 failed in 0.21 s". Verdicts that did not occur are
// left out. Flaky ones that do not count as passed say why. Of scenarios that
// were run several times it counts the runs: "60 runs of 3 scenarios: 60 passed
// in 1.20 s".
func (t *Tally) Summary(took time.Duration) string {
	var parts []string
	for _, v := range verdicts {
		if n := t.counts[v.verdict]; n > 0 {
			part := fmt.Sprintf("%d %s", n, v.words)
			if v.verdict == outcome.Flaky && t.FailOnFlaky {
				part += " (not passed: --fail-on-flaky)"
			}
			parts = append(parts, part)
		}
	}
	if rest := t.notRun(); rest > 0 {
		parts = append(parts, fmt.Sprintf("%d not run", rest))
	}
	if len(parts) == 0 {
		parts = []string{"nothing to run"}
	}
	things := plural.Of(t.total(), "scenario")
	if t.Repeat < 0 || t.Repeat > 1 {
		things = plural.Of(t.total(), "run") + " of " + plural.Of(t.Scenarios, "scenario")
	}
	return fmt.Sprintf("%s: %s in %s", things, strings.Join(parts, ", "), inSeconds(took))
}
