package play

import (
	"context"
	"errors"

	"sockrun/luaapi"
	"sockrun/luaapi/chunk"
	"sockrun/luaapi/host"
	"sockrun/runner/deadlock"
	"sockrun/runner/outcome"
	"sockrun/runner/scenario"
	"sockrun/runner/world"
)

// programRun is one run of a program: an actor that is alone.
type programRun struct {
	*play
	name  string
	tell  func(*outcome.Failure)
	actor *actor
	told  []*outcome.Failure // which somebody was told of at once

	// Guarded by play.mu:
	done    bool             // its task has ended
	left    bool             // all that it waits for is tasks that nobody joins
	dropped []luaapi.Failed  // tasks that have failed, of which nobody was told yet
	errs    []error          // what went wrong, in order of time
	why     *outcome.Failure // why it was ended; nil when it ended by itself, or called os.exit
}

// perform runs the compiled program as the only VM of its world.
func (r *programRun) perform(ctx context.Context, program Program, compiled *chunk.Chunk) {
	vm := luaapi.New(luaapi.Config{
		World: r.world, Context: r.ctx, Console: program.Console, Alarm: &r.lookout.alarm,
		Broken: func(err error) { r.fail(err) }, Failing: r.failing,
		Weather: r.setWeather,
		Dir:     r.Dir, Root: r.Dir, Shown: r.shownFrom(r.options.Started), Script: program.File, Args: program.Args,
	})
	r.actor = &actor{play: r.play, name: r.name, pos: r.Pos, vm: vm}
	r.actors = []*actor{r.actor}
	ended := make(chan struct{})
	unwatch := context.AfterFunc(r.ctx, func() {
		defer close(ended)
		if ctx.Err() != nil {
			r.interrupt()
		}
		r.world.End()
	})
	r.world.Main(func() {
		vm.Start(r.name, func(t *luaapi.Task) error {
			defer r.finish()
			r.run(t, compiled, program.Args)
			return nil
		})
		r.attend()
		r.world.Close(grace)
	})
	if !unwatch() {
		<-ended // why is known by then
	}
	r.stop()
}

// run is the program's own task.
func (r *programRun) run(t *luaapi.Task, compiled *chunk.Chunk, args []string) {
	_, err := t.Run(compiled, t.Values(args)...)
	r.fail(t.Recorded()...)
	if err != nil {
		r.fail(err)
	}
	r.mu.Lock()
	r.left = true
	r.mu.Unlock()
	r.fail(t.Unjoined()...)
	r.fail(t.Recorded()...) // of tasks that went on
}

// finish notes that the program's own task has ended.
func (r *programRun) finish() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.done = true
	r.changed.Unpark()
}

// fail notes what went wrong, unless it is a consequence of the end.
func (r *programRun) fail(errs ...error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.ending {
		r.errs = append(r.errs, errs...)
		return
	}
	for _, err := range errs {
		r.place(err)
	}
}

// place takes for the place of the end that where a script was which had to be
// stopped, unless one is known. With mu.
func (r *programRun) place(err error) {
	var script *luaapi.Error
	if r.why != nil && r.why.Pos.Line == 0 && errors.As(err, &script) && script.Line > 0 {
		r.why.Pos, r.why.Stack = scenario.Pos{File: script.File, Line: script.Line}, script.Stack
	}
}

// failing takes a task that has failed. While the program waits for another
// task to end, it is likely to come to this one.
func (r *programRun) failing(f luaapi.Failed) {
	r.mu.Lock()
	defer r.mu.Unlock()
	_, exits := luaapi.ExitStatus(f.Err)
	if r.ending || isStopped(f.Err) || f.Joins && !r.left && !exits {
		return
	}
	r.dropped = append(r.dropped, f)
	r.changed.Unpark()
}

// attend tells of tasks that fail, and waits until the program has ended or
// nobody in it can go on.
func (r *programRun) attend() {
	for !r.tellDropped() && !r.isDone() {
		dead, err := r.lookout.park(host.Forever)
		if dead != nil {
			w := r.waiting()
			r.takeKept()
			r.end(r.deadlocked(dead, w))
		}
		if dead != nil || err != nil {
			return
		}
	}
}

