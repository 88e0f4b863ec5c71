package runner

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"sockrun/luaapi"
	"sockrun/luaapi/wire/frame"
	"sockrun/runner/positioned"
	"sockrun/runner/scenario"
)

// call runs Lua of a scenario with the values of its parameters. A function of
// a Lua scenario gets the last of them first: what a matcher is about stands
// before the connection.
func call(t *luaapi.Task, l *scenario.Lua, args ...luaapi.Value) ([]luaapi.Value, error) {
	if l.Function == nil {
		return t.Run(l.Chunk, args...)
	}
	args = slices.Clone(args)
	slices.Reverse(args)
	return t.Call(l.Function.(luaapi.Value), args...)
}

// runOn runs the code that an actor has for a connection, which may be nil, or
// for its listener. Functions get self too, and what they return is the
// result.
func (a *actor) runOn(t *luaapi.Task, l *scenario.Lua, scope *luaapi.Scope, conn *luaapi.Conn) error {
	v := luaapi.Nil
	if conn != nil {
		v = conn.Value()
	}
	if l.Function == nil {
		return t.Execute(l.Chunk, v)
	}
	return a.runFunction(t, l, scope, v)
}

func (a *actor) runFunction(t *luaapi.Task, l *scenario.Lua, scope *luaapi.Scope, conn luaapi.Value) error {
	results, err := t.Call(l.Function.(luaapi.Value), conn, scope.Get("self"))
	if len(results) > 0 {
		scope.Set("result", results[0])
	}
	return err
}

// evaluate gives the value of an expression with the values of its
// parameters.
func evaluate(t *luaapi.Task, l *scenario.Lua, args ...luaapi.Value) (luaapi.Value, error) {
	results, err := call(t, l, args...)
	if err != nil {
		return luaapi.Nil, err
	}
	if len(results) == 0 {
		return luaapi.Nil, nil
	}
	return results[0], nil
}

// text fills in a template. What is exactly one expression must give text or
// a number, like every other part.
func text(t *luaapi.Task, tx *scenario.Text, args ...luaapi.Value) (string, error) {
	if tx.IsLiteral() {
		return tx.Raw, nil
	}
	var out strings.Builder
	for _, part := range tx.Parts {
		if part.Lua == nil {
			out.WriteString(part.Literal)
			continue
		}
		v, err := evaluate(t, part.Lua, args...)
		if err != nil {
			return "", err
		}
		s, ok := t.Text(v)
		if !ok {
			return "", positioned.At(part.Lua.Pos, fmt.Errorf("{{ %s }} gave %s, which is no text", part.Lua.Code, luaapi.Show(v)))
		}
		out.WriteString(s)
	}
	return out.String(), nil
}

// message is what a step sends or compares with.
func message(t *luaapi.Task, v *scenario.Value, args ...luaapi.Value) (frame.Message, error) {
	switch {
	case v.Lua != nil:
		return luaMessage(t, v.Lua, args)
	case v.Struct != nil:
		data, err := packed(t, v.Struct, args)
		return frame.Message{Bytes: data}, err
	case v.JSON != nil:
		data, err := jsonText(t, v.JSON, args)
		return frame.Message{Bytes: data}, err
	case v.Kind == scenario.ValueFile:
		data, err := fileContent(t, v.Text, args)
		return frame.Message{Bytes: data}, err
	case v.Text == nil:
		return frame.Message{Bytes: v.Bytes}, nil
	case v.Kind == scenario.ValueText && v.Text.Single() != nil:
		return luaMessage(t, v.Text.Single(), args)
	}
	s, err := text(t, v.Text, args...)
	if err != nil {
		return frame.Message{}, err
	}
	data, err := decodeText(v, s)
	return frame.Message{Bytes: data}, err
}

func luaMessage(t *luaapi.Task, l *scenario.Lua, args []luaapi.Value) (frame.Message, error) {
	v, err := evaluate(t, l, args...)
	if err != nil {
		return frame.Message{}, err
	}
	if v == luaapi.Nil {
		return frame.Message{}, positioned.At(l.Pos, fmt.Errorf("%s gave nil, which is no message", l.Code))
	}
	return luaapi.Message(v), nil
}

// decodeText turns the text of a template into the bytes that it stands for.
func decodeText(v *scenario.Value, s string) ([]byte, error) {
	var data []byte
	var err error
	switch v.Kind {
	case scenario.ValueHex:
		data, err = hex.DecodeString(strings.Join(strings.Fields(s), ""))
	case scenario.ValueBase64:
		data, err = base64.StdEncoding.DecodeString(s)
	default:
		return []byte(s), nil
	}
	if err != nil {
		return nil, positioned.At(v.Pos, fmt.Errorf("%q is no %s: %w", s, v.Kind, err))
	}
	return data, nil
}
