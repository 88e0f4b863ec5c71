package play

import (
	"errors"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/runner/positioned"
	"sockrun/runner/scenario"
)

// timeLimit is until when Lua that does not count against the scenario's timeout
// may run: it has as long for itself.
func (p *play) timeLimit() host.Deadline { return host.After(p.world, p.timeout()) }

// inTime runs Lua of the actor that the scenario needs before its clients have
// begun, or after they have ended. Where it is when its time is over, the error
// says, for which isLate holds.
func (a *actor) inTime(t *luaapi.Task, d host.Deadline, fn func() error) error {
	over, err := t.Limited(d, fn)
	if !over || a.play.ctx.Err() != nil {
		return err
	}
	return &positioned.Error{Pos: a.placeOf(err), Timeout: true, Err: errors.New("the Lua is not done after " + a.play.shownTimeout())}
}

// placeOf is where an error of the actor's Lua came up.
func (a *actor) placeOf(err error) scenario.Pos {
	var script *luaapi.Error
	var own *positioned.Error
	switch {
	case errors.As(err, &script) && script.Line > 0:
		return scenario.Pos{File: script.File, Line: script.Line}
	case errors.As(err, &own):
		return own.Pos
	}
	return a.pos
}

// isLate says whether Lua was not done in time.
func isLate(err error) bool {
	var own *positioned.Error
	return errors.As(err, &own) && own.Timeout
}
