package crew

import (
	"sync/atomic"
	"testing"
	"time"
)

// Functions that wait for each other must all run at the same time, whether
// goroutines are idle or not, and also when no more of them are kept.
func TestCrewRunsAllAtOnce(t *testing.T) {
	t.Parallel()
	dismissed, kept := New(), New()
	dismissed.Dismiss()
	defer kept.Dismiss()
	for _, c := range []*Crew{kept, dismissed, nil} {
		for range 3 {
			runAllAtOnce(t, c, 2*maxCrew)
		}
	}
}

// runAllAtOnce runs functions of which none ends before all have begun.
func runAllAtOnce(t *testing.T, c *Crew, n int) {
	t.Helper()
	var begun atomic.Int64
	all, ended := make(chan struct{}), make(chan struct{}, n)
	for range n {
		c.Run(func() {
			if begun.Add(1) == int64(n) {
				close(all)
			}
			<-all
			ended <- struct{}{}
		})
	}
	late := time.After(time.Minute)
	for i := range n {
		select {
		case <-ended:
		case <-late:
			t.Fatalf("%d of %d functions have begun, and %d have ended", begun.Load(), n, i)
		}
	}
}
