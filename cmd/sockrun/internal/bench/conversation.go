package main

import (
	"fmt"
	"strings"

	"sockrun/runner"
)

// conversation runs one scenario file and takes the number that its client prints:
// "name | number". With a second argument, "totals", nothing of the wire is kept.
func conversation(args []string) (s sample, err error) {
	var o runner.Options
	if len(args) > 1 {
		o.Transcript = -1
	}
	r, err := runOne(args[0], nil, o)
	if err != nil {
		return s, err
	}
	_, text, _ := strings.Cut(r.Output, "|")
	s.KiB = peakKiB()
	_, err = fmt.Sscan(text, &s.Value)
	return s, err
}
