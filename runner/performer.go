package runner

import (
	"cmp"
	"crypto/tls"
	"errors"
	"fmt"
	"strings"
	"time"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/runner/scenario"
)

// performer runs the steps of one conversation.
type performer struct {
	play   *play
	task   *luaapi.Task
	conn   *luaapi.Conn // nil while there is none; it may be closed
	scope  *luaapi.Scope
	ignore *scenario.Matcher // of messages that are passed over, or nil
	// dial makes a connection to a target; nil for those who do not connect.
	dial func(target *scenario.Text, d host.Deadline) (*luaapi.Conn, error)

	// starttls says with which config, and on which side, the connection begins
	// TLS.
	starttls func(*scenario.TLS) (config *tls.Config, server bool, err error)

	step      *scenario.Step
	number    int           // of the step, or of that of the conversation which it is inside of
	where     string        // it is inside of that, "" when it is that step itself
	over      string        // the steps that are run now are inside of this, "" for none
	until     host.Deadline // of the steps that are run now, Forever for none
	closing   closing       // how the steps have closed the connection, if they have
	lastUntil []string      // what the until of a repeat was told of when it was last asked
	within    time.Duration // how long a step that expects something waits, 0 for none
	since     time.Duration // when its limit of time began, 0 while it has none
	midLine   *luaapi.Conn  // whose last message ended inside a line of text, nil when it did not
}

// all runs steps in order; the error is that of the first that fails.
func (do *performer) all(steps []*scenario.Step) error {
	for i, step := range steps {
		do.enter(i+1, step)
		if err := do.run(); err != nil {
			do.play.reached.note(steps, i+1)
			return do.inStep(step, err)
		}
		do.measure()
	}
	do.play.reached.note(steps, len(steps))
	return nil
}

// nested runs the steps inside of the present one. what names them, such as
// "round 2".
func (do *performer) nested(what string, steps []*scenario.Step) error {
	step, where, over := do.step, do.where, do.over
	do.over = strings.TrimPrefix(where+", "+what, ", ")
	err := do.all(steps)
	do.step, do.where, do.over, do.within, do.since = step, where, over, 0, 0
	do.place()
	return err
}

// enter makes a step the present one.
func (do *performer) enter(n int, step *scenario.Step) {
	do.step, do.within, do.since = step, 0, 0
	if do.over == "" {
		do.number, do.where = n, ""
	} else {
		do.where = fmt.Sprintf("%s step %d", do.over, n)
	}
	do.place()
}

// place tells the records of waits where the conversation is.
func (do *performer) place() {
	do.task.SetPlace(do.step.Pos.File, do.step.Pos.Line, do.number)
	do.task.SetInside(do.where)
}

// inStep says in which step an error came up, with its note, and where when it
// does not say so itself. A step without a note has that of the step which it
// is inside of.
func (do *performer) inStep(step *scenario.Step, err error) error {
	var own *positioned
	if !errors.As(err, &own) {
		own = &positioned{pos: step.Pos, err: err}
		err = own
	}
	if own.step == 0 {
		own.step, own.inside = do.number, do.where
	}
	own.note = cmp.Or(own.note, step.Note)
	return err
}
