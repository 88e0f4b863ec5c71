package header

import (
	"strings"

	"sockrun/luaapi/wire/diff"
	"sockrun/luaapi/wire/jsontext"
)

// addJSON adds a row for each place in which two JSON texts differ. It is false
// when one of them is none, or they differ only in how they are written.
func (c *comparison) addJSON(path, typ string, want *Value, got *Found) bool {
	expected, err := jsontext.Parse(string(want.Bytes), jsontext.Options{})
	if err != nil {
		return false
	}
	received, err := jsontext.Parse(string(got.Bytes), jsontext.Options{})
	if err != nil {
		return false
	}
	places := jsontext.Differ(expected, received)
	for _, p := range places {
		e, r := diff.Excerpts(jsonSide(p.Expected, p.Extra), jsonSide(p.Received, p.Missing), shownBytes)
		c.found = append(c.found, diff.Field{
			Name: path + strings.TrimPrefix(p.Path.String(), "$"), Type: typ, Offset: got.Start, Expected: e, Received: r,
		})
	}
	return len(places) > 0
}

func jsonSide(v any, absent bool) string {
	if absent {
		return "nothing"
	}
	return jsontext.Show(v)
}

// addForeign adds a row for each place in which two values of a codec differ, as
// far as it knows them.
func (c *comparison) addForeign(path, typ string, want *Value, got *Found) bool {
	if want.Kind != Foreign || got.Kind != Foreign {
		return false
	}
	places := want.Nested.Foreign.Differ(got.Nested.Foreign)
	for _, p := range places {
		e, r := diff.Excerpts(p.Expected, p.Received, shownBytes)
		c.found = append(c.found, diff.Field{Name: path + p.Path, Type: typ, Offset: got.Start, Expected: e, Received: r})
	}
	return len(places) > 0
}
