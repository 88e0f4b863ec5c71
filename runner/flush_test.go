package runner_test

import (
	"context"
	"slices"
	"sync"
	"testing"

	"sockrun/runner"
	"sockrun/runner/scenario"
)

// When the process is about to be cut off, results that wait for one that does
// not come are reported, and no other is reported twice.
func TestFlush(t *testing.T) {
	t.Parallel()
	folder := save(t, map[string]string{
		"a.yaml": "name: a\nclients: {a: {steps: [{check: 1 == 2}]}}\n",
		"b.yaml": "name: b\nclients: {a: {steps: [{check: 1 == 1}]}}\n",
		"c.yaml": "name: c\nclients: {a: {steps: [{check: 1 == 1}]}}\n",
	})
	l := runner.Load([]string{folder}, folder, scenario.LoadOptions{})
	var flush func()
	var others sync.WaitGroup
	others.Add(2)
	cutOff := make(chan struct{})
	o := runner.Options{Jobs: 2, Temp: t.TempDir(), Started: folder,
		Flushes: func(f func()) { flush = f },
		Keep:    func(*runner.Result, string) string { <-cutOff; return "" }, // a does not end before
		Watch: func(s *scenario.Scenario, r *runner.Result) {
			if r != nil && s.Name != "a" {
				others.Done()
			}
		},
	}
	var names []string
	go func() {
		others.Wait()
		flush()
		close(cutOff)
	}()
	err := runner.Run(context.Background(), l.Scenarios, o, func(r *runner.Result) { names = append(names, r.Scenario.Name) })
	if want := []string{"b", "c", "a"}; err != nil || !slices.Equal(names, want) {
		t.Errorf("reported %v, %v; want %v", names, err, want)
	}
}
