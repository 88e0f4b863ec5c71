package chance

import "slices"

// Shrink looks for as few drawings as possible with which a run still fails:
// first without each kind as a whole, those that disturb least first, and then
// by delta debugging (Zeller and Hildebrandt, 2002). fails runs once with a
// plan; it is not called any more once it is told so by enough, and the answer
// is then what was found by then. A run without any drawing is always tried: one
// that takes long needs that answer most. With all of noted the run must fail.
func Shrink(noted []ID, fails func(kept []ID) bool, enough func() bool) (kept []ID) {
	if len(noted) == 0 || fails(nil) {
		return nil
	}
	kept = noted
	try := func(fewer []ID) bool {
		if len(fewer) == len(kept) || enough() || !fails(fewer) {
			return false
		}
		kept = fewer
		return true
	}
	for kind := range Kinds {
		try(slices.DeleteFunc(slices.Clone(kept), func(id ID) bool { return id.Kind == kind }))
	}
	for parts := 2; len(kept) > 1 && !enough(); {
		switch {
		case tryParts(kept, min(parts, len(kept)), try):
			parts = max(parts-1, 2)
		case parts >= len(kept):
			return kept
		default:
			parts *= 2
		}
	}
	return kept
}

// tryParts tries a part of the drawings alone, or all but a part.
func tryParts(all []ID, parts int, try func([]ID) bool) bool {
	for i := range parts {
		from, to := i*len(all)/parts, (i+1)*len(all)/parts
		if parts == 2 && try(slices.Clone(all[from:to])) {
			return true
		}
		if parts > 2 && try(slices.Concat(all[:from], all[to:])) {
			return true
		}
	}
	return false
}
