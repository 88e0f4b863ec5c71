package chance_test

import (
	"math"
	"slices"
	"testing"

	"sockrun/runner/chance"
)

// draw makes a hundred drawings of two kinds in turn.
func draw(seed uint64, plan chance.Plan) (turns, cuts []int, noted []chance.ID) {
	l := chance.New(seed, plan)
	pick := func(kind chance.Kind, n int) int {
		i := l.Pick(kind, n)
		if i > 0 {
			noted = append(noted, l.Last(kind))
		}
		return i
	}
	for range 100 {
		turns = append(turns, pick(chance.Turn, 5))
		cuts = append(cuts, pick(chance.Cut, 7))
	}
	return turns, cuts, noted
}

func TestSeedFixesAll(t *testing.T) {
	t.Parallel()
	turns, cuts, _ := draw(1, chance.Plan{})
	again, too, _ := draw(1, chance.Plan{})
	other, _, _ := draw(2, chance.Plan{})
	if !slices.Equal(turns, again) || !slices.Equal(cuts, too) {
		t.Error("one seed draws two ways")
	}
	if slices.Equal(turns, other) {
		t.Error("two seeds draw the same")
	}
}

// TestOnlySome: to make some drawings plain leaves the others as they were.
func TestOnlySome(t *testing.T) {
	t.Parallel()
	turns, cuts, noted := draw(1, chance.Plan{})
	kept := noted[:len(noted)/2]
	someTurns, someCuts, left := draw(1, chance.Only(kept))
	if !slices.Equal(left, kept) {
		t.Errorf("kept %v, and %v was not plain", kept, left)
	}
	for i := range turns {
		for _, pair := range [][2]int{{someTurns[i], turns[i]}, {someCuts[i], cuts[i]}} {
			if pair[0] != 0 && pair[0] != pair[1] {
				t.Fatalf("drawing %d became %d instead of %d or 0", i, pair[0], pair[1])
			}
		}
	}
}

func TestPlainKind(t *testing.T) {
	t.Parallel()
	_, cuts, _ := draw(3, chance.Plan{})
	turns, same, _ := draw(3, chance.Plan{}.Plain(chance.Turn))
	if slices.Max(turns) != 0 {
		t.Errorf("plain turns are %v", turns)
	}
	if !slices.Equal(cuts, same) {
		t.Error("cuts changed with the turns")
	}
}

// TestFair: values are spread evenly enough that nothing is out of reach.
func TestFair(t *testing.T) {
	t.Parallel()
	const rolls, sides = 60000, 6
	var hits [sides]int
	yes := 0
	l := chance.New(7, chance.Plan{})
	for range rolls {
		r, _ := l.Roll(chance.Loss)
		hits[r.Below(sides)]++
		if r.Is(0.25) {
			yes++
		}
	}
	for side, n := range hits {
		if math.Abs(float64(n)-rolls/sides) > 500 {
			t.Errorf("%d came %d times of %d", side, n, rolls)
		}
	}
	if math.Abs(float64(yes)-rolls/4) > 700 {
		t.Errorf("a quarter of %d is %d", rolls, yes)
	}
}

func BenchmarkRoll(b *testing.B) {
	b.ReportAllocs()
	l := chance.New(1, chance.Plan{})
	for b.Loop() {
		r, _ := l.Roll(chance.Turn)
		r.Below(3)
	}
}
