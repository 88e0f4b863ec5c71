package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"sockrun/runner"
	"sockrun/runner/chance"
	"sockrun/runner/outcome"
	"sockrun/runner/scenario"
)

// remembering is a run in a folder that looks for failing seeds.
func remembering(t *testing.T, folder string) *failing {
	t.Helper()
	a := &app{started: folder}
	a.run.seeds.count = 1
	f, err := a.openFailing()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// found is a result with a seed with which the scenario does not pass, 0 for
// none.
func found(name string, seed uint64) *runner.Result {
	r := &runner.Result{
		Scenario: &scenario.Scenario{Name: name, Pos: scenario.Pos{File: "a.yaml", Line: 1}}, Verdict: runner.Passed,
		Explored: &outcome.Exploration{Seed: chance.Seed{Number: seed}},
	}
	if seed > 0 {
		r.Verdict = runner.Failed
	}
	return r
}

// TestRunsAtTheSameTimeRememberAll: what one has learned is not lost when others
// that began before write theirs.
func TestRunsAtTheSameTimeRememberAll(t *testing.T) {
	t.Parallel()
	const count = 20
	folder := t.TempDir()
	var runs [count]*failing
	for i := range runs {
		runs[i] = remembering(t, folder)
		runs[i].learn(found(fmt.Sprint(i), uint64(i+1)))
	}
	var all sync.WaitGroup
	for _, f := range runs {
		all.Go(func() {
			if err := f.close(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	known := remembering(t, folder)
	for i := range runs {
		seeds := known.of(found(fmt.Sprint(i), 0).Scenario)
		if len(seeds) != 1 || seeds[0].Number != uint64(i+1) {
			t.Errorf("of scenario %d is remembered %v", i, seeds)
		}
	}
	files, err := os.ReadDir(filepath.Join(folder, ".sockrun"))
	if len(files) != 2 || err != nil { // with .gitignore
		t.Errorf("left are %v, %v", files, err)
	}
}

// TestForgetsWhatItTried: a run in which a scenario passes does not know of the
// seed that another has found meanwhile.
func TestForgetsWhatItTried(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	learn := func(f *failing, seed uint64) {
		f.learn(found("a", seed))
		if err := f.close(); err != nil {
			t.Fatal(err)
		}
	}
	learn(remembering(t, folder), 3)
	one, other, third := remembering(t, folder), remembering(t, folder), remembering(t, folder)
	learn(one, 5)
	learn(other, 0)
	if seeds := remembering(t, folder).of(found("a", 0).Scenario); len(seeds) != 1 || seeds[0].Number != 5 {
		t.Errorf("remembered is %v", seeds)
	}
	learn(third, 3) // which it knew
	learn(remembering(t, folder), 0)
	if f := remembering(t, folder); len(f.seeds) != 0 {
		t.Errorf("not forgotten is %v", f.seeds)
	}
}

// TestWaitsForALockNotForEver: a run that was stopped while it has the lock
// holds up no other.
func TestWaitsForALockNotForEver(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	unlock, err := lock(folder, pause)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lock(folder, 3*pause); err == nil {
		t.Error("two have the same lock")
	}
	time.AfterFunc(3*pause, unlock)
	again, err := lock(folder, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	again()
}
