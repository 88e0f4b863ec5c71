package cli

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"sockrun/runner/scenario"
)

// shard is which part of the scenarios is run: number of parts. The zero value
// is all of them. It is the value of a flag.
type shard struct{ number, parts int }

// String is empty for all of them, so that no default is shown.
func (s *shard) String() string {
	if s.parts == 0 {
		return ""
	}
	return fmt.Sprintf("%d/%d", s.number, s.parts)
}

// Type names the value in what is said of wrong ones.
func (s *shard) Type() string { return "shard" }

// Set reads "I/N".
func (s *shard) Set(text string) error {
	number, parts, found := strings.Cut(text, "/")
	i, err := strconv.Atoi(number)
	n, err2 := strconv.Atoi(parts)
	if !found || err != nil || err2 != nil || i < 1 || i > n {
		return errors.New("is not I/N")
	}
	*s = shard{i, n}
	return nil
}

// of returns the scenarios of this part, in their order. They are dealt out in
// the order of the names of their files and of their places there, whatever the
// order of all is: so the parts of machines with the same files fit together,
// and none has more than one scenario more than another.
func (s *shard) of(all []*scenario.Scenario) (part []*scenario.Scenario) {
	if s.parts == 0 {
		return all
	}
	dealt := slices.Clone(all)
	slices.SortStableFunc(dealt, func(a, b *scenario.Scenario) int { return strings.Compare(a.Pos.File, b.Pos.File) })
	mine := map[*scenario.Scenario]bool{}
	for i, sc := range dealt {
		mine[sc] = i%s.parts == s.number-1
	}
	return slices.DeleteFunc(slices.Clone(all), func(sc *scenario.Scenario) bool { return !mine[sc] })
}
