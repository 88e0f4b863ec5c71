package play

import (
	"time"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/runner/outcome"
	"sockrun/runner/positioned"
	"sockrun/runner/scenario"
)

// lingering is how long a task that nobody joins may go on when the function
// that it belongs to has returned: one that is about to end, such as one that
// has just sent its result through a channel, is no finding.
const lingering = 100 * time.Millisecond

// findUnjoined notes the tasks that nobody has joined and that do not end with
// the conversation or the script that has spawned them.
func (a *actor) findUnjoined(t *luaapi.Task, who string) {
	if !a.looks(scenario.Unjoined) {
		return
	}
	for _, left := range a.lingering(t) {
		a.found(scenario.Unjoined, &outcome.Failure{
			Who: who, Pos: scenario.Pos{File: left.File, Line: left.Line},
			Message: "a task that nobody joins ran on after its end",
			Detail:  []string{positioned.Hint("keep what task.spawn returns, and join it")},
		})
	}
}

// lingering is what runs on when lingering is over, which is counted in short
// pauses for the reason that until has.
func (a *actor) lingering(t *luaapi.Task) (left []luaapi.LeftTask) {
	for patience := lingering; patience > 0; patience -= pause {
		if left = t.Lingering(host.After(a.play.world, pause)); len(left) == 0 {
			break
		}
	}
	return left
}
