// Package steps runs the steps of a conversation: what is sent, expected and
// checked, on a connection that somebody else has made. It knows the task that
// it runs in and the scene around it, but no actors and no verdicts; what does
// not hold is a positioned.Error.
package steps

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"time"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/runner/outcome"
	"sockrun/runner/positioned"
	"sockrun/runner/scenario"
)

// Performer runs the steps of one conversation, in its task and with the baton of
// that one's VM. Whoever made it closes Conn, which the steps may replace.
type Performer struct {
	Scene  *Scene
	Task   *luaapi.Task
	Conn   *luaapi.Conn      // nil while there is none; it may be closed
	Scope  *luaapi.Scope     // where vars is, in which steps keep what they receive
	Ignore *scenario.Matcher // of messages that are passed over, or nil
	// Dial makes a connection to a target, which stands at pos, until d; nil for those
	// who do not connect. One that it returns beside an error is to be closed.
	Dial func(pos scenario.Pos, target string, d host.Deadline) (*luaapi.Conn, error)
	// StartTLS makes the handshake of TLS on a connection, as the actor and the step
	// say, until d.
	StartTLS func(conn *luaapi.Conn, t *scenario.TLS, d host.Deadline) error

	step      *scenario.Step
	number    int           // of the step, or of that of the conversation which it is inside of
	where     string        // it is inside of that, "" when it is that step itself
	over      string        // the steps that are run now are inside of this, "" for none
	until     host.Deadline // of the steps that are run now, Forever for none
	closing   closing       // how the steps have closed the connection, if they have
	lastUntil []string      // what the until of a repeat was told of when it was last asked
	within    time.Duration // how long a step that expects something waits, 0 for none
	since     time.Duration // when its limit of time began, 0 while it has none
	came      time.Duration // when what is compared now was there
	midLine   *luaapi.Conn  // whose last message ended inside a line of text, nil when it did not
	midEnd    bool          // between the "\r" and the "\n" of that line
}

// All runs steps in order; the error is that of the first that fails, as a
// positioned.Error with the step.
func (do *Performer) All(steps []*scenario.Step) error {
	for i, step := range steps {
		do.enter(i+1, step)
		if err := do.run(); err != nil {
			do.Scene.Reached.Note(steps, i+1)
			return do.inStep(step, err)
		}
		do.measure()
	}
	do.Scene.Reached.Note(steps, len(steps))
	return nil
}

// nested runs the steps inside of the present one. what names them, such as
// "round 2".
func (do *Performer) nested(what string, steps []*scenario.Step) error {
	step, where, over := do.step, do.where, do.over
	do.over = strings.TrimPrefix(where+", "+what, ", ")
	err := do.All(steps)
	do.step, do.where, do.over, do.within, do.since = step, where, over, 0, 0
	do.place()
	return err
}

// enter makes a step the present one.
func (do *Performer) enter(n int, step *scenario.Step) {
	do.step, do.within, do.since = step, 0, 0
	if do.over == "" {
		do.number, do.where = n, ""
	} else {
		do.where = fmt.Sprintf("%s step %d", do.over, n)
	}
	do.place()
}

// place tells the records of waits where the conversation is.
func (do *Performer) place() {
	do.Task.SetPlace(do.step.Pos.File, do.step.Pos.Line, do.number)
	do.Task.SetInside(do.where)
}

// inStep says in which step an error came up, with its note, and where when it
// does not say so itself. A step without a note has that of the step which it
// is inside of.
func (do *Performer) inStep(step *scenario.Step, err error) error {
	var own *positioned.Error
	if !errors.As(err, &own) {
		own = &positioned.Error{Pos: step.Pos, Err: err}
		err = own
	}
	if own.Step == 0 {
		own.Step, own.Inside = do.number, do.where
	}
	own.Note = cmp.Or(own.Note, step.Note)
	return err
}

// measure notes how much of its time a step has used that is done.
func (do *Performer) measure() {
	if do.since == 0 {
		return
	}
	around, step := do.Scene, do.step
	limit := "timeout"
	switch {
	case step.Duration > 0:
		limit = string(step.Verb)
	case do.within > 0:
		limit = "within"
	}
	who := fmt.Sprintf("%s step %d", do.Task.Name(), do.number)
	if do.where != "" {
		who += ", " + do.where
	}
	around.Headroom.Note(outcome.Headroom{
		Who: who, Limit: limit, Of: around.Scale.Of(do.limit()), Used: around.World.Elapsed() - do.since, Pos: step.Pos,
	})
}
