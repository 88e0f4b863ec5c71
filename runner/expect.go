package runner

import (
	"bytes"
	"fmt"
	"io"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/luaapi/wire/diff"
	"sockrun/luaapi/wire/frame"
	"sockrun/runner/scenario"
)

// expect receives the next message and compares it.
func (do *performer) expect() error {
	m := do.step.Matcher
	want, err := do.wanted(m)
	if err != nil {
		return err
	}
	got, err := do.incoming(m, want, do.deadline(m.Within))
	if err != nil {
		return do.receiveError(err)
	}
	if err := do.compare(m, want, got); err != nil {
		return err
	}
	do.remember(got)
	return nil
}

// wanted is what the matcher compares with, if it compares with anything.
func (do *performer) wanted(m *scenario.Matcher) (frame.Message, error) {
	switch {
	case m.Value == nil:
		return frame.Message{}, nil
	case m.Kind == scenario.MatchJSON:
		v, err := jsonValue(do.task, m.Value.JSON, do.task.ExpectedTree, []luaapi.Value{do.connValue()})
		return frame.Message{Value: v}, err
	}
	return do.message(m.Value, do.inCodec())
}

// incoming receives what the matcher is about. On a bare stream that is as
// many bytes as it can say.
func (do *performer) incoming(m *scenario.Matcher, want frame.Message, d host.Deadline) (frame.Message, error) {
	bare := do.conn.Stream == nil && do.conn.Socket.Kind().IsStream()
	if !bare || m.Boundary.IsSet() {
		return do.next(m.Boundary, d)
	}
	var data []byte
	var err error
	switch m.Kind {
	case scenario.MatchEqual, scenario.MatchStartsWith:
		data, err = do.upToDifference(want.Bytes, d, func(got []byte) bool { return bytes.HasPrefix(want.Bytes, got) })
	case scenario.MatchStruct:
		data, err = do.upToDifference(want.Bytes, d, func(got []byte) bool {
			return bytes.HasPrefix(want.Bytes, m.Value.Struct.Format.WithoutPadding(got))
		})
	case scenario.MatchJSON:
		data, err = do.oneJSON(d)
	case scenario.MatchLength:
		data, err = do.conn.Socket.RecvExactBy(m.N, d, "expect")
	case scenario.MatchContains, scenario.MatchEndsWith:
		data, err = do.conn.Socket.RecvUntil(want.Bytes, frame.DefaultMax, d, "expect")
	default:
		return do.next(m.Boundary, d)
	}
	return frame.Message{Bytes: data}, err
}

// cutShort is the end of a stream after a part of what was expected.
type cutShort struct {
	got  []byte
	want int
}

func (e *cutShort) Error() string {
	return fmt.Sprintf("the stream ended after %d of %d bytes: %s", len(e.got), e.want, preview(e.got))
}

func (e *cutShort) Unwrap() error { return io.ErrUnexpectedEOF }

// upToDifference receives as many bytes as are expected, fewer when one has
// come with which they are no longer the same.
func (do *performer) upToDifference(want []byte, d host.Deadline, same func(got []byte) bool) ([]byte, error) {
	var got []byte
	for len(got) < len(want) {
		data, err := do.conn.Socket.RecvBy(len(want)-len(got), 0, d)
		if err == nil && len(data) == 0 && len(got) == 0 {
			err = io.EOF
		}
		if err != nil {
			return nil, err
		}
		if len(data) == 0 {
			return nil, &cutShort{got: got, want: len(want)}
		}
		got = append(got, data...)
		if !same(got) {
			return got, nil
		}
	}
	return got, nil
}

// compare says in which way a message is not what was expected.
func (do *performer) compare(m *scenario.Matcher, want, got frame.Message) error {
	if m.Kind == scenario.MatchLua {
		return check(do.task, m.Lua, do.connValue(), do.task.MessageValue(got))
	}
	if m.Kind == scenario.MatchFields {
		return do.compareFields(want, got)
	}
	if m.Kind == scenario.MatchEqual && (want.Value != nil || got.Value != nil) {
		return do.compareValues(want, got)
	}
	if got.Value != nil {
		return do.wrong("%s needs bytes, but the message is %s", m.Kind, luaapi.Show(do.task.MessageValue(got)))
	}
	switch m.Kind {
	case scenario.MatchStruct:
		return do.compareStruct(m.Value.Struct.Format, want.Bytes, got.Bytes)
	case scenario.MatchJSON:
		return do.compareJSON(m, want.Value, got.Bytes)
	case scenario.MatchMatches:
		return do.comparePattern(m, string(want.Bytes), got.Bytes)
	}
	return do.compareBytes(m, want.Bytes, got.Bytes)
}

func (do *performer) compareValues(want, got frame.Message) error {
	if err := do.task.Equal(do.task.MessageValue(got), do.task.MessageValue(want)); err != nil {
		return err
	}
	return nil
}

func (do *performer) compareBytes(m *scenario.Matcher, want, got []byte) error {
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
			return do.shows("the next message does not contain what it should", "expected  "+preview(want), "received  "+preview(got))
		}
	case scenario.MatchLength:
		if len(got) != m.N {
			return do.shows(fmt.Sprintf("the next message has %d bytes, not %d", len(got), m.N), "received  "+preview(got))
		}
	}
	return nil
}

// differs says that two messages, or parts of them, differ, and shows how.
func (do *performer) differs(message string, want, got []byte) error {
	err := do.wrong("%s", message).(*positioned)
	err.detail = diff.Explained(string(want), string(got))
	err.difference = &diff.Difference{Expected: want, Received: got}
	return err
}

// shows is wrong with lines below.
func (do *performer) shows(message string, detail ...string) error {
	err := do.wrong("%s", message).(*positioned)
	err.detail = detail
	return err
}

// previewWidth bounds the one-line view of bytes.
const previewWidth = 60

func preview(data []byte) string { return diff.Preview(data, previewWidth) }
