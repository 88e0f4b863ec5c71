package jsontext_test

import (
	"bufio"
	"encoding/json"
	"os"
	"testing"

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
	file, err := os.Open("testdata/vectors.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines, n := bufio.NewScanner(file), 0
	for ; lines.Scan(); n++ {
		var v vector
		if err := json.Unmarshal(lines.Bytes(), &v); err != nil {
			t.Fatal(err)
		}
		v.check(t)
	}
	if err := lines.Err(); err != nil || n < 500 {
		t.Errorf("read %d vectors: %v", n, err)
	}
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
