package giveway_test

import (
	"runtime"
	"sync/atomic"
	"testing"

	"sockrun/runner/giveway"
)

// Who gives way on the only processor goes on after those that waited for it.
func TestOthersHaveTheirTurn(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	var ran atomic.Int32
	for range 3 {
		go ran.Add(1)
	}
	giveway.Here()
	if n := ran.Load(); n != 3 {
		t.Errorf("%d of 3 have had their turn", n)
	}
}
