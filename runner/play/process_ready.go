package play

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/runner/outcome"
	"sockrun/runner/positioned"
	"sockrun/runner/scenario"
	"sockrun/runner/world/real"
)

// Between two looks at whether a process is ready there are pauses, the first
// of them short: most processes are ready soon.
const (
	firstPause   = time.Millisecond
	longestPause = 50 * time.Millisecond
)

// awaitReady waits until an execution is ready; the error says why it never
// was.
func (pr *process) awaitReady(t *luaapi.Task, ex *execution) error {
	within := pr.play.options.TimeScale.Of(pr.decl.ReadyWithin())
	began := pr.play.world.Elapsed()
	deadline := host.After(pr.play.world, within)
	for _, find := range pr.probes(t, ex, deadline) {
		probe, err := find()
		if _, late := errors.AsType[*errLate](err); err != nil && !late {
			return err
		}
		if err == nil {
			err = pr.awaitProbe(t, ex, probe, deadline)
		}
		if err != nil {
			return pr.neverReady(ex, probe, err)
		}
	}
	pr.play.headroom.Note(outcome.Headroom{Who: pr.String(), Limit: "ready within", Of: within, Used: pr.play.world.Elapsed() - began, Pos: pr.readyPos()})
	return nil
}

// readyPos is where it says when the process is ready, else the process.
func (pr *process) readyPos() scenario.Pos {
	if pr.decl.Ready != nil {
		return pr.decl.Ready.Pos
	}
	return pr.pos
}

// errLate is that a process was not ready in time, and why not.
type errLate struct{ why string }

func (e *errLate) Error() string { return e.why }

// errGone is that it has ended before it was ready.
var errGone = errors.New("it has ended")

func (pr *process) awaitProbe(t *luaapi.Task, ex *execution, probe probe, deadline host.Deadline) error {
	clock := pr.play.world
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		gone := pr.isGone(ex) // before the look, which then sees all that it has done
		ready, why, err := probe.look()
		switch {
		case gone && (pr.decl.Exit == nil || !ready && !pr.mayYetBeReady(ex, probe)):
			return errGone
		case ready || err != nil:
			return err
		case host.After(clock, 0) >= deadline:
			return &errLate{why}
		}
		next := host.Earlier(host.After(clock, pause), deadline)
		err = t.Wait("to be ready", probe, deadline, func(host.Deadline) error { return ex.wake.Park(next) })
		if err != nil && !host.IsTimeout(err) {
			return err
		}
	}
}

// mayYetBeReady says of an execution that has ended whether it may get ready: it
// has ended well, as it was to, and what it has started in the background goes on.
// What that prints nobody sees.
func (pr *process) mayYetBeReady(ex *execution, p probe) bool {
	return !p.log && ex.exit.Code == 0 && pr.decl.Exit != nil && pr.decl.Exit.Accepts(0, false)
}

// neverReady describes that a process did not get ready.
func (pr *process) neverReady(ex *execution, probe probe, err error) error {
	var late *errLate
	switch {
	case err == errGone:
		return pr.endedUnready(ex, probe)
	case errors.As(err, &late):
		return pr.unreadyInTime(ex, probe, late)
	}
	return positioned.At(pr.readyPos(), err)
}

// endedUnready is neverReady for one that has ended before.
func (pr *process) endedUnready(ex *execution, probe probe) error {
	circumstance, why := probe.missed()
	e := &positioned.Error{Pos: pr.pos, Failed: true, Err: fmt.Errorf("%s %s %s", shownCommand(ex.command), how(ex.exit), circumstance)}
	if why != "" {
		e.Detail = append(e.Detail, why)
	}
	if ex.exit.Code == 0 && !probe.log {
		e.Detail = append(e.Detail, background)
	}
	pr.addStory(e, ex)
	return e
}

// unreadyInTime is neverReady for one that has had its time, whether it runs or not.
func (pr *process) unreadyInTime(ex *execution, probe probe, late *errLate) error {
	within := pr.play.options.TimeScale.Shown(pr.decl.ReadyWithin())
	e := &positioned.Error{Pos: pr.readyPos(), Failed: true, Err: fmt.Errorf("%s was not ready within %s (%s)", shownCommand(ex.command), within, probe.what)}
	if late.why != "" {
		e.Detail = append(e.Detail, late.why)
	}
	if pr.isGone(ex) {
		e.Detail = append(e.Detail, "it has "+how(ex.exit)+" before that")
	} else if probe.net {
		e.Detail = append(e.Detail, listensOn(ex)...)
	}
	pr.addStory(e, ex)
	if stdout, _ := ex.output.Text(); probe.log && stdout == "" {
		e.Detail = append(e.Detail, buffered)
	} else if pr.holdsBack(ex) && !pr.isGone(ex) {
		e.Detail = append(e.Detail, "hint: "+bufferedPython)
	}
	return e
}

// listensOn says where else a process listens than where it is awaited.
func listensOn(ex *execution) []string {
	const most = 8
	places := real.ListensOn(ex.Pid())
	if len(places) == 0 {
		return nil
	}
	return []string{"it listens on " + strings.Join(places[:min(len(places), most)], ", ")}
}

// addStory adds to an error what the program printed last.
func (pr *process) addStory(e *positioned.Error, ex *execution) {
	story, printed := pr.story(ex)
	e.Detail, e.Printed = append(e.Detail, story...), printed
}
