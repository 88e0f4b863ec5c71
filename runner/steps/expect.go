package steps

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"time"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/luaapi/wire/diff"
	"sockrun/luaapi/wire/frame"
	"sockrun/luaapi/wire/jsontext"
	"sockrun/luaapi/wire/plural"
	"sockrun/runner/positioned"
	"sockrun/runner/scenario"
	"sockrun/runner/values"
)

// candidate is a matcher on its way: what it compares with, and how a message
// differs from that.
type candidate struct {
	*scenario.Matcher
	want     frame.Message
	patience time.Duration    // within which the message must come, 0 for ever
	till     host.Deadline    // when that is over, or the step's time
	last     bool             // others wait no longer than it, so that nothing comes too late that comes at all
	all      bool             // it matches everything
	late     bool             // it matched nothing, since its time was over
	seen     int              // how many of the bytes that have come need not be looked at again
	diff     error            // an assertion that did not hold; nil while there is none
	scanner  jsontext.Scanner // of the JSON value that it takes
}

// expect receives the next message and compares it.
func (do *Performer) expect() error {
	do.within = do.bounded(do.step.Matcher.Within)
	c, err := do.candidate(do.step.Matcher)
	if err != nil {
		return err
	}
	c.last = true
	got, by, err := do.receive([]*candidate{c}, c.till)
	switch {
	case err != nil:
		return do.withFields(c, do.receiveError(err))
	case by == nil:
		return do.withLine(do.different(c, got), got.Bytes)
	}
	do.remember(got)
	return nil
}

func (do *Performer) candidate(m *scenario.Matcher) (*candidate, error) {
	c := &candidate{Matcher: m, patience: do.bounded(cmp.Or(m.Within, do.within))}
	var err error
	if c.want, err = do.wanted(c); err != nil {
		return nil, err
	}
	c.till = do.deadline(c.patience)
	return c, nil
}

// bounded is how long a matcher waits, 0 when the timeout of the step is over
// before: then that ends the wait, and is what is told.
func (do *Performer) bounded(within time.Duration) time.Duration {
	if limit := do.step.Timeout; limit > 0 && limit < within {
		return 0
	}
	return within
}

// wanted is what the matcher compares with, if it compares with anything.
func (do *Performer) wanted(c *candidate) (want frame.Message, err error) {
	switch {
	case c.Value == nil:
		return frame.Message{}, nil
	case c.Kind == scenario.MatchJSON:
		err = do.working(c.patience, c.Value, func() (err error) {
			want.Value, err = values.JSONValue(do.Task, c.Value.JSON, do.Task.ExpectedTree, []luaapi.Value{do.ConnValue()})
			return err
		})
		return want, err
	}
	return do.message(c.patience, c.Value, do.inCodec())
}

// receive receives a message and says which matcher it is for, nil for none of
// them: then each says how it differs.
func (do *Performer) receive(list []*candidate, d host.Deadline) (frame.Message, *candidate, error) {
	if do.Conn.Socket.Kind().IsStream() {
		if do.Conn.Stream == nil {
			return do.receiveBytes(list, d)
		}
		if err := boundedTwice(list); err != nil {
			return frame.Message{}, nil, err
		}
	}
	got, err := do.next(d)
	if err != nil {
		return got, nil, err
	}
	by, err := do.first(list, got)
	return got, by, err
}

// boundedTwice reports a matcher that says where a message ends although the
// frame does.
func boundedTwice(list []*candidate) error {
	for _, c := range list {
		if c.Boundary.IsSet() {
			message, hint := c.Boundary.OnFrame()
			return &positioned.Error{Pos: c.Boundary.Pos, Err: errors.New(message), Detail: []string{positioned.Hint("%s", hint)}}
		}
	}
	return nil
}

// first returns the first matcher that a message is for, or nil.
func (do *Performer) first(list []*candidate, got frame.Message) (*candidate, error) {
	do.came = do.Scene.World.Elapsed()
	for _, c := range list {
		if holds, err := do.matches(c, got); err != nil || holds {
			return c, err
		}
	}
	return nil, nil
}

// matches says whether a message is what a matcher says. How it differs is
// kept; the error is that of Lua which broke, or was not done in time.
func (do *Performer) matches(c *candidate, got frame.Message) (bool, error) {
	switch {
	case c.all:
		c.diff = nil
	case !c.last && isAbout(do.came, c.till): // other matchers may have taken their time since
		c.late, c.diff = true, do.wrong("the next message came later than %s", do.Scene.Scale.Shown(c.patience))
	default:
		c.diff = do.compareInTime(c, got)
	}
	if c.diff != nil && (!isAssertion(c.diff) || isUndone(c.diff)) {
		return false, positioned.InPlace(c.Pos, c.diff)
	}
	return c.diff == nil, nil
}

