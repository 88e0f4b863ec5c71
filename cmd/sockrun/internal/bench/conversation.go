package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"sockrun/cmd/sockrun/internal/memory"
	"sockrun/runner"
	"sockrun/runner/scenario"
)

// conversation runs one scenario file as the command line does and takes the
// number that its client prints. With a second argument, "totals", nothing of
// the wire is kept.
func conversation(args []string) (sample, error) {
	memory.Tune()
	started, err := os.Getwd()
	if err != nil {
		return sample{}, err
	}
	loaded := runner.Load(args[:1], started, scenario.LoadOptions{})
	if len(loaded.Errors) > 0 {
		return sample{}, loaded.Errors[0]
	}
	options := runner.Options{Jobs: 1, Started: started}
	if len(args) > 1 {
		options.Transcript = -1
	}
	var s sample
	runner.Run(context.Background(), loaded.Scenarios, options, func(r *runner.Result) {
		s, err = outcome(r)
	})
	return s, err
}

// outcome reads "name | number" from what the scenario printed.
func outcome(r *runner.Result) (sample, error) {
	if r.Cause != nil {
		return sample{}, fmt.Errorf("%s: %s %s", r.Cause.Pos, r.Cause.Message, r.Cause.Detail)
	}
	_, text, _ := strings.Cut(r.Output, "|")
	s := sample{KiB: peakKiB()}
	_, err := fmt.Sscan(text, &s.Value)
	return s, err
}
