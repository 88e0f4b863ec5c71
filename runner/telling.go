package runner

import (
	"maps"
	"slices"
	"sync"

	"sockrun/runner/fault"
	"sockrun/runner/outcome"
)

// telling tells of turns: at once those who watch, and of results, in the order
// of the turns, those who report. It has a lock of its own, so that nobody else
// waits while those whom it tells do, as for a pager that is not read on.
type telling struct {
	options *Options
	report  func(*outcome.Result)
	broke   func() // is called once report has panicked

	mu       sync.Mutex
	reported int
	results  map[int]*outcome.Result // of turns that wait for those before them
	fault    *fault.Fault            // a panic of report, raised again when all has ended
}

// begins tells of a turn that begins.
func (l *telling) begins(t *turn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.options.watch(t.Scenario, nil)
}

// ended takes the result of a turn and reports what is next in order.
func (l *telling) ended(t *turn, r *outcome.Result) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.options.watch(t.Scenario, r)
	if r.Verdict == outcome.Passed && !l.options.Traced {
		r.Transcript = nil // it may wait for long
	}
	l.results[t.number] = r
	for l.results[l.reported] != nil {
		l.reported++
		l.reportOne(l.reported - 1)
	}
}

// finish reports what still waits for turns that will not be had, or not in
// time.
func (l *telling) finish() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, number := range slices.Sorted(maps.Keys(l.results)) {
		l.reportOne(number)
	}
}

// reportOne reports a result unless that has gone wrong before. With l.mu.
func (l *telling) reportOne(number int) {
	r := l.results[number]
	delete(l.results, number) // its transcript may be large
	if l.fault != nil {
		return
	}
	defer func() {
		if v := recover(); v != nil {
			l.fault = fault.Of(v)
			l.broke()
		}
	}()
	l.report(r)
}
