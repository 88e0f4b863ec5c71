package main

import (
	"context"
	"errors"
	"os"

	"sockrun/runner"
	"sockrun/runner/scenario"
)

// A scenario in which both sides read: how long it takes to say so.

func deadlockFigures(s *stage) ([]*figure, error) {
	file, err := s.write("deadlock.yaml")
	if err != nil {
		return nil, err
	}
	return []*figure{{title: "both sides read, until it is reported", unit: "ms", repeat: 3, peers: []*peer{
		{name: "sockrun", command: s.child("deadlock", file), goals: []goal{atMost(50, "")}},
	}}}, nil
}

// deadlock runs the scenario and returns how long it took.
func deadlock(args []string) (s sample, err error) {
	started, err := os.Getwd()
	if err != nil {
		return s, err
	}
	loaded := runner.Load(args, started, scenario.LoadOptions{})
	if len(loaded.Errors) > 0 {
		return s, loaded.Errors[0]
	}
	err = errors.New("no deadlock was reported")
	runner.Run(context.Background(), loaded.Scenarios, runner.Options{Jobs: 1, Started: started}, func(r *runner.Result) {
		if r.Cause != nil && r.Cause.Topic == "deadlocks" {
			s, err = sample{Value: r.Took.Seconds() * 1e3, KiB: peakKiB()}, nil
		}
	})
	return s, err
}
