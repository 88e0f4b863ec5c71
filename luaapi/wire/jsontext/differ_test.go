package jsontext_test

import (
	"fmt"
	"strings"
	"testing"

	"sockrun/luaapi/wire/jsontext"
)

func parsed(t *testing.T, text string) any {
	t.Helper()
	v, err := jsontext.Parse(text, jsontext.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// told writes differences for a test: a path, both sides.
func told(t *testing.T, found []jsontext.Difference) string {
	t.Helper()
	var lines []string
	for _, d := range found {
		side := func(v any, absent bool) string {
			if absent {
				return "-"
			}
			text, err := jsontext.Append(nil, v, jsontext.DefaultFormat())
			if err != nil {
				t.Fatal(err)
			}
			return string(text)
		}
		lines = append(lines, fmt.Sprintf("%s %s %s", d.Path, side(d.Expected, d.Extra), side(d.Received, d.Missing)))
	}
	return strings.Join(lines, "; ")
}

func TestDiffer(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ expected, received, want string }{
		{`{"a": 1, "b": [true, null]}`, `{"b": [true, null], "a": 1.0}`, ""},
		{`NaN`, `NaN`, ""},
		{`1`, `2`, "$ 1 2"},
		{`1`, `"1"`, `$ 1 "1"`},
		{`9007199254740993`, `9007199254740993.0`, "$ 9007199254740993 9007199254740992.0"},
		{`18446744073709551615`, `18446744073709551614`, "$ 18446744073709551615 18446744073709551614"},
		{`null`, `{}`, "$ null {}"},
		{`{}`, `[]`, "$ {} []"},
		{`{"a": {"b": 1}, "c": 2}`, `{"a": {"b": 2}, "d": 3}`, "$.a.b 1 2; $.c 2 -; $.d - 3"},
		{`[1, 2, 3]`, `[1, 5, 3]`, "$[2] 2 5"},
		{`[1, 2, 3, 4]`, `[1, 3, 4]`, "$[2] 2 -"},
		{`[1, 3, 4]`, `[1, 2, 3, 4]`, "$[2] - 2"},
		{`[1, 2]`, `[5, 6, 7]`, "$[1] 1 5; $[2] 2 6; $[3] - 7"},
		{`[]`, `[0]`, "$[1] - 0"},
	} {
		if got := told(t, jsontext.Differ(parsed(t, c.expected), parsed(t, c.received))); got != c.want {
			t.Errorf("%s and %s: got %q, want %q", c.expected, c.received, got, c.want)
		}
	}
}

type even struct{}

func (even) Matches(v any) bool { return fmt.Sprint(v) == "2" }
func (even) String() string     { return "an even number" }

func TestDifferWithMatchers(t *testing.T) {
	t.Parallel()
	expected := jsontext.Object{{Name: "n", Value: even{}}}
	if got := jsontext.Differ(expected, parsed(t, `{"n": 2}`)); len(got) != 0 {
		t.Error(got)
	}
	got := jsontext.Differ(expected, parsed(t, `{"n": 3}`))
	if len(got) != 1 || fmt.Sprint(got[0].Expected) != "an even number" || fmt.Sprint(got[0].Received) != "3" {
		t.Error(got)
	}
}

// TestScanner gives each text byte by byte and at once; | is where the value
// must end, and none where it has no end.
func TestScanner(t *testing.T) {
	t.Parallel()
	for _, c := range []string{
		`{"a": [1, "}]\"", {}]}|x`, ` [1,2]|[3]`, "\n\"a\\\\\"|\"", `12|,`, `-1.5e+3|]`, `true|x`, `null|`, `-Infinity|1`,
		`NaN|`, `x|yz`, `trux|e`, `{"a": 1`, `"a`, `12`, `  `, ``, `-Inf`, `-Inx|`,
	} {
		text, _, ends := strings.Cut(c, "|")
		whole := strings.Replace(c, "|", "", 1)
		want := 0
		if ends {
			want = len(text)
		}
		var at, byByte jsontext.Scanner
		if got := at.Scan([]byte(whole)); got != want {
			t.Errorf("%q: %d, want %d", whole, got, want)
		}
		got := 0
		for i := 0; i <= len(whole) && got == 0; i++ {
			got = byByte.Scan([]byte(whole[:i]))
		}
		if got != want {
			t.Errorf("%q byte by byte: %d, want %d", whole, got, want)
		}
	}
	var number jsontext.Scanner
	if number.Scan([]byte(" 12")); !number.Number() {
		t.Error("12 is no number")
	}
}

// FuzzScanner checks that the scanner finds the end of whatever Parse reads,
// also when it comes byte by byte, and that a value does not differ from
// itself.
func FuzzScanner(f *testing.F) {
	for _, seed := range []string{`{"a": [1, 2.5, "é\u00e9\n}", null], "b": {}}`, `[18446744073709551615, -1e400, NaN]`, ` "\\\""`, "-Infinity", "-0", "true"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v, err := jsontext.Parse(text, jsontext.Options{})
		if err != nil {
			return
		}
		if found := jsontext.Differ(v, v); len(found) > 0 {
			t.Errorf("%q differs from itself: %v", text, found)
		}
		var byByte jsontext.Scanner
		stream, n := text+"\n]", 0
		for i := 1; i <= len(stream) && n == 0; i++ {
			n = byByte.Scan([]byte(stream[:i]))
		}
		if n == 0 || strings.TrimSpace(text[min(n, len(text)):]) != "" {
			t.Fatalf("%q ends at %d", stream, n)
		}
		if _, err := jsontext.Parse(stream[:n], jsontext.Options{}); err != nil {
			t.Errorf("%q: %v", stream[:n], err)
		}
	})
}
