package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// sample is what one run of one peer has measured.
type sample struct {
	Value float64 `json:"value"`
	KiB   float64 `json:"kib"` // peak resident memory, or what one start allocates
}

// figure is a piece of work that several peers do.
type figure struct {
	name  string // for -only
	title string
	unit  string
	// repeat is how often each peer runs in a round, when that is quick; 0 is
	// once.
	repeat int
	peers  []*peer // the others are compared with the first
}

// peer is one way to do the work.
type peer struct {
	name    string
	command []string // whose last line of output is a sample; nil: not installed
	goals   []goal
	samples []sample // one a round
}

// goal is what a peer should reach.
type goal struct {
	of      string // the peer that it is a ratio to, "" for a number of its own
	beside  bool   // it is what comes on top of the other's number, no ratio
	memory  bool   // it is about KiB, not about Value
	atLeast bool
	limit   float64
}

func atLeast(limit float64, of string) goal { return goal{of: of, atLeast: true, limit: limit} }
func atMost(limit float64, of string) goal  { return goal{of: of, limit: limit} }
func beside(limit float64, of string) goal  { return goal{of: of, beside: true, limit: limit} }
func memoryAtMost(kib float64) goal         { return goal{memory: true, limit: kib} }

// measure runs the peers in turn, rounds times.
func (f *figure) measure(rounds int) error {
	f.peers = slices.DeleteFunc(f.peers, func(p *peer) bool { return p.command == nil })
	order := slices.Clone(f.peers)
	for range rounds * max(f.repeat, 1) {
		for _, p := range order {
			s, err := run(p.command)
			if err != nil {
				return fmt.Errorf("%s, %s: %w", f.title, p.name, err)
			}
			p.samples = append(p.samples, s)
		}
		slices.Reverse(order)
	}
	return nil
}

// run runs a peer once.
func run(command []string) (sample, error) {
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return sample{}, fmt.Errorf("%w: %s", err, out)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	var s sample
	err = json.Unmarshal([]byte(lines[len(lines)-1]), &s)
	return s, err
}

// find returns the peer of a name, nil when it did not run.
func (f *figure) find(name string) *peer {
	for _, p := range f.peers {
		if p.name == name {
			return p
		}
	}
	return nil
}

// ratio is the median of p's value divided by that of other, round by round.
func (p *peer) ratio(other *peer) float64 {
	ratios := make([]float64, len(p.samples))
	for i := range ratios {
		ratios[i] = p.samples[i].Value / other.samples[i].Value
	}
	return median(ratios)
}

func (p *peer) values() []float64 {
	return collect(p.samples, func(s sample) float64 { return s.Value })
}
func (p *peer) memory() []float64 {
	return collect(p.samples, func(s sample) float64 { return s.KiB })
}

func collect(samples []sample, of func(sample) float64) []float64 {
	list := make([]float64, len(samples))
	for i, s := range samples {
		list[i] = of(s)
	}
	return list
}

func median(list []float64) float64 {
	sorted := slices.Sorted(slices.Values(list))
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}
