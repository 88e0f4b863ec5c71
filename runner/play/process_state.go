package play

import (
	"fmt"
	"slices"
	"syscall"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
)

// What other goroutines see of a process is guarded by play.mu; all changes
// are made here.

// setRun notes the present execution, and says whether it is to end at once.
func (pr *process) setRun(ex *execution) (stopping bool) {
	pr.play.mu.Lock()
	defer pr.play.mu.Unlock()
	pr.run = ex
	return pr.stopping
}

// setReady lets those go on who have waited for the process, and says whether
// it has ended by now.
func (pr *process) setReady(ex *execution) (gone bool) {
	p := pr.play
	p.mu.Lock()
	defer p.mu.Unlock()
	pr.ready = true
	pr.announce()
	return ex.gone
}

// tell sends an execution a signal to end, and notes whether it was still there to
// get it.
func (pr *process) tell(ex *execution, signal syscall.Signal) {
	pr.play.mu.Lock()
	defer pr.play.mu.Unlock()
	ex.told = ex.Signal(signal) == nil || ex.told
}

// setGone keeps how an execution ended, and says whether the process was ready.
// One that had ended before it was told to has done so while it was needed, even
// if that shows only now. But an end with 0 may come of that of the clients, unless
// what it has left behind held its output, and so hid that it is a daemon.
func (pr *process) setGone(ex *execution, exit host.Exit) (ready bool) {
	p := pr.play
	p.mu.Lock()
	defer p.mu.Unlock()
	ex.gone, ex.exit = true, exit
	ex.wanted = pr.stopping && (ex.told || exit.Code == 0 && !exit.Left)
	ex.wake.Unpark()
	p.changed.Unpark()
	return pr.ready
}

// setEnded notes that nothing of the process will come any more.
func (p *play) setEnded(pr *process) {
	p.mu.Lock()
	defer p.mu.Unlock()
	pr.ended = true
	pr.announce()
}

// announce wakes all who wait for a change. With play.mu.
func (pr *process) announce() {
	for _, w := range pr.waiters {
		w.Unpark()
	}
	pr.play.changed.Unpark()
}

func (pr *process) isGone(ex *execution) bool {
	pr.play.mu.Lock()
	defer pr.play.mu.Unlock()
	return ex.gone
}

func (pr *process) isReady() bool {
	pr.play.mu.Lock()
	defer pr.play.mu.Unlock()
	return pr.ready
}

func (pr *process) isStopping() bool {
	pr.play.mu.Lock()
	defer pr.play.mu.Unlock()
	return pr.stopping
}

// execution is the present one, nil before the first.
func (pr *process) execution() *execution {
	pr.play.mu.Lock()
	defer pr.play.mu.Unlock()
	return pr.run
}

func (pr *process) hasEnded() bool {
	pr.play.mu.Lock()
	defer pr.play.mu.Unlock()
	return pr.ended
}

// until waits for a condition that changes of the process bring about; park
// waits for the next.
func (pr *process) until(condition func() bool, park func(wake host.Parker) error) error {
	if condition() { // as for each connection to one that is ready
		return nil
	}
	wake := pr.play.world.NewParker()
	pr.addWaiter(wake)
	defer pr.dropWaiter(wake)
	for !condition() {
		if err := park(wake); err != nil {
			return err
		}
	}
	return nil
}

// addWaiter lets changes of the process wake somebody, until dropWaiter.
func (pr *process) addWaiter(wake host.Parker) {
	pr.play.mu.Lock()
	defer pr.play.mu.Unlock()
	pr.waiters = append(pr.waiters, wake)
}

func (pr *process) dropWaiter(wake host.Parker) {
	pr.play.mu.Lock()
	defer pr.play.mu.Unlock()
	pr.waiters = slices.DeleteFunc(pr.waiters, func(w host.Parker) bool { return w == wake })
}

// await waits, as a task of another actor, until the process is ready or has
// ended.
func (pr *process) await(t *luaapi.Task) error {
	settled := func() bool { return pr.isReady() || pr.hasEnded() }
	return pr.until(settled, func(wake host.Parker) error {
		return t.Wait("for "+pr.String()+" to be ready", nil, host.Forever, wake.Park)
	})
}

// awaitEnd waits until the process has ended by itself, so that the records of
// waits say so.
func (pr *process) awaitEnd(t *luaapi.Task) error {
	t.SetPlace(pr.pos.File, pr.pos.Line, 0)
	return pr.until(pr.hasEnded, func(wake host.Parker) error {
		return t.Wait("to end", nil, host.Forever, wake.Park)
	})
}

// lasting says what to do about a server that is to end by itself, and is what
// the scenario waits for, since all clients have ended.
func (p *play) lasting() (lines []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.clients) == 0 || slices.ContainsFunc(p.clients, func(c *client) bool { return c.running > 0 }) {
		return nil
	}
	for _, pr := range p.processes.all() {
		if pr.decl.Exit != nil && pr.ready && !pr.ended {
			lines = append(lines, fmt.Sprintf("hint: exit says that %s ends by itself: without it the process is stopped at the end, and check sees processes.%s.exit_code", pr.name, pr.name))
		}
	}
	return lines
}

// describe is what scripts see as processes.NAME.
func (pr *process) describe() luaapi.Map {
	return luaapi.Map{{Key: "ports", Value: pr.portNumbers()}}
}

// seen is what the check sees of the process.
func (pr *process) seen() luaapi.Map {
	m := pr.describe()
	ex := pr.execution()
	if ex == nil {
		return m
	}
	stdout, stderr := ex.output.Text()
	m = append(m, luaapi.Pair{Key: "stdout", Value: stdout}, luaapi.Pair{Key: "stderr", Value: stderr})
	if !pr.isGone(ex) {
		return m
	}
	m = append(m, luaapi.Pair{Key: "exit_code", Value: ex.exit.Code})
	if ex.exit.Signal != "" {
		m = append(m, luaapi.Pair{Key: "signal", Value: ex.exit.Signal})
	}
	return m
}

// processesValue is what actors see as processes.
func (p *play) processesValue() luaapi.Map {
	m := luaapi.Map{}
	for _, pr := range p.processes.all() {
		m = append(m, luaapi.Pair{Key: pr.name, Value: luaapi.Strict{Name: pr.String(), Map: pr.describe()}})
	}
	return m
}

// processesSeen is what the check sees as processes.
func (p *play) processesSeen() luaapi.Map {
	m := luaapi.Map{}
	for _, pr := range p.processes.all() {
		m = append(m, luaapi.Pair{Key: pr.name, Value: luaapi.Strict{Name: pr.String(), Map: pr.seen().With("exit_code", "signal", "stdout", "stderr")}})
	}
	return m
}
