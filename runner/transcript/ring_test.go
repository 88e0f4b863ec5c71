package transcript

import (
	"math"
	"slices"
	"testing"
)

// TestRingBeyondItsPositions goes on after as many items as positions count.
func TestRingBeyondItsPositions(t *testing.T) {
	t.Parallel()
	r := ring[int]{head: math.MaxUint32 - 2, tail: math.MaxUint32 - 2}
	r.items = make([]int, 8)
	var want []int
	for i := range 20 {
		if !r.fits(1) {
			r.drop(2)
			want = want[2:]
		}
		r.push(i)
		want = append(want, i)
		if got := r.appendTo(nil, 0, r.len()); !slices.Equal(got, want) {
			t.Fatalf("after item %d: %v, want %v", i, got, want)
		}
	}
	r.grow(16)
	if got := r.appendTo(nil, 0, r.len()); !slices.Equal(got, want) {
		t.Errorf("grown: %v, want %v", got, want)
	}
}
