// Package values works out what a scenario file says at the time when it is
// needed: expressions and conditions in Lua, templates, and the data that steps
// send or compare with. All of it runs in the task that it is given, with its
// VM's baton, and may wait as that may. Errors of Lua are those of the script;
// the others have the place in the file (positioned.Error).
package values

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"sockrun/luaapi"
	"sockrun/luaapi/wire/frame"
	"sockrun/runner/positioned"
	"sockrun/runner/scenario"
)

// Call runs Lua of a scenario with the values of its parameters. A function of
// a Lua scenario gets the last of them first: what a matcher is about stands
// before the connection. An error is that of luaapi.Task's Run or Call: what the Lua
// raised, or that it was stopped.
func Call(t *luaapi.Task, l *scenario.Lua, args ...luaapi.Value) ([]luaapi.Value, error) {
	if l.Function == nil {
		return t.Run(l.Chunk, args...)
	}
	args = slices.Clone(args)
	slices.Reverse(args)
	return t.Call(l.Function.(luaapi.Value), args...)
}

// Evaluate gives the value of an expression with the values of its
// parameters: the first that it returns, nil of Lua when it returns none. Errors
// are those of Call.
func Evaluate(t *luaapi.Task, l *scenario.Lua, args ...luaapi.Value) (luaapi.Value, error) {
	results, err := Call(t, l, args...)
	if err != nil {
		return luaapi.Nil, err
	}
	if len(results) == 0 {
		return luaapi.Nil, nil
	}
	return results[0], nil
}

// Text fills in a template with the values of its parameters. What is exactly
// one expression must give text or a number, like every other part. Errors are those
// of Call, and a *positioned.Error where an expression gives neither.
func Text(t *luaapi.Task, tx *scenario.Text, args ...luaapi.Value) (string, error) {
	if tx.IsLiteral() {
		return tx.Raw, nil
	}
	var out strings.Builder
	for _, part := range tx.Parts {
		if part.Lua == nil {
			out.WriteString(part.Literal)
			continue
		}
		v, err := Evaluate(t, part.Lua, args...)
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

// Message is what a step sends or compares with, of all kinds but fields, which
// only a codec knows. Errors are those of Text, what keeps a file from being read, and
// that a value is no message.
func Message(t *luaapi.Task, v *scenario.Value, args ...luaapi.Value) (frame.Message, error) {
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
	s, err := Text(t, v.Text, args...)
	if err != nil {
		return frame.Message{}, err
	}
	data, err := decodeText(v, s)
	return frame.Message{Bytes: data}, err
}

func luaMessage(t *luaapi.Task, l *scenario.Lua, args []luaapi.Value) (frame.Message, error) {
	v, err := Evaluate(t, l, args...)
	if err != nil {
		return frame.Message{}, err
	}
	if v == luaapi.Nil {
		return frame.Message{}, positioned.At(l.Pos, noMessage(l.Code))
	}
	return luaapi.Message(v), nil
}

// noMessage says what gave nil where a message should be.
func noMessage(code string) error {
	if strings.TrimSpace(code) == "nil" {
		return errors.New("nil is no message")
	}
	return fmt.Errorf("%s gave nil, which is no message", code)
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
