package runner

import (
	"errors"
	"runtime"
)

// ErrStuck is why a run stops early: so many scripts had to be abandoned
// inside calls that cannot be interrupted that they take the processors from
// the scenarios that are left.
var ErrStuck = errors.New("stopped: more abandoned scripts than half the processors keep running")

// tooManyStuck says whether the run is to stop for ErrStuck.
func (b *batch) tooManyStuck() bool {
	return b.options.common.Abandoned.Load() > int64(max(runtime.NumCPU()/2, 1))
}
