package play

import (
	"fmt"
	"slices"
	"sync"
	"syscall"
	"time"

	"sockrun/luaapi/host"
	"sockrun/runner/outcome"
	"sockrun/runner/positioned"
	"sockrun/runner/scenario"
	"sockrun/runner/steps"
)

const killSignal = syscall.SIGKILL

// stopSignal is the number of the signal that a scenario.Stop names.
func stopSignal(name string) syscall.Signal {
	return map[string]syscall.Signal{
		"TERM": syscall.SIGTERM, "INT": syscall.SIGINT, "HUP": syscall.SIGHUP, "QUIT": syscall.SIGQUIT,
		"USR1": syscall.SIGUSR1, "USR2": syscall.SIGUSR2, "KILL": syscall.SIGKILL,
	}[name]
}

// roster is the list of a scenario's processes. Others look at it while it
// grows.
type roster struct {
	mu   sync.Mutex
	list []*process
}

func (r *roster) add(pr *process) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.list = append(r.list, pr)
}

// all returns the processes, in the order in which they were added.
func (r *roster) all() []*process {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.list)
}

// openProcesses makes the scenario's processes with their ports, which others
// may name before any of them runs.
func (p *play) openProcesses() bool {
	for _, decl := range p.Processes {
		pr := &process{actor: p.newActor("processes", decl.Name, decl.Pos), decl: decl}
		p.processes.add(pr)
		if err := pr.openPorts(); err != nil {
			pr.fail(pr.String(), positioned.At(pr.pos, err))
			return false
		}
	}
	return true
}

// startProcesses starts the processes, and waits until those are ready that
// come after nobody. It says whether all is well.
func (p *play) startProcesses() bool {
	for {
		p.startDue()
		if p.cause() != nil || p.isEnding() {
			return false
		}
		if !slices.ContainsFunc(p.processes.all(), func(pr *process) bool { return !pr.isReady() && !p.isLate(pr) }) {
			return true
		}
		if p.changed.Park(host.Forever) != nil {
			return false
		}
	}
}

// isLate says whether a process starts only when actors have ended.
func (p *play) isLate(pr *process) bool {
	return len(pr.decl.After) > 0 || slices.ContainsFunc(pr.decl.Needs, func(name string) bool { return p.isLate(p.process(name)) })
}

// process returns the process of that name, or nil.
func (p *play) process(name string) *process {
	for _, pr := range p.processes.all() {
		if pr.name == name {
			return pr
		}
	}
	return nil
}

// startDue starts the processes for which all is there that they need.
func (p *play) startDue() {
	for _, pr := range p.processes.all() {
		if p.begins(pr) {
			p.spawn(pr.String()+" starts", pr.begin)
		}
	}
}

// begins says whether a process is to start now, which it does once.
func (p *play) begins(pr *process) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if pr.begun || p.ending || len(p.failures) > 0 {
		return false
	}
	for _, name := range pr.decl.Needs {
		if !p.process(name).ready {
			return false
		}
	}
	for _, name := range pr.decl.After {
		if !p.hasEnded(name.Name) {
			return false
		}
	}
	pr.begun = true
	return true
}

// hasEnded says whether a client or a process has. With p.mu.
func (p *play) hasEnded(name string) bool {
	for _, c := range p.clients {
		if c.name == name {
			return c.running == 0
		}
	}
	if pr := p.process(name); pr != nil {
		return pr.ended
	}
	return false
}

// begin starts the process; if it ends by itself, it waits for that.
func (pr *process) begin() {
	if err := pr.vm.Do(pr.String(), pr.start); err != nil {
		if !pr.isStopping() {
			pr.fail(pr.String(), err)
		}
		pr.play.setEnded(pr) // whoever has waited finds the failure
		return
	}
	if pr.decl.Exit != nil {
		_ = pr.vm.Do(pr.String(), pr.awaitEnd) // fails when the world ends first
	}
}

// unfinished says whether a process is still to be ready, or to end by
// itself. With play.mu.
func (pr *process) unfinished() bool {
	return !pr.ended && (!pr.ready || pr.decl.Exit != nil)
}

// stopProcesses stops all that run, the last that was started first: by their
// signal, and when that does not help in their grace, by KILL.
func (p *play) stopProcesses() {
	running := p.markStopping()
	for _, pr := range running {
		_ = pr.execution().Signal(stopSignal(pr.decl.Stop.Signal)) // fails when it has just ended
	}
	told := p.world.Elapsed()
	for _, pr := range running {
		pr.awaitStop(told)
	}
}

// closePorts gives the ports of all processes back.
func (p *play) closePorts() {
	for _, pr := range p.processes.all() {
		pr.closePorts()
	}
}

// isClearing says whether what actors meet now may come of our stopping the
// processes after a failure.
func (p *play) isClearing() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.clearing
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

// stopGrace is how long the process may take to end after its signal.
func (pr *process) stopGrace() time.Duration { return pr.play.options.TimeScale.Of(pr.decl.Stop.Grace) }

// awaitStop waits for the end of a process that was told to end, and until it
// is judged. Any goroutine may do so.
func (pr *process) awaitStop(told time.Duration) {
	ex, w := pr.execution(), pr.play.world
	if _, err := ex.Wait(host.After(w, told+pr.stopGrace()-w.Elapsed())); host.IsTimeout(err) {
		ex.output.Note(fmt.Sprintf("killed, since it has not ended within %s of SIG%s", pr.play.options.TimeScale.Shown(pr.decl.Stop.Grace), pr.decl.Stop.Signal))
		_ = ex.Signal(killSignal)
	}
	limit := host.After(w, 3*pr.play.options.TimeScale.Of(grace)) // for the output, which a descendant may hold
	_ = pr.until(pr.hasEnded, func(wake host.Parker) error { return wake.Park(limit) })
}

// patience is how long the setup and the processes may take beside the
// scenario's timeout.
func (p *play) patience() (total time.Duration) {
	if p.Setup != nil {
		total = p.timeout()
	}
	for _, decl := range p.Processes {
		within := scenario.DefaultWithin
		if decl.Ready != nil {
			within = decl.Ready.Within
		}
		total += (restarts+1)*within + decl.Stop.Grace + 3*grace
	}
	return p.options.TimeScale.Of(total)
}

// addDeath records that a process has ended when it should not. What clients
// suffer from that they may notice first: then it is the cause nevertheless.
func (p *play) addDeath(f *outcome.Failure) {
	p.mu.Lock()
	if !p.ending && len(p.failures) > 0 && isLoss(p.failures[0]) {
		p.failures = slices.Insert(p.failures, 0, f)
		p.changed.Unpark()
		p.mu.Unlock()
		return
	}
	p.mu.Unlock()
	p.add(f)
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
