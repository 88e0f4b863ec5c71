package steps

import (
	"errors"
	"fmt"
	"strconv"
	"syscall"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/luaapi/wire/plural"
	"sockrun/runner/positioned"
	"sockrun/runner/scenario"
	"sockrun/runner/values"
)

// repeat runs the rounds of a repeat, all of them before the step's deadline.
func (do *Performer) repeat() error {
	r, outer := do.step.Repeat, do.until
	times, err := do.times(r)
	if err != nil {
		return err
	}
	do.until, do.lastUntil = do.deadline(0), nil
	defer func() { do.until = outer }()
	for round := 1; r.Until != nil || round <= times; round++ {
		ended, err := do.round(round, r)
		switch {
		case err != nil:
			return do.outOfTime(round-1, err)
		case (ended || round == times) && do.isOver(do.until): // steps that are only Lua do not notice
			return do.outOfTime(round, positioned.At(do.step.Pos, syscall.ETIMEDOUT))
		case ended:
			return nil
		}
	}
	return nil
}

// times is how many rounds there are, of a repeat that has a number.
func (do *Performer) times(r *scenario.Repeat) (int, error) {
	if r.TimesOf == nil {
		return r.Times, nil
	}
	return do.wholeNumber(r.TimesOf, "times", r.Pos)
}

// wholeNumber is what a template gives for a key that takes a number of 0 or more.
func (do *Performer) wholeNumber(of *scenario.Text, key string, pos scenario.Pos) (int, error) {
	s, err := do.text(of)
	if err != nil {
		return 0, err
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return 0, positioned.At(pos, fmt.Errorf("%s must be a number of 0 or more, got %q", key, s))
	}
	return n, nil
}

// round runs one round, and says whether it was the last.
func (do *Performer) round(n int, r *scenario.Repeat) (ended bool, err error) {
	switch {
	case do.Scene.Context.Err() != nil: // steps that never wait do not notice
		pos := do.step.Pos
		return false, &luaapi.Error{Kind: luaapi.Stopped, File: pos.File, Line: pos.Line, Message: "interrupted"}
	case do.isOver(do.until):
		return false, positioned.At(do.step.Pos, syscall.ETIMEDOUT)
	}
	if err := do.nested(fmt.Sprintf("round %d", n), r.Steps); err != nil || r.Until == nil {
		return false, err
	}
	return do.asked(r.Until)
}

// asked is whether the until of a repeat holds.
func (do *Performer) asked(until *scenario.Lua) (holds bool, err error) {
	err = do.bound(0, until.Pos, func() error {
		v, seen, err := values.Observe(do.Task, until, []luaapi.Value{do.ConnValue()})
		holds, do.lastUntil = luaapi.Truthy(v), seen
		return err
	})
	return holds, err
}

// outOfTime says of a step that it was cut short by the timeout of the repeat
// around it, if that is why it failed.
func (do *Performer) outOfTime(rounds int, err error) error {
	var own *positioned.Error
	var known *ended
	if do.step.Timeout == 0 || !host.IsTimeout(err) || !do.isOver(do.until) || !errors.As(err, &own) || errors.As(err, &known) {
		return err
	}
	cause := host.NewError("repeat", "", 0, syscall.ETIMEDOUT)
	own.Err = &ended{message: fmt.Sprintf("the repeat is not done after %s and %s", do.Scene.Scale.Shown(do.step.Timeout), plural.Of(rounds, "round")), cause: cause}
	own.Failed, own.Timeout = false, true
	if l := do.step.Repeat.Until; l != nil && l.Function == nil {
		own.Detail = append([]string{"until " + l.Code}, do.lastUntil...)
	}
	return err
}
