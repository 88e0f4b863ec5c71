package report_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sockrun/runner/outcome"
	"sockrun/runner/report"
	"sockrun/runner/scenario"
)

// A scenario that was run again says so in its headline, and tells about the
// attempts before.
func TestTextOfAttempts(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	text := report.NewText(&out, report.Options{})
	for _, r := range repeated() {
		r.Cause.Excerpt, r.Cause.Detail = nil, nil
		r.Round = 7
		text.Result(r)
	}
	want := `
FLAKY  ping.yaml:24  flaky  (run 7, passed at attempt 3)                                   12 ms
  clients.alice step 3: the next message differs
  earlier attempts
    1  clients.bob step 1: recv: reset at ping.yaml:12
  artifacts
    out/ping.yaml/flaky
FAIL  ping.yaml:24  bad at each attempt  (run 7, at attempt 2)                             12 ms
  clients.alice step 3: the next message differs
  earlier attempts
    1  clients.bob step 1: recv: reset at ping.yaml:12
`
	if got := "\n" + out.String(); got != want {
		t.Errorf("got%swant%s", got, want)
	}
}

// tight is a result with one wait.
func tight(sc *scenario.Scenario, line int, used time.Duration) *outcome.Result {
	return &outcome.Result{Scenario: sc, Verdict: outcome.Passed, Headroom: []outcome.Headroom{{
		Who: "clients.alice step 1", Limit: "within", Of: 200 * time.Millisecond, Used: used, Pos: at("ping.yaml", line),
	}}}
}

// Of each wait the worst is kept, the tightest come first, and there is an end
// to them.
func TestTextOfHeadroom(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	text := report.NewText(&out, report.Options{Headroom: true})
	tally := &report.Tally{Scenarios: 2, Repeat: 3}
	one, other := named("one"), named("other")
	for _, r := range []*outcome.Result{
		tight(one, 5, 110*time.Millisecond), tight(one, 5, 150*time.Millisecond), tight(one, 5, 120*time.Millisecond),
		tight(other, 9, 198*time.Millisecond),
	} {
		tally.Add(r)
		text.Result(r)
	}
	text.End(tally, 210*time.Millisecond)
	want := `
6 runs of 2 scenarios: 4 passed, 2 not run in 0.21 s
little headroom: more than half of the time was used
  ping.yaml:9  used 99 % of within 200ms  (clients.alice step 1)
  ping.yaml:5  used 75 % of within 200ms, worst of 3 runs  (clients.alice step 1)
`
	if got := "\n" + out.String(); got != want {
		t.Errorf("got%swant%s", got, want)
	}
	for line := range 12 {
		text.Result(tight(other, 20+line, 130*time.Millisecond))
	}
	out.Reset()
	text.End(tally, 0)
	if !strings.HasSuffix(out.String(), "\n  … and 4 more\n") || strings.Count(out.String(), "used") != 11 {
		t.Errorf("got %s", out.String())
	}
}

// The summary counts runs when there are several, and a flaky scenario is bad
// only for those who say so.
func TestTallyOfRuns(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		tally report.Tally
		bad   int
		want  string
	}{
		{report.Tally{Scenarios: 1, Repeat: 1}, 0, "2 scenarios: 1 passed, 1 flaky"},
		{report.Tally{Scenarios: 1, Repeat: 4}, 0, "4 runs of 1 scenario: 1 passed, 1 flaky, 2 not run"},
		{report.Tally{Scenarios: 1, Repeat: -1, FailOnFlaky: true}, 1, "2 runs of 1 scenario: 1 passed, 1 flaky (not passed: --fail-on-flaky)"},
	} {
		c.tally.Add(&outcome.Result{Scenario: named("a"), Verdict: outcome.Passed})
		c.tally.Add(&outcome.Result{Scenario: named("a"), Verdict: outcome.Flaky})
		if got := c.tally.Summary(0); got != fmt.Sprintf("%s in 0.00 s", c.want) || c.tally.Bad() != c.bad {
			t.Errorf("%s with %d bad, want %s with %d", got, c.tally.Bad(), c.want, c.bad)
		}
	}
	if got := new(report.Tally).Summary(0); got != "0 scenarios: nothing to run in 0.00 s" {
		t.Errorf("of nothing: %s", got)
	}
}
