package main

import (
	"context"
	"fmt"
	"os"

	"sockrun/cmd/sockrun/internal/heap"
	"sockrun/runner"
	"sockrun/runner/scenario"
)

// runPath loads what a path holds and runs it as the command line does, with the
// collector tuned. report gets each result, as from runner.Run.
func runPath(path string, vars map[string]string, o runner.Options, report func(*runner.Result)) error {
	heap.Tune()
	started, err := os.Getwd()
	if err != nil {
		return err
	}
	loaded := runner.Load([]string{path}, started, scenario.LoadOptions{Vars: vars})
	if len(loaded.Errors) > 0 {
		return loaded.Errors[0]
	}
	o.Started = started
	return runner.Run(context.Background(), loaded.Scenarios, o, report)
}

// runOne is runPath for a file with one scenario, which must pass.
func runOne(file string, vars map[string]string, o runner.Options) (r *runner.Result, err error) {
	o.Jobs = 1
	err = runPath(file, vars, o, func(only *runner.Result) { r = only })
	switch {
	case err != nil:
		return nil, err
	case r.Verdict != runner.Passed:
		return nil, failed(r)
	}
	return r, nil
}

// failed is that a scenario did not pass, and why.
func failed(r *runner.Result) error {
	if r.Cause == nil {
		return fmt.Errorf("%s: %s", r.Verdict, r.Reason)
	}
	return fmt.Errorf("%s: %s %s", r.Cause.Pos, r.Cause.Message, r.Cause.Detail)
}
