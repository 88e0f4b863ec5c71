package play

import (
	"slices"

	"sockrun/runner/outcome"
	"sockrun/runner/steps"
)

// addDeath records that a process has ended when it should not. What clients
// suffer from that they may notice first: then it is the cause nevertheless.
func (p *play) addDeath(f *outcome.Failure) {
	p.mu.Lock()
	defer p.mu.Unlock()
	at := len(p.failures)
	if at > 0 && isLoss(p.failures[0]) {
		at = 0
	}
	p.insert(at, f)
}

// isLoss says whether a failure is one that the end of a peer brings about.
func isLoss(f *outcome.Failure) bool {
	return slices.Contains([]string{"EOF", steps.CodeClosed, "ECONNRESET", "EPIPE", "ECONNREFUSED", "ECONNABORTED", "ENOENT"}, f.Code)
}

// lostPeer says whether the cause so far may be that a process is about to be
// found dead.
func (p *play) lostPeer() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.failures) == 0 || !isLoss(p.failures[0]) {
		return false
	}
	return slices.ContainsFunc(p.processes.all(), func(pr *process) bool { return pr.run != nil && !pr.ended })
}
