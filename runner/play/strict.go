package play

import (
	"cmp"

	"sockrun/runner/outcome"
	"sockrun/runner/scenario"
)

// The strict end: what is left over when a scenario has ended is looked for
// where it is left, by one function for each kind of finding, and counts when
// nothing else has failed.

// finding is something that was left over.
type finding struct {
	level   scenario.Level
	failure *outcome.Failure
}

// level is what a kind of finding does that concerns the actor.
func (a *actor) level(kind scenario.Finding) scenario.Level {
	return a.play.Level(kind, a.kind, a.name)
}

// looks says whether a kind of finding is to be looked for.
func (a *actor) looks(kind scenario.Finding) bool { return a.level(kind) != scenario.LevelOff }

// found notes a finding that concerns the actor.
func (a *actor) found(kind scenario.Finding, f *outcome.Failure) {
	a.play.keep(a.level(kind), a.finding(kind, f))
}

// finding fills in what all findings that concern the actor have.
func (a *actor) finding(kind scenario.Finding, f *outcome.Failure) *outcome.Failure {
	f.Verdict, f.Finding, f.Topic = outcome.Failed, string(kind), "strict"
	f.Who, f.Actor = cmp.Or(f.Who, a.String()), a.name
	return f
}

// keep keeps a finding until the end.
func (p *play) keep(level scenario.Level, f *outcome.Failure) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.findings = append(p.findings, finding{level, f})
}

// beStrict looks for what is left over at the end, and lets all findings count
// unless something else has failed.
func (p *play) beStrict() {
	if p.isEnding() {
		return
	}
	if cause := p.cause(); cause != nil {
		p.blameUnread(cause)
		return
	}
	p.findLeftOpen((*actor).talks)
	p.findUnread()
	p.findUnreached()
	p.findUnaccepted()
	p.findTruncated()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, f := range p.findings {
		if f.level == scenario.LevelFail {
			p.failures = append(p.failures, f.failure)
		} else {
			p.warnings = append(p.warnings, f.failure)
		}
	}
}