func (r *programRun) isDone() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.done
}

// tellDropped tells of the tasks that have failed. It says whether one of them
// has called os.exit, which ends the program.
func (r *programRun) tellDropped() (exits bool) {
	r.mu.Lock()
	dropped := r.dropped
	r.dropped = nil
	r.mu.Unlock()
	for _, d := range dropped {
		if _, exits := luaapi.ExitStatus(d.Err); exits {
			r.fail(d.Err)
			r.end(nil)
			return true
		}
		if r.tell != nil {
			f := r.describe(d.Err)
			r.told = append(r.told, f)
			r.tell(f)
		}
	}
	return false
}

// takeKept notes the assertions that did not hold, and the tasks that have failed
// while those who could join them wait for something else.
func (r *programRun) takeKept() {
	for _, failed := range append(r.actor.vm.TakeRecorded(), r.actor.vm.TakeFailed()...) {
		r.fail(failed.Err)
	}
}

// interrupt ends the program because its context was cancelled. In the
// simulated world nobody outside may ask what waits.
func (r *programRun) interrupt() {
	why := r.interruption()
	if r.options.World == world.Real {
		r.takeKept()
	}
	r.end(why)
}

// end notes why the program is ended. What fails from now on is our doing.
func (r *programRun) end(why *outcome.Failure) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ending {
		return
	}
	r.ending, r.why = true, why
	for _, err := range r.errs {
		if isStopped(err) {
			r.place(err)
		}
	}
}

func isStopped(err error) bool {
	var script *luaapi.Error
	return errors.Is(err, host.ErrEnded) || errors.As(err, &script) && script.Kind == luaapi.Stopped
}

// outcome is what RunProgram returns.
func (r *programRun) outcome() (status int, failures []*outcome.Failure) {
	errs, ended, why := r.whatFailed()
	for _, err := range errs {
		if asked, exited := luaapi.ExitStatus(err); exited {
			status = asked
		} else if !ended || !isStopped(err) {
			failures = append(failures, r.known(r.describe(err)))
		}
	}
	if why != nil {
		r.show(why)
		failures = append(failures, why)
	}
	if len(failures) > 0 {
		failures[0].Detail = append(failures[0].Detail, untold(r.play.refusal(), failures)...)
	}
	return status, failures
}

// whatFailed returns what went wrong, and whether and why the program was ended. A
// task that was abandoned has nothing to add from now on.
func (r *programRun) whatFailed() (errs []error, ended bool, why *outcome.Failure) {
	r.mu.Lock()
	defer r.mu.Unlock()
	errs, why, r.why = r.errs, r.why, nil
	return errs, r.ending, why
}

// known returns the failure like f that somebody was told of at once, else f.
func (r *programRun) known(f *outcome.Failure) *outcome.Failure {
	for i, told := range r.told {
		if told != nil && told.Pos == f.Pos && told.Message == f.Message {
			r.told[i] = nil
			return told
		}
	}
	return f
}

// describe describes an error of the program.
func (r *programRun) describe(err error) *outcome.Failure {
	f := r.failure(r.name, err)
	r.show(f)
	return f
}

// show adds the lines around the place of a failure.
func (r *programRun) show(f *outcome.Failure) {
	if f.Pos.Line == 0 {
		return
	}
	source, err := r.sourceOf(f.Pos.File)
	if err == nil {
		f.Excerpt = source.Excerpt(f.Pos, 2, 0)
	}
}

// sourceOf reads a file of the program. Its own it need not be allowed to read: that
// may be a link to one elsewhere.
func (r *programRun) sourceOf(name string) (*scenario.Source, error) {
	if name == r.name {
		return scenario.ReadSource(r.file(name), name)
	}
	return r.readSource(name)
}

// letVisitorsIn makes of sockets that anybody may reach such of which nobody
// knows who will.
func (pt *painter) letVisitorsIn() {
	for i := range pt.paint.Sockets {
		s := &pt.paint.Sockets[i]
		if s.Listens || s.Peer < 0 && !s.Kind.IsStream() {
			s.Place = deadlock.Unknown
		}
	}
}
