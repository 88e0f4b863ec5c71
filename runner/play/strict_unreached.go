package play

import (
	"fmt"
	"slices"

	"sockrun/runner/outcome"
	"sockrun/runner/positioned"
	"sockrun/runner/scenario"
	"sockrun/runner/steps"
)

// mayBePassed says whether the nth step of a list, from 0, may be passed over
// without a finding, because a step before it closes the connection.
func mayBePassed(steps []*scenario.Step, n int) bool {
	return slices.ContainsFunc(steps[:n], func(s *scenario.Step) bool {
		return s.Verb == scenario.VerbClose || s.Verb == scenario.VerbReset
	})
}

// findUnreached notes whoever never had a turn.
func (p *play) findUnreached() {
	for _, pr := range p.processes.all() {
		pr.findUnreached()
	}
	for _, s := range p.servers {
		switch {
		case s.isUnused():
			s.findUnused()
		case s.decl.HandshakeFails != nil || s.decl.Accept == 0:
		case s.refusals > 0 && s.refusals == s.connections:
			s.findRefused()
		default:
			s.findSteps("", s.decl.Steps)
			for i, c := range s.decl.Connections {
				s.findSteps(fmt.Sprintf("%s connections[%d]", s, i+1), c.Steps)
			}
		}
	}
	for _, c := range p.clients {
		if !c.refused {
			c.findSteps("", c.decl.Steps)
		}
	}
}

// findSteps notes the first step of a list that was never reached, and those in
// the steps that were. Of those behind it there is no more to say. who is whose
// list it is, "" for the actor's only one.
func (a *actor) findSteps(who string, steps []*scenario.Step) {
	if len(steps) == 0 || !a.looks(scenario.Unreached) {
		return
	}
	n := a.play.scene.Reached.Of(steps)
	for _, s := range steps[:n] {
		a.findInside(who, s)
	}
	if n == len(steps) || mayBePassed(steps, n) {
		return
	}
	a.found(scenario.Unreached, &outcome.Failure{
		Who: who, Step: n + 1, Pos: steps[n].Pos, Message: "the step was never reached",
	})
}

// findInside is findSteps for the steps in a step that was reached, unless it
// was passed over, was to fail, or has had no round.
func (a *actor) findInside(who string, s *scenario.Step) {
	if s.When == nil && s.Fails == "" && a.play.scene.Reached.Of(s.Nested()) > 0 {
		a.findSteps(who, s.Nested())
	}
}

// isUnused says whether nobody has ever come to a server that waits for
// somebody.
func (s *server) isUnused() bool {
	if s.decl.Accept == 0 || s.served() > 0 {
		return false
	}
	if s.decl.Script == nil {
		return true
	}
	return !s.play.isDone(s) && s.view.Totals().Received == 0
}

// findUnused notes that nobody came.
func (s *server) findUnused() {
	if !s.looks(scenario.Unreached) {
		return
	}
	f := &outcome.Failure{Pos: s.decl.Pos, Message: "nobody connected"}
	if !s.listener.Kind().Accepts() {
		f.Message = "nobody sent anything"
	}
	switch {
	case s.decl.HandshakeFails != nil:
		f.Pos, f.Message = s.decl.HandshakeFails.Pos, f.Message+", so no handshake could fail"
	case len(s.decl.StepsOf(1)) > 0:
		f.Pos, f.Message = s.decl.StepsOf(1)[0].Pos, f.Message+", so no step was reached"
	case s.decl.Script != nil:
		f.Message += ", so its script waited in vain"
	default:
		f.Message += ", so its handler was never called"
	}
	for _, pr := range s.play.processes.all() {
		if pr.decl.Exit == nil {
			f.Detail = append(f.Detail, "the scenario does not wait for "+pr.String()+", which has no `exit`")
		}
	}
	f.Detail = append(f.Detail, positioned.Hint("a server that nobody is to connect to says accept: 0"))
	s.found(scenario.Unreached, f)
}

// findRefused notes that clients have refused every handshake, which may be what
// they were to do.
func (s *server) findRefused() {
	steps, code := s.decl.StepsOf(1), steps.CodeOf(s.refusal)
	if len(steps) == 0 || !s.looks(scenario.Unreached) {
		return
	}
	which := "its only handshake has"
	if s.refusals > 1 {
		which = fmt.Sprintf("all of its %d handshakes have", s.refusals)
	}
	s.found(scenario.Unreached, &outcome.Failure{
		Pos: steps[0].Pos, Message: fmt.Sprintf("%s failed (%s), so no step was reached", which, code),
		Detail: []string{s.refusal.Error(), positioned.Hint("handshake_fails: %s, if clients are to refuse the server", code)},
	})
}

// findUnreached notes a process that nothing waits for: when it was stopped,
// it may not have begun.
func (pr *process) findUnreached() {
	decl := pr.decl
	if !pr.looks(scenario.Unreached) || decl.Exit != nil || decl.Ready != nil || len(decl.Ports) > 0 {
		return
	}
	pr.found(scenario.Unreached, &outcome.Failure{
		Pos: pr.pos, Message: "it was stopped when the clients had ended, and may not have begun by then: it has neither `exit` nor `ready` nor `ports`",
		Detail: []string{positioned.Hint("exit: 0 if it ends by itself, so that the scenario waits for that; ready: {log: PATTERN} if it runs on")},
	})
}
