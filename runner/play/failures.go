package play

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"sockrun/luaapi"
	"sockrun/runner/memory"
	"sockrun/runner/outcome"
	"sockrun/runner/paths"
	"sockrun/runner/scenario"
)

// cause is the earliest failure, nil while there is none.
func (p *play) cause() *outcome.Failure {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.failures) == 0 {
		return nil
	}
	return p.failures[0]
}

// add records failures, all or none, unless they are consequences of the end.
func (p *play) add(failures ...*outcome.Failure) (added bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.insert(len(p.failures), failures...)
}

// insert is add before the failure at an index. With mu.
func (p *play) insert(at int, failures ...*outcome.Failure) (added bool) {
	if p.ending || len(failures) == 0 {
		return false
	}
	p.failures = slices.Insert(p.failures, at, failures...)
	p.failed.Store(true)
	if p.changed != nil {
		p.changed.Unpark()
	}
	return true
}

// wasBusy adds to the report of a timeout, or of a stop from outside, where a
// script was that had to be interrupted since it never waited: it is likely to
// be the cause. Of several the first counts, since it may have kept the others
// from going on. A script whose VM could be asked at the timeout is none of
// them: it has only just gone on.
func (a *actor) wasBusy(f *outcome.Failure) {
	p := a.play
	p.mu.Lock()
	defer p.mu.Unlock()
	if !f.Busy || !a.owner().busy || p.busy || len(p.failures) == 0 {
		return
	}
	cause := p.failures[0]
	if cause.Verdict != outcome.Timeout && cause != p.outside {
		return
	}
	p.busy = true
	cause.Pos, cause.Stack = f.Pos, f.Stack
	told := fmt.Sprintf("%s never waits; it was at %s", f.Who, f.Pos)
	if cause.Topic == memory.Topic { // nobody knows how long it has run
		told = fmt.Sprintf("%s was running, at %s", f.Who, f.Pos)
	}
	if len(f.Detail) > 0 {
		told += " (" + strings.Join(f.Detail, "; ") + ")"
	}
	for i, line := range cause.Detail {
		if line == a.neverWaits() {
			cause.Detail[i] = told
			return
		}
	}
	if len(cause.Detail) == 0 {
		cause.Detail = []string{told}
	}
}

// neverWaits says of an actor that its VM cannot be asked.
func (a *actor) neverWaits() string { return a.owner().String() + " runs and never waits" }

// findBusy notes whose VM cannot be asked.
func (p *play) findBusy() {
	for _, a := range p.cast() {
		if !a.shares() {
			a.ask()
		}
	}
}

// ask lists what the tasks of the actor's VM wait for, unless one of them runs
// and does not give the baton away.
func (a *actor) ask() (waits []luaapi.Wait, ok bool) {
	if waits, ok = a.vm.TryWaits(); !ok {
		a.setBusy()
	}
	return waits, ok
}

func (a *actor) setBusy() {
	a.play.mu.Lock()
	defer a.play.mu.Unlock()
	a.busy = true
}

// conclude gives the result its verdict: that of the earliest cause.
func (p *play) conclude(r *outcome.Result) {
	cut := p.cutDatagrams()
	p.mu.Lock()
	defer p.mu.Unlock()
	r.Verdict, r.Output, r.Warnings = outcome.Passed, p.output.String(), p.warnings
	for _, f := range r.Warnings {
		f.Excerpt = p.excerpt(f.Pos)
	}
	if len(p.failures) == 0 {
		r.Headroom = p.headroom.List()
		return
	}
	if cause := p.failures[0]; cause.Verdict == outcome.Skipped {
		r.Verdict, r.Reason = outcome.Skipped, cause.Message
		return
	}
	r.Cause, r.Afterwards = p.failures[0], p.failures[1:]
	r.Cause.Detail = slices.Concat(r.Cause.Detail, cut)
	p.busy = true // who ends later has nothing to add: others read the cause by now
	if p.options.Way != nil {
		r.Chopping = &outcome.Chopping{Receives: p.receipts.words(r.Cause)}
	}
	r.Verdict = r.Cause.Verdict
	refused := cmp.Or(p.refusal(), p.refused)
	r.Denied = r.Cause.Denied || refused != nil
	r.Cause.Detail = append(r.Cause.Detail, untold(refused, p.failures)...)
	r.Programs = p.programs()
	for _, f := range p.failures {
		f.Excerpt = p.excerpt(f.Pos)
	}
}

// refusal is what its world has refused first.
func (p *play) refusal() error {
	if p.world == nil {
		return nil
	}
	return p.world.Refused()
}

// untold says what was refused where no failure does: the script has made light
// of it, but it decides on the exit status.
func untold(refused error, failures []*outcome.Failure) []string {
	if refused == nil || slices.ContainsFunc(failures, func(f *outcome.Failure) bool {
		return strings.Contains(f.Message+strings.Join(f.Detail, "\n"), refused.Error())
	}) {
		return nil
	}
	return []string{"refused on the way: " + refused.Error()}
}

// excerpt shows the lines around a position, also in a script.
func (p *play) excerpt(pos scenario.Pos) []string {
	if pos.Line == 0 {
		return nil
	}
	source := p.Source
	if pos.File != source.Name() {
		var err error
		if source, err = p.readSource(pos.File); err != nil {
			return nil
		}
	}
	return source.Excerpt(pos, 2, 0)
}

// readSource reads a file that positions call by name, if scripts may read it: Lua
// can name its chunks after any file.
func (p *play) readSource(name string) (*scenario.Source, error) {
	path, err := p.file(name), error(nil)
	if p.policy != nil {
		path, err = p.policy.Read(path)
	}
	if err != nil {
		return nil, err
	}
	return scenario.ReadSource(path, name)
}

// file is where a file is that positions call by name: names count from where
// sockrun was started.
func (p *play) file(name string) string {
	if filepath.IsAbs(name) || p.options.Started == "" {
		return name
	}
	return filepath.Join(p.options.Started, name)
}

// shownFrom is the reverse of file for paths that may be relative to a folder.
func (p *play) shownFrom(folder string) func(path string) string {
	return func(path string) string {
		if !filepath.IsAbs(path) {
			path = filepath.Join(folder, path)
		}
		return paths.Shown(path, p.options.Started)
	}
}
