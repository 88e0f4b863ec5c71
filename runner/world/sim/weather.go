package sim

import "sockrun/runner/chance"

// cut says how many of n bytes that are under way in a stream arrive
// together: mostly all, sometimes only the first few. It is at least 1 unless
// n is 0.
func (w *World) cut(n int) int {
	if n < 2 {
		return n
	}
	r, ok := w.luck.Roll(chance.Cut)
	if !ok || !r.Is(0.25) {
		return n
	}
	w.luck.Note(chance.Cut)
	return 1 + r.Below(n-1)
}
