package chance_test

import (
	"fmt"
	"slices"
	"testing"

	"sockrun/runner/chance"
)

func TestSeedsAreReadAsWritten(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"0", "17", "18446744073709551615", "17:plain", "17:cut3", "4:turn12,cut0,loss7"} {
		s, err := chance.ParseSeed(text)
		if err != nil || s.String() != text {
			t.Errorf("%s was read as %s: %v", text, s, err)
		}
	}
	for _, text := range []string{"", "x", "-1", "1.5", "18446744073709551616", "1:", "1:cut", "1:3", "1:hail3", "1:cut3,", "1:cut-3", "1:cut99999999999999999999"} {
		if s, err := chance.ParseSeed(text); err == nil {
			t.Errorf("%q was read as %s", text, s)
		}
	}
}

// TestShrink: whatever drawings a failure needs, they are what is left.
func TestShrink(t *testing.T) {
	t.Parallel()
	var noted []chance.ID
	for i := range uint64(200) {
		noted = append(noted, chance.ID{Kind: chance.Kind(i) % chance.Kinds, Number: i})
	}
	for _, needed := range [][]int{{}, {0}, {199}, {57}, {3, 150}, {10, 11, 12}, {0, 60, 120, 199}} {
		runs := 0
		fails := func(kept []chance.ID) bool {
			runs++
			return !slices.ContainsFunc(needed, func(i int) bool { return !slices.Contains(kept, noted[i]) })
		}
		kept := chance.Shrink(noted, fails, func() bool { return false })
		if len(kept) != len(needed) || !fails(kept) {
			t.Errorf("what needs %v was shrunk to %v", needed, kept)
		}
		if runs > 150 {
			t.Errorf("what needs %v took %d runs", needed, runs)
		}
	}
}

func TestShrinkEndsWhenToldSo(t *testing.T) {
	t.Parallel()
	noted := []chance.ID{{Kind: chance.Cut}, {Kind: chance.Cut, Number: 1}, {Kind: chance.Turn, Number: 5}}
	runs := 0
	kept := chance.Shrink(noted, func([]chance.ID) bool { runs++; return false }, func() bool { return runs == 2 })
	if runs != 2 || fmt.Sprint(kept) != fmt.Sprint(noted) {
		t.Errorf("%d runs left %v", runs, kept)
	}
}

func TestShrinkAlwaysTriesWithoutAny(t *testing.T) {
	t.Parallel()
	noted := []chance.ID{{Kind: chance.Cut}, {Kind: chance.Turn, Number: 5}}
	if kept := chance.Shrink(noted, func([]chance.ID) bool { return true }, func() bool { return true }); len(kept) > 0 {
		t.Errorf("what needs nothing was shrunk to %v", kept)
	}
}
