package play

import (
	"fmt"
	"slices"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"sockrun/luaapi/host"
	"sockrun/runner/outcome"
	"sockrun/runner/positioned"
	"sockrun/runner/scenario"
)

const killSignal = syscall.SIGKILL

// stopProcesses stops all that run, the last that was started first: by their
// signal, and when that does not help in their grace, by KILL.
func (p *play) stopProcesses() {
	running := p.markStopping()
	for _, pr := range running {
		pr.tell(pr.execution(), pr.stopSignal())
	}
	told := p.world.Elapsed()
	for _, pr := range running {
		pr.awaitStop(told)
	}
}

// markStopping returns the processes that run, in the order in which they are
// stopped.
func (p *play) markStopping() (running []*process) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.clearing = len(p.failures) > 0
	for _, pr := range slices.Backward(p.processes.all()) {
		pr.stopping, pr.begun = true, true
		if pr.run != nil && !pr.ended {
			running = append(running, pr)
		}
	}
	return running
}

// stopSignal asks the process to end.
func (pr *process) stopSignal() syscall.Signal { return unix.SignalNum(pr.stopName()) }

// stopName is the name of its stop signal.
func (pr *process) stopName() string { return "SIG" + pr.decl.Stop.Signal }

// stopGrace is how long the process may take to end after its signal.
func (pr *process) stopGrace() time.Duration { return pr.play.options.TimeScale.Of(pr.decl.Stop.Grace) }

// awaitStop waits for the end of a process that was told to end, and until it
// is judged. Any goroutine may do so.
func (pr *process) awaitStop(told time.Duration) {
	ex, w := pr.execution(), pr.play.world
	_, err := ex.Wait(host.After(w, told+pr.stopGrace()-w.Elapsed()))
	late := host.IsTimeout(err)
	if late {
		ex.output.Note("killed, since " + pr.overstay())
		_ = ex.Signal(killSignal)
	}
	limit := host.After(w, 3*pr.play.options.TimeScale.Of(grace)) // for the output, which a descendant may hold
	_ = pr.until(pr.hasEnded, func(wake host.Parker) error { return wake.Park(limit) })
	if late && pr.isGone(ex) && ex.exit.Signal == "SIGKILL" {
		pr.findKilled()
	}
}

// findKilled notes that the process had to be killed, unless it has no grace, which
// says so.
func (pr *process) findKilled() {
	if !pr.looks(scenario.Killed) || pr.decl.Stop.Grace == 0 {
		return
	}
	pr.found(scenario.Killed, &outcome.Failure{
		Pos: pr.pos, Message: "it was killed, since " + pr.overstay(),
		Detail: []string{positioned.Hint("let the program end on %s; stop: {grace: DURATION} gives it more time, stop: {signal: KILL} none", pr.stopName())},
	})
}

// signalled says which signal has ended a program, and who had sent it, as far as
// that was sockrun.
func (pr *process) signalled(ex *execution) string {
	switch signal := ex.exit.Signal; {
	case !ex.wanted:
		return pr.String() + " " + how(ex.exit)
	case signal == pr.stopName():
		return "sockrun has stopped " + pr.String() + " with " + signal + ": if it is to end by itself, say so: exit: 0"
	case signal == "SIGKILL":
		return "sockrun has killed " + pr.String() + ", since " + pr.overstay()
	default:
		return pr.String() + " " + how(ex.exit) + " after sockrun had sent it " + pr.stopName()
	}
}

// overstay says of a process that it is not gone when its grace is over.
func (pr *process) overstay() string {
	return fmt.Sprintf("it has not ended within %s of %s", pr.play.options.TimeScale.Shown(pr.decl.Stop.Grace), pr.stopName())
}

// isClearing says whether what actors meet now may come of our stopping the
// processes after a failure.
func (p *play) isClearing() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.clearing
}

// patience is how long the setup and the processes may take beside the
// scenario's timeout.
func (p *play) patience() (total time.Duration) {
	if p.Setup != nil {
		total = p.timeout()
	}
	for _, decl := range p.Processes {
		total += (restarts+1)*decl.ReadyWithin() + decl.Stop.Grace + 3*grace
	}
	return p.options.TimeScale.Of(total)
}
