package runner

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sockrun/runner/fault"
	"sockrun/runner/memory"
	"sockrun/runner/outcome"
	"sockrun/runner/scenario"
	"sockrun/runner/world"
)

// several makes scenarios that check at once whether 1 is 1.
func several(t *testing.T, n int) []*scenario.Scenario {
	t.Helper()
	var text strings.Builder
	for i := range n {
		fmt.Fprintf(&text, "name: number %d\nclients: {alice: {steps: [{check: 1 == 1}]}}\n---\n", i+1)
	}
	list, err := scenario.Decode([]byte(strings.TrimSuffix(text.String(), "---\n")), "/x.yaml", "x.yaml", scenario.LoadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// Results come in the order of the rounds, and no scenario runs beside itself,
// however many work.
func TestRoundsAreInOrder(t *testing.T) {
	t.Parallel()
	reversed := func(round int, list []*scenario.Scenario) []*scenario.Scenario {
		if round%2 == 0 {
			slices.Reverse(list)
		}
		return list
	}
	var mu sync.Mutex
	running := map[*scenario.Scenario]int{}
	watch := func(s *scenario.Scenario, r *outcome.Result) {
		mu.Lock()
		defer mu.Unlock()
		if r != nil {
			running[s]--
		} else if running[s]++; running[s] > 1 {
			t.Errorf("%s runs beside itself", s.Name)
		}
	}
	var got []string
	report := func(r *outcome.Result) {
		got = append(got, fmt.Sprintf("%d:%s", r.Round, r.Scenario.Name[len("number "):]))
	}
	if err := Run(t.Context(), several(t, 3), Options{Jobs: 8, Repeat: 4, Order: reversed, Watch: watch}, report); err != nil {
		t.Fatal(err)
	}
	if want := "1:1 1:2 1:3 2:3 2:2 2:1 3:1 3:2 3:3 4:3 4:2 4:1"; strings.Join(got, " ") != want {
		t.Errorf("results are %v, want %s", got, want)
	}
}

// A turn that is stopped for memory is had again once nobody else runs, and
// nobody else runs beside it; what it came to the first time is forgotten.
func TestStoppedTurnsAreHadAlone(t *testing.T) {
	t.Parallel()
	var reported []string
	b := newBatch(several(t, 4), &Options{}, func(r *outcome.Result) { reported = append(reported, string(r.Verdict)) })
	first, own := b.take(context.Background())
	second, _ := b.take(context.Background())
	b.relieve(&memory.Passed{Used: 2, Limit: 1}, time.Now())
	if context.Cause(own) == nil || !first.stopped || !second.stopped {
		t.Fatal("what runs is not stopped")
	}
	b.put(first, &outcome.Result{Verdict: outcome.Error})
	b.put(second, &outcome.Result{Verdict: outcome.Error})
	again, own := b.take(context.Background())
	if again.Scenario != first.Scenario || !again.alone {
		t.Fatal("the first does not have its turn again")
	}
	var third atomic.Pointer[turn]
	taken := make(chan struct{})
	go func() {
		defer close(taken)
		next, _ := b.take(context.Background())
		third.Store(next)
	}()
	b.relieve(&memory.Passed{Used: 2, Limit: 1}, time.Now())
	if context.Cause(own) == nil || again.stopped {
		t.Error("who is alone is not stopped for good")
	}
	if third.Load() != nil {
		t.Error("another runs beside the one that is to be alone")
	}
	b.put(again, &outcome.Result{Verdict: outcome.Error})
	<-taken
	if third.Load().Scenario != second.Scenario {
		t.Error("the second does not have its turn again")
	}
	b.put(third.Load(), &outcome.Result{Verdict: outcome.Passed})
	if strings.Join(reported, " ") != "error passed" {
		t.Errorf("reported are %v", reported)
	}
}

// A turn that began while the memory was looked at is not blamed.
func TestLaterTurnsAreNotBlamed(t *testing.T) {
	t.Parallel()
	b := newBatch(several(t, 1), &Options{}, func(*outcome.Result) {})
	asOf := time.Now()
	late, own := b.take(context.Background())
	b.relieve(&memory.Passed{Used: 2, Limit: 1}, asOf)
	if late.stopped || own.Err() != nil {
		t.Error("it is stopped")
	}
}

// A report that panics ends the run, but only when all that runs is shut down.
func TestPanicOfAReportComesLast(t *testing.T) {
	t.Parallel()
	var running atomic.Int32
	watch := func(_ *scenario.Scenario, r *outcome.Result) {
		if r == nil {
			running.Add(1)
		} else {
			running.Add(-1)
		}
	}
	defer func() {
		if f, ok := recover().(*fault.Fault); !ok || !strings.Contains(f.String(), "broken report") || !strings.Contains(f.String(), "reportOne") {
			t.Errorf("the panic is %v", f)
		}
		if n := running.Load(); n != 0 {
			t.Errorf("%d scenarios run on", n)
		}
	}()
	Run(t.Context(), several(t, 9), Options{Jobs: 3, Watch: watch}, func(*outcome.Result) { panic("broken report") })
}

// A panic of ours in a scenario is its error, and everything of it is shut
// down.
func TestPanicInAScenarioIsItsError(t *testing.T) {
	t.Parallel()
	list := several(t, 2)
	list[0].Clients[0].Steps[0].Lua = nil // which no loader makes
	list[0].Clients = append(list[0].Clients, nil)
	var got []*outcome.Result
	if err := Run(t.Context(), list, Options{Jobs: 1}, func(r *outcome.Result) { got = append(got, r) }); err != nil {
		t.Fatal(err)
	}
	cause := got[0].Cause
	if got[0].Verdict != outcome.Error || !strings.HasPrefix(cause.Message, "internal error: ") || !strings.Contains(strings.Join(cause.Detail, "\n"), "conduct") {
		t.Errorf("the first is %s: %+v", got[0].Verdict, cause)
	}
	if got[1].Verdict != outcome.Passed {
		t.Errorf("the second is %s", got[1].Verdict)
	}
}

// TestPanicUnderASeedIsItsError: an exploration runs scenarios on goroutines of
// its own, and what breaks outside of all tasks ends none of them.
func TestPanicUnderASeedIsItsError(t *testing.T) {
	t.Parallel()
	list := several(t, 2)
	list[0].Clients = append(list[0].Clients, nil)
	list[0].Source = nil // which no loader makes
	var got []*outcome.Result
	o := Options{Jobs: 2, World: world.Simulated, Seeds: &Seeds{Count: 3}}
	if err := Run(t.Context(), list, o, func(r *outcome.Result) { got = append(got, r) }); err != nil {
		t.Fatal(err)
	}
	if cause := got[0].Cause; got[0].Verdict != outcome.Error || !strings.HasPrefix(cause.Message, "internal error: ") || !strings.HasPrefix(strings.Join(cause.Detail, "\n"), "please report it") {
		t.Errorf("the first is %s: %+v", got[0].Verdict, cause)
	}
	if got[1].Verdict != outcome.Passed {
		t.Errorf("the second is %s", got[1].Verdict)
	}
}

// While nobody takes what is reported those who run are stopped for memory all
// the same.
func TestMemoryIsBoundedWhileAReportWaits(t *testing.T) {
	t.Parallel()
	reporting, goOn := make(chan struct{}), make(chan struct{})
	b := newBatch(several(t, 2), &Options{}, func(*outcome.Result) {
		close(reporting)
		<-goOn
	})
	first, _ := b.take(t.Context())
	_, own := b.take(t.Context())
	var ended sync.WaitGroup
	ended.Go(func() { b.put(first, &outcome.Result{Verdict: outcome.Passed}) })
	<-reporting
	ended.Go(func() { b.relieve(&memory.Passed{Used: 2, Limit: 1}, time.Now()) })
	select {
	case <-own.Done():
	case <-time.After(time.Minute):
		t.Error("the second is not stopped")
	}
	close(goOn)
	ended.Wait()
}

// Transcripts of scenarios that pass are kept only for those who want them: a
// result may wait for others for long.
func TestTranscriptsOfThosePassed(t *testing.T) {
	t.Parallel()
	for _, traced := range []bool{false, true} {
		list := several(t, 2)
		list[1].Clients[0].Steps[0].Lua = nil // which no loader makes
		var got []*outcome.Result
		if err := Run(t.Context(), list, Options{Jobs: 1, Traced: traced}, func(r *outcome.Result) { got = append(got, r) }); err != nil {
			t.Fatal(err)
		}
		if (got[0].Transcript != nil) != traced || got[1].Transcript == nil {
			t.Errorf("traced: %v, %s has one: %v, %s has one: %v", traced, got[0].Verdict, got[0].Transcript != nil, got[1].Verdict, got[1].Transcript != nil)
		}
	}
}
