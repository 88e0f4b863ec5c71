package steps

import (
	"fmt"
	"syscall"

	"sockrun/luaapi/host"
	"sockrun/runner/positioned"
	"sockrun/runner/scenario"
)

// closing is the step that has closed a connection: its number, where inside of
// that, and its place.
type closing struct {
	number int // 0 for none
	where  string
	pos    scenario.Pos
}

// close closes the connection, or resets it.
func (do *Performer) close(end func() error) error {
	if !do.Conn.Socket.Closed() {
		do.closing = closing{do.number, do.where, do.step.Pos}
	}
	return end()
}

// outlives says whether a step can be done when the connection is closed.
func outlives(verb scenario.Verb) bool {
	return verb == scenario.VerbClose || verb == scenario.VerbReset || verb == scenario.VerbFrame
}

// afterClose says of a step that the connection which it needs is closed.
func (do *Performer) afterClose() error {
	e := host.NewError(string(do.step.Verb), "", 0, syscall.EBADF)
	e.Message = "the connection is closed"
	own := &positioned.Error{Pos: do.step.Pos, Err: e}
	if by := do.closing; by.number > 0 {
		step := fmt.Sprintf("step %d", by.number)
		if by.where != "" {
			step += " " + by.where
		}
		e.Message = "the connection was closed in " + step
		own.Detail = append(own.Detail, fmt.Sprintf("closed at %s", by.pos))
	}
	if do.Dial != nil {
		own.Detail = append(own.Detail, positioned.Hint("connect again before the step, or close after it"))
	} else {
		own.Detail = append(own.Detail, positioned.Hint("close after the step"))
	}
	return own
}
