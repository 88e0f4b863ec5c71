package steps

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"sockrun/luaapi"
	"sockrun/luaapi/wire/diff"
	"sockrun/luaapi/wire/frame"
	"sockrun/luaapi/wire/jsontext"
	"sockrun/luaapi/wire/pack"
	"sockrun/luaapi/wire/pattern"
	"sockrun/luaapi/wire/plural"
	"sockrun/runner/positioned"
	"sockrun/runner/scenario"
	"sockrun/runner/values"
)

// compareStruct says in which values a struct is not what was expected. Its
// padding may be anything.
func (do *Performer) compareStruct(f *pack.Format, want, got []byte) error {
	clean := got
	if len(got) <= len(want) {
		clean = f.WithoutPadding(got)
	}
	if bytes.Equal(want, clean) {
		return nil
	}
	fields, likely := f.Differ(want, clean), diff.Likely(want, clean)
	wrong := do.wrong("the next message differs").(*positioned.Error)
	if len(fields) > 0 {
		wrong = do.wrong("the next message differs in %s", plural.Of(len(fields), "value")).(*positioned.Error)
	}
	for i := range fields {
		if likely != nil {
			fields[i].Note = "" // it explains all of them
		}
	}
	wrong.Detail = slices.Concat(diff.Bytes(paddedAs(got, clean, want), got), diff.Table(fields), likely)
	wrong.Difference = &diff.Difference{Expected: want, Received: got, Fields: fields}
	return wrong
}

// paddedAs returns want with the padding that was received, so that no mark
// stands below it.
func paddedAs(got, clean, want []byte) []byte {
	shown := bytes.Clone(want)
	for i := range min(len(got), len(want)) {
		if clean[i] == want[i] {
			shown[i] = got[i]
		}
	}
	return shown
}

// comparePattern says that a pattern is not found, and how far it is.
func (do *Performer) comparePattern(m *scenario.Matcher, text string, got []byte) error {
	found, err := do.Task.Find(string(got), text)
	switch {
	case found:
		return nil
	case err != nil && do.Scene.Context.Err() != nil:
		return err
	case err != nil:
		return positioned.At(m.Value.Pos, fmt.Errorf("the pattern %s: %w", diff.Quote(text), err))
	}
	detail := []string{"pattern   " + diff.Quote(text), received(got)}
	if part := pattern.Furthest(string(got), text, give()); part != "" {
		detail = append(detail, "(found as far as "+diff.Quote(part)+")")
	}
	wrong := do.shows("the next message does not match the Lua pattern", detail...).(*positioned.Error)
	wrong.Topic = "matchers.matches" // it may be no regular expression
	return wrong
}

// give returns a check that ends a search which is only to explain a failure.
func give() func() error {
	const most = 20 // times 16384 steps
	asked := 0
	return func() error {
		if asked++; asked > most {
			return errors.New("too long")
		}
		return nil
	}
}

const (
	jsonColumns = 40 // of a value among differences
	jsonPlaces  = 12 // that are shown
)

// compareJSON says where a message is not the JSON that was expected.
func (do *Performer) compareJSON(m *scenario.Matcher, want any, got []byte) error {
	received, err := jsontext.Parse(string(got), jsontext.Options{})
	if err != nil {
		return do.noJSON(m, got, err)
	}
	found := jsontext.Differ(want, received)
	if len(found) == 0 {
		return nil
	}
	message := fmt.Sprintf("the next message differs in %d places", len(found))
	if len(found) == 1 {
		message = fmt.Sprintf("the next message differs at %s", found[0].Path)
	}
	wrong := do.shows(message, jsonDetail(found)...).(*positioned.Error)
	wrong.Difference = &diff.Difference{Expected: []byte(jsontext.Show(want)), Received: bytes.Clone(got)}
	return wrong
}

// noJSON shows a message that is no JSON, with what follows when it broke off
// at once.
func (do *Performer) noJSON(m *scenario.Matcher, got []byte, err error) error {
	if all := do.Conn.Socket.Peek(); !m.Boundary.IsSet() && do.Conn.Stream == nil && bytes.HasPrefix(all, got) {
		got = all
	}
	return do.shows("the next message is no JSON: "+err.Error(), received(got))
}

// jsonDetail shows the places that differ. Long texts that differ alone are
// compared as texts are.
func jsonDetail(found []jsontext.Difference) []string {
	if len(found) == 1 {
		e, isText := found[0].Expected.(string)
		r, alsoText := found[0].Received.(string)
		if isText && alsoText && max(len(e), len(r)) > jsonColumns {
			return diff.Explained(e, r)
		}
	}
	var rows [][]string
	for _, d := range found[:min(len(found), jsonPlaces)] {
		e, r := diff.Excerpts(jsonSide(d.Expected, d.Extra), jsonSide(d.Received, d.Missing), jsonColumns)
		rows = append(rows, []string{d.Path.String(), "expected " + e, "received " + r})
	}
	lines := diff.Columns(rows, len(rows[0]))
	if more := len(found) - jsonPlaces; more > 0 {
		lines = append(lines, fmt.Sprintf("… %d more", more))
	}
	return lines
}

func jsonSide(v any, absent bool) string {
	if absent {
		return "nothing"
	}
	return jsontext.Show(v)
}

// compareLua says that a condition in Lua does not hold for a message, with
// the values of its parts.
func (do *Performer) compareLua(m *scenario.Matcher, got frame.Message) error {
	args := []luaapi.Value{do.ConnValue(), do.Task.MessageValue(got)}
	v, seen, err := values.Observe(do.Task, m.Lua, args)
	if err != nil {
		return do.withReceived(err, got)
	}
	if luaapi.Truthy(v) {
		return nil
	}
	return notMet("the next message does not meet the condition", m.Lua, v, seen)
}

// withReceived adds the message to what a condition raised that was not made for
// such a one.
func (do *Performer) withReceived(err error, got frame.Message) error {
	var script *luaapi.Error
	if errors.As(err, &script) && script.Kind == luaapi.ScriptError && len(script.Detail) == 0 {
		script.Detail = []string{do.received(got)}
	}
	return err
}

// different says how a message differs from the one matcher that there is. A
// condition in Lua has not shown the message yet.
func (do *Performer) different(c *candidate, got frame.Message) error {
	var own *positioned.Error
	if c.Kind == scenario.MatchLua && errors.As(c.diff, &own) {
		isMessage := func(line string) bool { return strings.HasPrefix(line, "value is ") }
		own.Detail = append(slices.DeleteFunc(own.Detail, isMessage), do.received(got))
	}
	return c.diff
}
