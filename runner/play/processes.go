package play

import (
	"slices"
	"sync"

	"sockrun/luaapi/host"
	"sockrun/runner/positioned"
)

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
