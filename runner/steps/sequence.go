package steps

import (
	"errors"
	"fmt"
	"syscall"

	"sockrun/luaapi/host"
	"sockrun/runner/positioned"
	"sockrun/runner/scenario"
)

// sequence runs the steps of a sequence, all of them before the deadline of the
// step that does so.
func (do *Performer) sequence(s *scenario.Sequence) error {
	outer := do.until
	do.until = do.deadline(0)
	defer func() { do.until = outer }()
	err := do.nested("sequence "+s.Name, s.Steps)
	if err == nil && do.isOver(do.until) { // steps that are only Lua do not notice
		err = positioned.At(do.step.Pos, syscall.ETIMEDOUT)
	}
	return do.ranFrom(s, do.inTime(s, err))
}

// inTime says of a step that it was cut short by the timeout of the sequence,
// if that is why it failed.
func (do *Performer) inTime(s *scenario.Sequence, err error) error {
	var own *positioned.Error
	if do.step.Timeout == 0 || !host.IsTimeout(err) || !do.isOver(do.until) || !errors.As(err, &own) {
		return err
	}
	message := fmt.Sprintf("the sequence %s is not done after %s", s.Name, do.Scene.Scale.Shown(do.step.Timeout))
	own.Failed, own.Timeout = false, true
	own.Err = &ended{message: message, cause: host.NewError("run", "", 0, syscall.ETIMEDOUT)}
	return err
}

// ranFrom adds from where the sequence was run.
func (do *Performer) ranFrom(s *scenario.Sequence, err error) error {
	var own *positioned.Error
	if errors.As(err, &own) && own.Pos != do.step.Pos {
		own.Ran = append(own.Ran, fmt.Sprintf("the sequence %s was run at %s:%d", s.Name, do.step.Pos.File, do.step.Pos.Line))
	}
	return err
}
