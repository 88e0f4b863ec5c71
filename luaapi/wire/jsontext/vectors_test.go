package jsontext_test

import (
	"testing"

	"sockrun/luaapi/internal/vectors"
	"sockrun/luaapi/wire/jsontext"
)

// vector is a line of testdata/vectors.jsonl, which vectors.py describes.
type vector struct {
	Text  string
	Error string
	Dumps []string
}

func TestVectors(t *testing.T) {
	t.Parallel()
	vectors.Each(t, "testdata/vectors.jsonl", 500, func(v *vector, _ string) { v.check(t) })
}

// formats are those of a vector's dumps.
func formats() []jsontext.Format {
	sorted, lines, short := jsontext.DefaultFormat(), jsontext.DefaultFormat(), jsontext.Format{Item: ",", Key: ":"}
	sorted.SortKeys = true
	lines.Lines, lines.Indent, lines.Item = true, "  ", ","
	return []jsontext.Format{jsontext.DefaultFormat(), sorted, lines, short}
}

func (v *vector) check(t *testing.T) {
	value, err := jsontext.Parse(v.Text, jsontext.Options{})
	if err != nil || v.Error != "" {
		if err == nil || err.Error() != v.Error {
			t.Errorf("%q\ngot  %v\nwant %s", v.Text, err, v.Error)
		}
		return
	}
	for i, f := range formats() {
		if got, err := jsontext.Append(nil, value, f); err != nil || string(got) != v.Dumps[i] {
			t.Errorf("%q\ngot  %s %v\nwant %s", v.Text, got, err, v.Dumps[i])
		}
	}
}
