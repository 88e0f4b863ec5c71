package bind

import (
	"math"
	"time"

	lua "github.com/yuin/gopher-lua"
)

// Int returns argument i, which must be a whole number from low to high.
func (c Call) Int(i, low, high int) int {
	n, ok := c.Arg(i).(lua.LNumber)
	if !ok {
		c.Expected(i, "integer")
	}
	const any = 1 << 53 // what says no more than that numbers are exact
	switch f := float64(n); {
	case f != math.Trunc(f) && low <= -any && high >= any:
		c.Raise("%s must be an integer, got %s", c.param(i), Describe(n))
	case f != math.Trunc(f) || f < float64(low) || f > float64(high):
		c.Raise("%s must be an integer from %d to %d, got %s", c.param(i), low, high, Describe(n))
	}
	return int(n)
}

// OptInt returns argument i or, when it was not given, otherwise.
func (c Call) OptInt(i, low, high, otherwise int) int {
	if !c.Given(i) {
		return otherwise
	}
	return c.Int(i, low, high)
}

// Number returns argument i, which must be a number.
func (c Call) Number(i int) float64 {
	n, ok := c.Arg(i).(lua.LNumber)
	if !ok {
		c.Expected(i, "number")
	}
	return float64(n)
}

// Seconds returns argument i as a duration; it must be a number of seconds,
// not negative.
func (c Call) Seconds(i int) time.Duration {
	return Duration(c.Number(i), func() { c.Raise("%s must be 0 or more, got %s", c.param(i), Describe(c.Arg(i))) })
}

// Timeout returns argument i as settimeout takes it: seconds, or nil for
// waiting for ever, which is a negative duration.
func (c Call) Timeout(i int) time.Duration {
	if c.Len() < i {
		c.Expected(i, "")
	}
	if !c.Given(i) {
		return -1
	}
	return c.Seconds(i)
}

// Duration converts seconds; what is negative or no number goes to wrong.
func Duration(seconds float64, wrong func()) time.Duration {
	if !(seconds >= 0) {
		wrong()
	}
	if seconds > math.MaxInt64/float64(time.Second) {
		return math.MaxInt64
	}
	d := time.Duration(seconds * float64(time.Second))
	if d == 0 && seconds > 0 {
		return 1 // as Python rounds: only 0 does not wait
	}
	return d
}
