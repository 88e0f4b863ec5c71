package chop_test

import (
	"slices"
	"testing"

	"sockrun/runner/chop"
)

func TestCut(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		way  string
		n    int
		want []int
	}{
		{"bytes", 0, []int{0}},
		{"bytes", 1, []int{1}},
		{"bytes", 5, []int{1, 1, 1, 1, 1}},
		{"after-1", 5, []int{1, 4}},
		{"after-2", 5, []int{2, 3}},
		{"after-3", 5, []int{3, 2}},
		{"after-3", 3, []int{3}},
		{"after-3", 2, []int{2}},
		{"joined", 5, []int{5}},
		{"short", 5, []int{5}},
	} {
		way, ok := chop.Find(test.way)
		if !ok {
			t.Fatalf("no way %s", test.way)
		}
		if got := way.NewCutter(1).Cut(test.n); !slices.Equal(got, test.want) {
			t.Errorf("%s of %d: got %v, want %v", test.way, test.n, got, test.want)
		}
	}
}

// TestLong: of a long write the ends go byte by byte, and the middle in few
// pieces.
func TestLong(t *testing.T) {
	t.Parallel()
	way, _ := chop.Find("bytes")
	got := way.NewCutter(1).Cut(1 << 20)
	ones := func(sizes []int) bool { return !slices.ContainsFunc(sizes, func(n int) bool { return n != 1 }) }
	if !ones(got[:64]) || !ones(got[len(got)-2:]) || len(got) > 80 {
		t.Errorf("%d pieces: %v", len(got), got)
	}
}

// TestSums: no way loses a byte or sends an empty piece, and each ends to cut.
func TestSums(t *testing.T) {
	t.Parallel()
	for _, way := range chop.Ways() {
		c, made := way.NewCutter(7), 0
		for n := 1; n < 3000; n++ {
			sizes, sum := c.Cut(n), 0
			for _, size := range sizes {
				if size < 1 {
					t.Fatalf("%s of %d: %v", way.Name, n, sizes)
				}
				sum += size
			}
			if sum != n {
				t.Fatalf("%s of %d: %v", way.Name, n, sizes)
			}
			if len(sizes) > 1 {
				made += len(sizes)
			}
		}
		if made > chop.MaxPieces+100 {
			t.Errorf("%s: %d pieces", way.Name, made)
		}
	}
}

func TestRandomFollowsTheSeed(t *testing.T) {
	t.Parallel()
	way, _ := chop.Find("random")
	draw := func(seed uint64) (all []int) {
		c := way.NewCutter(seed)
		for range 20 {
			all = append(all, c.Cut(100)...)
		}
		return all
	}
	if !slices.Equal(draw(1), draw(1)) {
		t.Error("one seed cuts in two ways")
	}
	if slices.Equal(draw(1), draw(2)) {
		t.Error("two seeds cut in the same way")
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	if _, ok := chop.Find("bites"); ok {
		t.Error("found a way that there is not")
	}
	if names := chop.Names(); names[0] != "bytes" || len(names) != len(chop.Ways()) {
		t.Errorf("got %v", names)
	}
}
