package chopped

import (
	"testing"
	"testing/synctest"
	"time"
)

// Where nothing is ever held back, a close waits for no flush: there is no lock
// that somebody could give.
func TestNothingHeldIsNotWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &held{}
		h.timed.Store(true)
		began := time.Now()
		if h.lockForAll() {
			t.Error("there is a lock")
		}
		if waited := time.Since(began); waited > 0 {
			t.Errorf("waited %v", waited)
		}
	})
}
