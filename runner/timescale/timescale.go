// Package timescale is how long the limits of time last in a run: --time-scale
// gives slow machines more. Sleeps, pauses between pieces and expect_silence are
// what a scenario does, no limits, and stay as they are.
package timescale

import (
	"fmt"
	"time"

	"sockrun/luaapi/host"
)

// Scale is what all limits are multiplied with; 0 is 1.
type Scale float64

// Of is how long a limit of d lasts.
func (s Scale) Of(d time.Duration) time.Duration { return host.Scaled(d, float64(s)) }

// Shown says how long a limit of d lasted, and why not d.
func (s Scale) Shown(d time.Duration) string {
	if long := s.Of(d); long != d {
		return fmt.Sprintf("%v (%v with --time-scale %v)", long, d, float64(s))
	}
	return d.String()
}

// ShownOf is Shown for a limit that a flag gives, not the scenario: it names that.
func (s Scale) ShownOf(flag string, d time.Duration) string {
	if long := s.Of(d); long != d {
		return fmt.Sprintf("%v (%s %v with --time-scale %v)", long, flag, d, float64(s))
	}
	return fmt.Sprintf("%v (%s)", d, flag)
}
