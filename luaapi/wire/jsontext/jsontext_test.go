package jsontext_test

import (
	"math"
	"reflect"
	"strings"
	"testing"

	"sockrun/luaapi/wire/integer"
	"sockrun/luaapi/wire/jsontext"
)

// TestRefused holds what we refuse and CPython takes, or has other words for.
func TestRefused(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, want string }{
		{`[1,]`, "Illegal trailing comma before end of array: line 1 column 3 (char 2)"},
		{"[1,\n ]", "Illegal trailing comma before end of array: line 1 column 3 (char 2)"},
		{`{"a":1,}`, "Illegal trailing comma before end of object: line 1 column 7 (char 6)"},
		{`18446744073709551616`, "Integer outside of -2^63 to 2^64-1: line 1 column 1 (char 0)"},
		{`[-9223372036854775809]`, "Integer outside of -2^63 to 2^64-1: line 1 column 2 (char 1)"},
		{`"\ud800"`, `Unpaired surrogate \ud800: line 1 column 3 (char 2)`},
		{`"\ud800A"`, `Unpaired surrogate \ud800: line 1 column 3 (char 2)`},
		{`"\ude00\ud83d"`, `Unpaired surrogate \ude00: line 1 column 3 (char 2)`},
		{"\"a\xff\"", "'utf-8' codec can't decode byte 0xff in position 2: invalid start byte"},
		{strings.Repeat("[", 1001), "More than 1000 arrays and objects inside each other: line 1 column 1001 (char 1000)"},
		{strings.Repeat(`{"":`, 1001), "More than 1000 arrays and objects inside each other: line 1 column 4001 (char 4000)"},
		{"[" + strings.Repeat("1,", jsontext.MaxValues) + "1]", "More than 1048576 values: line 1 column 2097152 (char 2097151)"},
	}
	for _, test := range tests {
		if v, err := jsontext.Parse(test.text, jsontext.Options{}); err == nil || err.Error() != test.want {
			t.Errorf("%.40q\ngot  %v %v\nwant %s", test.text, v, err, test.want)
		}
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	got, err := jsontext.Parse(`{"b": [1, -0, 2.0, "x", null, true], "a": {}, "b": []}`, jsontext.Options{})
	want := jsontext.Object{{Name: "b", Value: jsontext.Array{}}, {Name: "a", Value: jsontext.Object{}}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %#v %v", got, err)
	}
	got, err = jsontext.Parse(`[18446744073709551615, 18446744073709551616]`, jsontext.Options{Round: true})
	if want := (jsontext.Array{integer.FromUint64(math.MaxUint64), 18446744073709551616.0}); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %#v %v", got, err)
	}
	deep := strings.Repeat("[", jsontext.MaxDepth) + strings.Repeat("]", jsontext.MaxDepth)
	if v, err := jsontext.Parse(deep, jsontext.Options{}); err != nil {
		t.Error(err)
	} else if text, err := jsontext.Append(nil, v, jsontext.DefaultFormat()); err != nil || string(text) != deep {
		t.Error(err)
	}
}

func TestAppendRefuses(t *testing.T) {
	t.Parallel()
	within := func(v any) any { return jsontext.Object{{Name: "a b", Value: jsontext.Array{nil, v}}} }
	strict := jsontext.DefaultFormat()
	strict.NoNaN = true
	tests := []struct {
		value any
		want  string
	}{
		{math.NaN(), "Out of range float values are not JSON compliant: NaN"},
		{math.Inf(-1), "Out of range float values are not JSON compliant: -Infinity"},
		{"é\xe9", "the byte 0xe9 at position 3 is not UTF-8 text; JSON cannot carry bytes: send them as hex or base64 text"},
		{7, "a int is not JSON serializable"},
	}
	for _, test := range tests {
		if _, err := jsontext.Append(nil, within(test.value), strict); err == nil || err.Error() != `$["a b"][2]: `+test.want {
			t.Errorf("%v: %v", test.value, err)
		}
	}
	var deep any
	for range jsontext.MaxDepth + 1 {
		deep = jsontext.Array{deep}
	}
	want := "$" + strings.Repeat("[1]", 10) + "…" + strings.Repeat("[1]", 10) + ": more than 1000 arrays and objects inside each other"
	if _, err := jsontext.Append(nil, deep, strict); err == nil || err.Error() != want {
		t.Error(err)
	}
}

// FuzzParse checks that what was read is written so that it is read again.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{`{"a": [1, 2.5, "é\u00e9\n", null], "b": {}}`, `[18446744073709551615, -1e400, NaN]`, `"\ud83d\ude00"`, "[[[", `{"a":1,}`, "\xff"} {
		f.Add(seed, true)
	}
	f.Fuzz(func(t *testing.T, text string, ascii bool) {
		v, err := jsontext.Parse(text, jsontext.Options{})
		if err != nil {
			return
		}
		format := jsontext.DefaultFormat()
		format.ASCII = ascii
		written, err := jsontext.Append(nil, v, format)
		if err != nil {
			t.Fatal(err)
		}
		again, err := jsontext.Parse(string(written), jsontext.Options{})
		if err != nil {
			t.Fatalf("%s: %v", written, err)
		}
		if same, err := jsontext.Append(nil, again, format); err != nil || string(same) != string(written) {
			t.Errorf("%s became %s (%v)", written, same, err)
		}
	})
}
