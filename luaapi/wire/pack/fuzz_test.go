package pack_test

import (
	"slices"
	"testing"

	"sockrun/luaapi/wire/integer"
	"sockrun/luaapi/wire/pack"
)

// FuzzRoundTrip unpacks data with any format and packs the values again: what
// is unpacked from that is the same. No input panics.
func FuzzRoundTrip(f *testing.F) {
	for _, format := range []string{"", ">IHBx16s", "<qQd", "!HHI", "@bq0i", "5p3c?", "<efd", "nNP", "0s0p0i", " 2 h", ">40H", "<9hx8I", "12e9b8f10d9q", "99999999999999999999s"} {
		f.Add(format, []byte("\xff\x7f\x80\x00\x01\xfe0123456789abcdefghijklmnop"))
	}
	f.Fuzz(func(t *testing.T, text string, data []byte) {
		format, err := pack.Compile(text)
		if err != nil || format.Size() > 1<<16 {
			return
		}
		data = append(data, make([]byte, format.Size())...)[:format.Size()]
		first := unpack(t, format, data)
		var inRuns runs
		if err := format.Unpack(data, &inRuns); err != nil || !slices.EqualFunc(first, inRuns.values, sameNumber) {
			t.Fatalf("%q unpacked %v, in runs %v, %v", text, first, inRuns.values, err)
		}
		packed, err := format.Append(nil, first)
		if err != nil {
			t.Fatalf("%q cannot pack what it unpacked, %v: %v", text, first, err)
		}
		if second := unpack(t, format, packed); !slices.EqualFunc(first, second, same) {
			t.Fatalf("%q unpacked %v, then %v", text, first, second)
		}
	})
}

func unpack(t *testing.T, format *pack.Format, data []byte) values {
	t.Helper()
	var got collector
	if err := format.Unpack(data, &got); err != nil {
		t.Fatal(err)
	}
	if len(got.values) != format.Count() {
		t.Fatalf("%q unpacks %d values of %d", format, len(got.values), format.Count())
	}
	return got.values
}

// runs is a pack.Runs with little room.
type runs struct {
	collector
	room [5]float64
}

func (r *runs) Room() []float64 { return r.room[:] }

func (r *runs) Numbers(v []float64) {
	for _, n := range v {
		r.values = append(r.values, n)
	}
}

// sameNumber compares a value with one that may be a float64 in its place.
func sameNumber(v, inRun any) bool {
	i, isInteger := v.(integer.Integer)
	f, isFloat := inRun.(float64)
	if isInteger && isFloat {
		n, exact := i.Float64()
		return exact && n == f
	}
	return same(v, inRun)
}

// TestRuns unpacks long fields of every code both ways.
func TestRuns(t *testing.T) {
	t.Parallel()
	for _, order := range []string{"@", "=", "<", ">", "!"} {
		for _, code := range "bBhHiIlLqQefd" {
			format := compile(t, order+"bx21"+string(code)+"xH")
			data := make([]byte, format.Size())
			for i := range data {
				data[i] = byte(i*i*37 + i)
			}
			var inRuns runs
			err := format.Unpack(data, &inRuns)
			if want := unpack(t, format, data); err != nil || !slices.EqualFunc(want, inRuns.values, sameNumber) {
				t.Errorf("%q unpacked %v, in runs %v, %v", format, want, inRuns.values, err)
			}
		}
	}
}
