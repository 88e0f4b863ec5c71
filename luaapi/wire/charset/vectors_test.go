package charset_test

import (
	"encoding/hex"
	"errors"
	"testing"

	"sockrun/luaapi/internal/vectors"
	"sockrun/luaapi/wire/charset"
)

// vector is a line of testdata/vectors.jsonl, which vectors.py describes.
type vector struct {
	Name, Canonical string
	Errors          charset.Errors
	Text, Data      string
	Decode          bool
	Error           string
	Start, End      int
}

func TestVectors(t *testing.T) {
	t.Parallel()
	vectors.Each(t, "testdata/vectors.jsonl", 1000, func(v *vector, _ string) { v.check(t) })
}

func (v *vector) check(t *testing.T) {
	e, err := charset.Find(v.Name)
	if err != nil {
		t.Error(err)
		return
	}
	if v.Canonical != "" && e.Name() != v.Canonical {
		t.Errorf("%s is %s, want %s", v.Name, e.Name(), v.Canonical)
	}
	data, _ := hex.DecodeString(v.Data)
	if v.Decode {
		v.checkDecode(t, e, data)
		return
	}
	got, err := e.Encode(v.Text, v.Errors)
	if message(err) != v.Error || string(got) != string(data) {
		t.Errorf("%s %s %q\ngot  %x %v\nwant %x %s", v.Name, v.Errors, v.Text, got, err, data, v.Error)
	}
}

func (v *vector) checkDecode(t *testing.T, e *charset.Encoding, data []byte) {
	got, err := e.Decode(data, v.Errors)
	if message(err) != v.Error || got != v.Text {
		t.Errorf("%s %s %x\ngot  %q %v\nwant %q %s", v.Name, v.Errors, data, got, err, v.Text, v.Error)
	}
	var malformed *charset.DecodeError
	if errors.As(err, &malformed) && (malformed.Start != v.Start || malformed.End != v.End) {
		t.Errorf("%s %x: %d to %d, want %d to %d", v.Name, data, malformed.Start, malformed.End, v.Start, v.End)
	}
	if err == nil {
		v.checkPieces(t, e, data)
	}
}

// checkPieces decodes byte by byte what was decoded in one piece.
func (v *vector) checkPieces(t *testing.T, e *charset.Encoding, data []byte) {
	d, whole := e.NewDecoder(v.Errors), ""
	for i := range data {
		text, err := d.Decode(data[i:i+1], false)
		if err != nil {
			t.Errorf("%s %x: %v", v.Name, data, err)
		}
		whole += text
	}
	last, err := d.Decode(nil, true)
	if whole += last; err != nil || whole != v.Text {
		t.Errorf("%s %s %x byte by byte\ngot  %q %v\nwant %q", v.Name, v.Errors, data, whole, err, v.Text)
	}
}

func message(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
