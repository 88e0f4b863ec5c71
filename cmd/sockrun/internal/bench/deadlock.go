package main

import (
	"errors"

	"sockrun/runner"
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
	found := false
	err = runPath(args[0], nil, runner.Options{Jobs: 1}, func(r *runner.Result) {
		found = r.Cause != nil && r.Cause.Topic == "deadlocks"
		s = sample{Value: r.Took.Seconds() * 1e3, KiB: peakKiB()}
	})
	if err == nil && !found {
		err = errors.New("no deadlock was reported")
	}
	return s, err
}
