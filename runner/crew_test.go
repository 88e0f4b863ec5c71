package runner

import (
	"sync"
	"testing"
)

// Functions that wait for each other must all run at the same time, whether
// goroutines are idle or not, and also when no more of them are kept.
func TestCrewRunsAllAtOnce(t *testing.T) {
	t.Parallel()
	dismissed, kept := newCrew(), newCrew()
	dismissed.dismiss()
	defer kept.dismiss()
	for _, c := range []*crew{kept, dismissed, nil} {
		for range 3 {
			runAllAtOnce(c, 2*maxCrew)
		}
	}
}

func runAllAtOnce(c *crew, n int) {
	var begun, ended sync.WaitGroup
	begun.Add(n)
	for range n {
		ended.Add(1)
		c.run(func() {
			defer ended.Done()
			begun.Done()
			begun.Wait()
		})
	}
	ended.Wait()
}
