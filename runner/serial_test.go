package runner_test

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"testing"

	"sockrun/runner"
	"sockrun/runner/scenario"
)

// company watches who runs at the same time.
type company struct {
	mu       sync.Mutex
	running  map[string]bool
	together map[string]bool // scenarios that did not run alone
}

func (c *company) watch(s *scenario.Scenario, r *runner.Result) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if r != nil {
		delete(c.running, s.Name)
		return
	}
	c.running[s.Name] = true
	for name := range c.running {
		c.together[name] = c.together[name] || len(c.running) > 1
	}
}

// A serial scenario runs alone, wherever it stands, and all results come in
// order.
func TestSerial(t *testing.T) {
	t.Parallel()
	files := map[string]string{}
	for i := range 12 {
		text := fmt.Sprintf("name: s%02d\nclients: {a: {steps: [{sleep: 20ms}]}}\n", i)
		if serial(i) {
			text += "serial: true\n"
		}
		files[fmt.Sprintf("s%02d.yaml", i)] = text
	}
	folder := save(t, files)
	l := runner.Load([]string{folder}, folder, scenario.LoadOptions{})
	c := &company{running: map[string]bool{}, together: map[string]bool{}}
	var names []string
	err := runner.Run(context.Background(), l.Scenarios, runner.Options{Jobs: 6, Watch: c.watch, Temp: t.TempDir(), Started: folder},
		func(r *runner.Result) {
			if r.Verdict != runner.Passed {
				t.Errorf("%s: %s", r.Scenario.Name, r.Verdict)
			}
			names = append(names, r.Scenario.Name)
		})
	if err != nil || len(l.Errors) > 0 || len(names) != len(files) {
		t.Fatal(err, l.Errors, names)
	}
	for i, name := range names {
		if want := fmt.Sprintf("s%02d", i); name != want {
			t.Errorf("result %d is of %s", i, name)
		}
		if serial(i) && c.together[name] {
			t.Errorf("%s did not run alone", name)
		}
	}
}

func serial(i int) bool { return i == 0 || i == 4 || i == 5 || i == 11 }

// Whoever waits for its turn does not start any more when the run ends early.
func TestSerialStops(t *testing.T) {
	t.Parallel()
	folder := save(t, map[string]string{
		"a.yaml": "clients: {a: {steps: [{sleep: 20ms}, {check: 1 == 2}]}}\n",
		"b.yaml": "serial: true\nclients: {a: {steps: [{sleep: 1ms}]}}\n",
	})
	l := runner.Load([]string{filepath.Join(folder, "a.yaml"), filepath.Join(folder, "b.yaml")}, folder, scenario.LoadOptions{})
	results := 0
	err := runner.Run(context.Background(), l.Scenarios, runner.Options{Jobs: 2, FailFast: true, Temp: t.TempDir()}, func(*runner.Result) { results++ })
	if err != nil || results != 1 {
		t.Errorf("%d results, %v; want 1", results, err)
	}
}
