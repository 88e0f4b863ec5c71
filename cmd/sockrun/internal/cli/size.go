package cli

import (
	"errors"
	"fmt"

	"sockrun/runner/scenario"
)

// size is a number of bytes. It is the value of a flag.
type size int64

// How much memory a run may use: what is usual, and what sockrun needs itself.
const (
	defaultMaxMemory size = 512 << 20
	leastMaxMemory   size = 16 << 20
)

// String writes it with the unit in which it is a whole number.
func (s *size) String() string {
	for _, unit := range []struct {
		name  string
		shift int
	}{{"GiB", 30}, {"MiB", 20}, {"KiB", 10}} {
		if n := *s >> unit.shift; n > 0 && n<<unit.shift == *s {
			return fmt.Sprintf("%d%s", n, unit.name)
		}
	}
	return fmt.Sprint(int64(*s))
}

// Type names the value in what is said of wrong ones.
func (s *size) Type() string { return "size" }

// Set reads a size as scenarios write it.
func (s *size) Set(text string) error {
	n, ok := scenario.ParseSize(text)
	if !ok {
		return errors.New("is no size")
	}
	*s = size(n)
	return nil
}
