package main

import (
	"fmt"
	"path/filepath"
	"time"

	"sockrun/runner"
	"sockrun/runner/weather"
	"sockrun/runner/world"
)

// The simulated world: how much of it fits into a second.

func simFigures(s *stage) ([]*figure, error) {
	var files [3]string
	for i, name := range []string{"echo.yaml", "hour.yaml", "pingpong.yaml"} {
		path, err := s.write(name)
		if err != nil {
			return nil, err
		}
		files[i] = path
	}
	library, err := filepath.Abs("scenarios/classic")
	if err != nil {
		return nil, err
	}
	mistakes, err := filepath.Abs("cmd/sockrun/testdata/mistakes")
	if err != nil {
		return nil, err
	}
	return []*figure{
		{title: "echo of three messages under one seed after the other", unit: "runs/s", peers: []*peer{
			{name: "sockrun --sim", command: s.child("seeds", files[0], "10000"), goals: []goal{atLeast(5000, "")}},
		}},
		{title: "framed ping-pong in two worlds", unit: "round trips/s", peers: []*peer{
			{name: "sockrun --real", command: s.child("took", files[2], "real")},
			{name: "sockrun --sim", command: s.child("took", files[2], "sim"), goals: []goal{atLeast(1, "sockrun --real")}},
		}},
		{title: "a scenario that sleeps an hour", unit: "ms", repeat: 3, peers: []*peer{
			{name: "sockrun --sim", command: s.timed(s.sockrun, "--sim", files[1]), goals: []goal{atMost(20, "")}},
		}},
		{title: "the classic tree under 100 seeds of storm", unit: "s", peers: []*peer{
			{name: "sockrun --sim", command: s.child("storm", library, "100"), goals: []goal{atMost(6, "")}},
		}},
		{title: "the slowest of the classic mistakes, found and shrunk", unit: "s", peers: []*peer{
			{name: "sockrun --sim", command: s.child("mistakes", mistakes), goals: []goal{atMost(2, "")}},
		}},
	}, nil
}

// explored runs what the path holds under many seeds and returns the results.
func explored(path string, vars map[string]string, forecast string, seeds int) (results []*runner.Result, err error) {
	o := runner.Options{World: world.Simulated, Weather: weather.Find(forecast), Seed: 1, Seeds: &runner.Seeds{Count: seeds}, Jobs: 8}
	o.Allow.Net = []string{"raw"}
	err = runPath(path, vars, o, func(r *runner.Result) { results = append(results, r) })
	return results, err
}

// seedsASecond runs a scenario under so many seeds.
func seedsASecond(args []string) (s sample, err error) {
	var count int
	if _, err := fmt.Sscan(args[1], &count); err != nil {
		return s, err
	}
	began := time.Now()
	results, err := explored(args[0], nil, weather.Default, count)
	if err == nil && !results[0].Verdict.Good() {
		err = failed(results[0])
	}
	return sample{Value: float64(count) / time.Since(began).Seconds(), KiB: peakKiB()}, err
}

// storm runs the scenarios of a folder in a storm; all but those of datagrams
// pass.
func storm(args []string) (s sample, err error) {
	var count int
	if _, err := fmt.Sscan(args[1], &count); err != nil {
		return s, err
	}
	began := time.Now()
	_, err = explored(args[0], map[string]string{"largest": "100000"}, "storm", count)
	return sample{Value: time.Since(began).Seconds(), KiB: peakKiB()}, err
}

// mistakes returns how long the longest search took.
func mistakes(args []string) (s sample, err error) {
	for _, forecast := range []string{"calm", "storm"} {
		results, err := explored(args[0], nil, forecast, 100)
		if err != nil {
			return s, err
		}
		for _, r := range results {
			s.Value = max(s.Value, r.Took.Seconds())
		}
	}
	s.KiB = peakKiB()
	return s, nil
}

// took runs the ping-pong in a world and counts its round trips in the wall
// clock's time.
func took(args []string) (sample, error) {
	var o runner.Options
	if args[1] == "sim" {
		o.World = world.Simulated
	}
	r, err := runOne(args[0], nil, o)
	if err != nil {
		return sample{}, err
	}
	return sample{Value: roundTrips / r.Took.Seconds(), KiB: peakKiB()}, nil
}
