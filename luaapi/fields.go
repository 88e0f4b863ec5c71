package luaapi

import (
	"fmt"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/modules/frames"
	"sockrun/luaapi/modules/jsons"
	"sockrun/luaapi/wire/frame"
	"sockrun/luaapi/wire/header"
	"sockrun/luaapi/wire/plural"
)

// Header returns the codec of a header: its messages are tables of the VM.
func (t *Task) Header(h *header.Header) frame.Codec { return frames.Structured(t.vm.state, h) }

// FieldValue is a scalar as a field of a header takes it; Absent for others.
func FieldValue(v Value) header.Value { return frames.FieldValue(v) }

// JSON returns the value of a VM that json.loads makes of a JSON value, which
// is one of luaapi/wire/jsontext.
func (t *Task) JSON(v any) Value { return jsons.Value(t.vm.state, v) }

// CheckStream says why a codec cannot cut messages out of a stream; nil when
// it can.
func CheckStream(in frame.Codec) error { return frames.CheckStream(in) }

// HasFields says whether the messages of a codec are tables of fields that a
// header declares.
func HasFields(c frame.Codec) bool { return frames.HeaderOf(c) != nil }

// Summary returns a function that says in a line what a message of the codec is
// about, from its first bytes; nil when the codec has none. It may be called
// anywhere.
func Summary(c frame.Codec) func(head []byte) string {
	if h := frames.HeaderOf(c); h != nil {
		return h.Summary
	}
	return nil
}

// Size returns a function that says how many bytes the first message in data
// takes: 0 when more are needed, less than 0 when they are malformed. It is nil
// when the codec cannot say it from the bytes alone. It may be called anywhere.
func Size(c frame.Codec) func(data []byte) int {
	if h := frames.HeaderOf(c); h != nil {
		if h.Asks() {
			return nil
		}
		return h.Size
	}
	if c == nil || c.Name() == frame.Custom {
		return nil
	}
	return func(data []byte) int {
		_, n, err := c.Decode(data, 0)
		if err != nil {
			return -1
		}
		return max(n, 0)
	}
}

// Explain shows the fields of the message at the start of data, of many the
// first and the last, with what is wrong with it; "" when the codec has no fields
// or there is no data. With the baton, since a check may be written in Lua.
func Explain(c frame.Codec, data []byte) string {
	h := frames.HeaderOf(c)
	if h == nil || len(data) == 0 {
		return ""
	}
	return h.Brief(data)
}

// Explained shows the message at the start of data: its fields, or what a codec
// without fields makes of it. It returns how many bytes the message takes, 0
// when it is not whole or malformed; what is shown says so. With the baton.
func Explained(t *Task, c frame.Codec, data []byte) (shown string, n int) {
	if h := frames.HeaderOf(c); h != nil {
		return h.ExplainOne(data)
	}
	m, n, err := c.Decode(data, 0)
	switch {
	case err != nil:
		return fmt.Sprintf("malformed: %s\n", err), 0
	case n <= 0:
		return fmt.Sprintf("incomplete: %s, and more to come\n", plural.Of(len(data), "byte")), 0
	}
	return Show(t.MessageValue(m)) + "\n", n
}

// HeaderOf returns the header that declares the messages of a codec, nil when
// none does.
func HeaderOf(c frame.Codec) *header.Header { return frames.HeaderOf(c) }

// FieldsDiffer compares the message that a codec with fields has decoded with
// the fields that it should have; others may be anything. It returns nil when
// they are equal. The error is a *frame.Error when expected has fields or
// values that the header has not.
func (t *Task) FieldsDiffer(c frame.Codec, received frame.Message, expected Value) (*header.Difference, error) {
	got, isTable := received.Value.(*lua.LTable)
	want, alsoTable := expected.(*lua.LTable)
	if !isTable || !alsoTable {
		return nil, &frame.Error{Message: "a message with fields is a table, got " + Show(t.MessageValue(received))}
	}
	return frames.Differ(c, got, received.Bytes, want, func(a, b Value) bool { return t.Fields(a, b) == nil })
}

// WrongFieldsDiffer is FieldsDiffer for the bytes of a message that its codec
// refuses since constants, lengths or checks are wrong. It returns nil, too, when
// the codec has no fields or data begins with no whole message.
func (t *Task) WrongFieldsDiffer(c frame.Codec, data []byte, expected Value) (*header.Difference, error) {
	want, isTable := expected.(*lua.LTable)
	if !isTable {
		return nil, nil
	}
	return frames.DifferWrong(c, data, want, func(a, b Value) bool { return t.Fields(a, b) == nil })
}

// Fields compares two values as expect.fields does: tables may have more than
// is expected. The error is an *Error of kind Assertion.
func (t *Task) Fields(received, expected Value) error {
	wrap := func(v Value) Value {
		table := t.vm.state.L.CreateTable(0, 1)
		table.RawSetString("value", v)
		return table
	}
	if _, isTable := expected.(*lua.LTable); !isTable {
		received, expected = wrap(received), wrap(expected)
	} else if _, isTable := received.(*lua.LTable); !isTable {
		received, expected = wrap(received), wrap(expected)
	}
	_, err := t.Call(t.assertion("fields"), received, expected)
	return err
}
