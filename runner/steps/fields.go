package steps

import (
	"errors"
	"time"

	"sockrun/luaapi"
	"sockrun/luaapi/wire/diff"
	"sockrun/luaapi/wire/frame"
	"sockrun/runner/positioned"
	"sockrun/runner/scenario"
	"sockrun/runner/values"
)

// message is what a step sends or compares with, for a codec; nil without
// one. Its Lua has within, if that is not 0.
func (do *Performer) message(within time.Duration, v *scenario.Value, codec frame.Codec) (m frame.Message, err error) {
	err = do.working(within, v, func() (err error) {
		m, err = do.valueOf(v, codec)
		return err
	})
	return m, err
}

// working is bound for fn, which works out a value.
func (do *Performer) working(within time.Duration, v *scenario.Value, fn func() error) error {
	if v.IsLiteral() || v.Kind == scenario.ValueFields && v.Fields.IsLiteral() {
		return fn()
	}
	return do.bound(within, v.Pos, fn)
}

func (do *Performer) valueOf(v *scenario.Value, codec frame.Codec) (frame.Message, error) {
	if v.Kind != scenario.ValueFields {
		if v.IsLiteral() {
			return values.Message(do.Task, v)
		}
		return values.Message(do.Task, v, do.ConnValue())
	}
	if codec == nil {
		return frame.Message{}, positioned.At(v.Pos, errors.New("fields need a frame that has some: give the actor frame: {header: …}"))
	}
	fields, err := do.fields(v.Fields, codec)
	return frame.Message{Value: fields}, err
}

// outCodec is what the connection sends with, nil without a frame.
func (do *Performer) outCodec() frame.Codec {
	if do.Conn.Stream == nil {
		return nil
	}
	return do.Conn.Stream.Out
}

// inCodec is what the connection receives with, nil without a frame.
func (do *Performer) inCodec() frame.Codec {
	if do.Conn.Stream == nil {
		return nil
	}
	return do.Conn.Stream.In
}

// treeValue is a value of the file in the VM. asText takes scalars as they
// are written.
func (do *Performer) treeValue(t *scenario.Tree, asText bool) (any, error) {
	switch {
	case t.Kind != scenario.TreeScalar && t.IsLiteral():
		return do.Task.JSON(values.JSONTree(t)), nil
	case t.Kind == scenario.TreeList:
		list := make([]any, len(t.List))
		for i, element := range t.List {
			var err error
			if list[i], err = do.treeValue(element, asText); err != nil {
				return nil, err
			}
		}
		return list, nil
	case t.Kind == scenario.TreeMap:
		m := luaapi.Map{}
		for _, e := range t.Map {
			v, err := do.treeValue(e.Tree, asText)
			if err != nil {
				return nil, err
			}
			m = append(m, luaapi.Pair{Key: e.Key, Value: v})
		}
		return m, nil
	case t.Text.IsLiteral() && asText:
		return t.Text.Raw, nil
	case t.Text.IsLiteral():
		return t.Value, nil
	case t.Text.Single() != nil:
		return values.Evaluate(do.Task, t.Text.Single(), do.ConnValue())
	}
	return values.Text(do.Task, t.Text, do.ConnValue())
}

// compareFields says in which fields a message is not what was expected.
func (do *Performer) compareFields(m *scenario.Matcher, want, got frame.Message) error {
	expected := do.Task.MessageValue(want)
	if !luaapi.HasFields(do.inCodec()) {
		return do.Task.Fields(do.Task.MessageValue(got), expected)
	}
	d, err := do.Task.FieldsDiffer(do.inCodec(), got, expected)
	switch {
	case err != nil:
		return positioned.At(m.Value.Pos, err)
	case d == nil:
		return nil
	case len(d.Fields) == 0: // a matcher in Lua, which is shown as it is
		return do.Task.Fields(do.Task.MessageValue(got), expected)
	}
	wrong := do.wrong("the next message differs in %s", diff.InFields(d.Fields)).(*positioned.Error)
	wrong.Detail = d.Lines
	wrong.Difference = &diff.Difference{Expected: d.Expected, Received: got.Bytes, Fields: d.Fields}
	return wrong
}
