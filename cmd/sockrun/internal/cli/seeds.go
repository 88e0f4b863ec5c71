package cli

import (
	"errors"
	"strconv"
	"time"

	"sockrun/runner"
	"sockrun/runner/chance"
)

// seed is the value of --seed.
type seed struct{ chance.Seed }

// Type names the value in what is said of wrong ones.
func (s *seed) Type() string { return "seed" }

// Set reads "17" or "17:cut3".
func (s *seed) Set(text string) (err error) {
	s.Seed, err = chance.ParseSeed(text)
	return err
}

// seeds is the value of --seeds: a number of seeds or a time.
type seeds struct {
	count int
	time  time.Duration
}

// String is empty for none, so that no default is shown.
func (s *seeds) String() string {
	switch {
	case s.count > 0:
		return strconv.Itoa(s.count)
	case s.time > 0:
		return s.time.String()
	}
	return ""
}

// Type names the value in what is said of wrong ones.
func (s *seeds) Type() string { return "seeds" }

// Set reads "1000" or "30s".
func (s *seeds) Set(text string) (err error) {
	if s.count, err = strconv.Atoi(text); err != nil {
		s.time, err = time.ParseDuration(text)
	}
	if err == nil && s.count < 1 && s.time <= 0 {
		err = errors.New("is not more than 0")
	}
	return err
}

func (s *seeds) given() bool { return s.count > 0 || s.time > 0 }

// explored is what the runner is told of --seeds, nil without it.
func (a *app) explored(known *failing) *runner.Seeds {
	if !a.run.seeds.given() {
		return nil
	}
	return &runner.Seeds{Count: a.run.seeds.count, For: a.run.seeds.time, First: known.of}
}
