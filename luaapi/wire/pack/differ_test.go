package pack_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"sockrun/luaapi/wire/pack"
)

func TestDiffer(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		format             string
		expected, received pack.Values
		cut                int // bytes of the received struct that have not come
		want               string
	}{
		{">BH", pack.Values{int64(1), int64(2)}, pack.Values{int64(1), int64(2)}, 0, ""},
		{">BHI", pack.Values{int64(1), int64(7), int64(8)}, pack.Values{int64(1), int64(1792), int64(9)}, 0,
			"value 2 H at 1: 7, 1792 (7 in little-endian order); value 3 I at 3: 8, 9 ()"},
		{"<3h", pack.Values{int64(1), int64(2), int64(3)}, pack.Values{int64(1), int64(-2), int64(3)}, 0, "value 2 h at 2: 2, -2 ()"},
		{"<Hd", pack.Values{int64(1), 1.5}, pack.Values{int64(1), 2.5}, 0, "value 2 d at 2: 1.5, 2.5 ()"},
		{"4sB?", pack.Values{"ping", int64(1), true}, pack.Values{"pong", int64(1), false}, 0,
			`value 1 4s at 0: "ping", "pong" (); value 3 ? at 5: true, false ()`},
		{">HH", pack.Values{int64(1), int64(2)}, pack.Values{int64(1), int64(3)}, 1, "value 2 H at 2: 2, 1 of 2 bytes: 00 ()"},
		{">HH", pack.Values{int64(1), int64(2)}, pack.Values{int64(9), int64(3)}, 2, "value 1 H at 0: 1, 9 ()"},
		{"Q", pack.Values{uint64(1 << 63)}, pack.Values{uint64(1<<63 + 8)}, 0, "value 1 Q at 0: 9223372036854775808, 9223372036854775816 (9223372036854775808 and the 8 bytes of the struct)"},
	} {
		f := compile(t, c.format)
		expected, err := f.Append(nil, c.expected)
		if err != nil {
			t.Fatal(err)
		}
		received, err := f.Append(nil, c.received)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, d := range f.Differ(expected, received[:len(received)-c.cut]) {
			got = append(got, fmt.Sprintf("%s %s at %d: %s, %s (%s)", d.Name, d.Type, d.Offset, d.Expected, d.Received, d.Note))
		}
		if text := strings.Join(got, "; "); text != c.want {
			t.Errorf("%s: got %s, want %s", c.format, text, c.want)
		}
	}
}

func TestTexts(t *testing.T) {
	t.Parallel()
	got := slices.Collect(compile(t, "<Bx2H3s0s2cq").Texts)
	if want := []bool{false, false, false, true, true, true, true, false}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestWithoutPadding(t *testing.T) {
	t.Parallel()
	f := compile(t, "<BxH2x")
	if got := f.WithoutPadding([]byte("\x01\xee\x02\x03\xee\xee")); string(got) != "\x01\x00\x02\x03\x00\x00" {
		t.Errorf("% x", got)
	}
	if got := f.WithoutPadding([]byte("\x01\xee\x02")); string(got) != "\x01\x00\x02" {
		t.Errorf("% x", got)
	}
}

func TestCheckValue(t *testing.T) {
	t.Parallel()
	f := compile(t, ">2B4s?d")
	for i, v := range []any{int64(255), 7.0, "text too long", true, int64(1)} {
		if err := f.CheckValue(i, v); err != nil {
			t.Error(i, err)
		}
	}
	for i, v := range []any{int64(256), "7", int64(1), int64(1), "x"} {
		if f.CheckValue(i, v) == nil {
			t.Errorf("value %d takes %v", i, v)
		}
	}
}