// isAssertion says whether an error is that of a comparison, and not of what
// made it impossible.
func isAssertion(err error) bool {
	var own *positioned.Error
	var script *luaapi.Error
	return errors.As(err, &own) && own.Failed || errors.As(err, &script) && script.Kind == luaapi.Assertion
}

// compareInTime is compare with a limit for what may go on for ever.
func (do *Performer) compareInTime(c *candidate, got frame.Message) error {
	var pos scenario.Pos
	switch c.Kind {
	case scenario.MatchLua:
		pos = c.Lua.Pos
	case scenario.MatchMatches:
		pos = c.Value.Pos
	default:
		return do.compare(c.Matcher, c.want, got)
	}
	err := do.bound(c.patience, pos, func() error { return do.compare(c.Matcher, c.want, got) })
	if own, ok := errors.AsType[*positioned.Error](err); ok && isUndone(err) {
		own.Detail = []string{do.received(got)}
	}
	return err
}

// compare says in which way a message is not what was expected.
func (do *Performer) compare(m *scenario.Matcher, want, got frame.Message) error {
	if m.Kind == scenario.MatchLua {
		return do.compareLua(m, got)
	}
	if m.Kind == scenario.MatchFields {
		return do.compareFields(m, want, got)
	}
	if m.Kind == scenario.MatchEqual && want.Value != nil {
		return do.compareValues(want, got)
	}
	if got.Value != nil && got.Bytes == nil { // else its frame is compared
		return do.shows(fmt.Sprintf("%s needs bytes, but the message is %s", m.Kind, do.shown(got)), positioned.Hint("compare it with fields or lua"))
	}
	switch m.Kind {
	case scenario.MatchStruct:
		return do.compareStruct(m.Value.Struct.Format, want.Bytes, got.Bytes)
	case scenario.MatchJSON:
		return do.compareJSON(m, want.Value, got.Bytes)
	case scenario.MatchMatches:
		return do.comparePattern(m, string(want.Bytes), got.Bytes)
	}
	return do.withDelimiter(do.compareBytes(m, want.Bytes, got.Bytes), want.Bytes)
}

func (do *Performer) compareValues(want, got frame.Message) error {
	if err := do.Task.Equal(do.Task.MessageValue(got), do.Task.MessageValue(want)); err != nil {
		return err
	}
	return nil
}

func (do *Performer) compareBytes(m *scenario.Matcher, want, got []byte) error {
	switch m.Kind {
	case scenario.MatchEqual:
		if !bytes.Equal(want, got) {
			return do.differs("the next message differs", want, got)
		}
	case scenario.MatchStartsWith:
		if !bytes.HasPrefix(got, want) {
			return do.differs("the next message starts differently", want, got[:min(len(got), len(want))])
		}
	case scenario.MatchEndsWith:
		if !bytes.HasSuffix(got, want) {
			return do.differs("the next message ends differently", want, got[max(0, len(got)-len(want)):])
		}
	case scenario.MatchContains:
		if !bytes.Contains(got, want) {
			return do.shows("the next message does not contain what it should", missed(want, got)...)
		}
	case scenario.MatchLength:
		if len(got) != m.N {
			return do.shows(fmt.Sprintf("the next message has %s, not %d", plural.Of(len(got), "byte"), m.N), "received  "+Preview(got))
		}
	}
	return nil
}

// differs says that two messages, or parts of them, differ, and shows how.
func (do *Performer) differs(message string, want, got []byte) error {
	err := do.wrong("%s", message).(*positioned.Error)
	err.Detail = diff.Explained(string(want), string(got))
	err.Difference = &diff.Difference{Expected: want, Received: got}
	return err
}

// shows is wrong with lines below.
func (do *Performer) shows(message string, detail ...string) error {
	err := do.wrong("%s", message).(*positioned.Error)
	err.Detail = detail
	return err
}

// received is the line of a message that is not what was expected. Where it is cut
// its length tells whether all of it has come.
func received(message []byte) string { return "received  " + diff.Sized(message, previewWidth) }

// previewWidth bounds the one-line view of bytes.
const previewWidth = 60

// Preview shows bytes in one line, as text where they are that, and cuts them
// when there are many.
func Preview(data []byte) string { return diff.Preview(data, previewWidth) }
