package steps

import (
	"cmp"
	"errors"
	"fmt"
	"syscall"
	"time"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/runner/positioned"
	"sockrun/runner/scenario"
	"sockrun/runner/values"
)

// bound runs Lua of the step, or a search for a pattern, which may go on for ever.
// It has as long for itself as the step, or as within when that is not 0: the task
// may get its turn late with what came in time. The steps around it end it, too.
func (do *Performer) bound(within time.Duration, pos scenario.Pos, fn func() error) error {
	if !do.isBound(within) {
		return fn()
	}
	return do.limited(within, cmp.Or(within, do.step.Timeout), pos, fn)
}

// isBound says whether anything but the scenario ends what is bound.
func (do *Performer) isBound(within time.Duration) bool {
	return within > 0 || do.step.Timeout > 0 || do.until != host.Forever
}

// text is what a text says that is no message, such as a target.
func (do *Performer) text(tx *scenario.Text) (s string, err error) {
	if tx.IsLiteral() {
		return values.Text(do.Task, tx)
	}
	err = do.bound(0, tx.Pos, func() error {
		s, err = values.Text(do.Task, tx, do.ConnValue())
		return err
	})
	return s, err
}

func (do *Performer) limited(within, limit time.Duration, pos scenario.Pos, fn func() error) error {
	d := do.until
	if limit > 0 {
		d = host.Earlier(host.After(do.Scene.World, do.Scene.Scale.Of(limit)), d)
	}
	over, err := do.Task.Limited(d, fn)
	if !over || isAssertion(err) || do.Scene.Context.Err() != nil {
		return err
	}
	if err := do.Task.Sleep(d); err != nil { // a clock that stood still meanwhile
		return err
	}
	return do.cutShort(within, lineOf(err, pos), d == do.until)
}

// cutShort says that Lua was not done in time. Of the steps around it, whose time
// is over, they tell.
func (do *Performer) cutShort(within time.Duration, pos scenario.Pos, byOthers bool) error {
	cause := host.NewError("timeout", "", 0, syscall.ETIMEDOUT)
	late := &positioned.Error{Pos: pos, Timeout: true, Err: cause}
	switch {
	case byOthers:
	case within > 0:
		message := fmt.Sprintf("the matcher is not done within %s", do.Scene.Scale.Shown(within))
		late.Failed, late.Timeout = true, false
		late.Err = &TooLate{message: message, Topic: do.withinTopic()}
	default:
		message := fmt.Sprintf("the Lua is not done after %s", do.Scene.Scale.Shown(do.step.Timeout))
		late.Err = &ended{message: message, cause: cause}
	}
	return late
}

// isUndone says whether an error is that a matcher or its message was not done in
// time.
func isUndone(err error) bool {
	own, _ := errors.AsType[*positioned.Error](err)
	_, late := errors.AsType[*TooLate](err)
	return late || own != nil && own.Timeout
}

// lineOf is where Lua was that was interrupted, else pos.
func lineOf(err error, pos scenario.Pos) scenario.Pos {
	var script *luaapi.Error
	if errors.As(err, &script) && script.Line > 0 {
		return scenario.Pos{File: script.File, Line: script.Line}
	}
	return pos
}
