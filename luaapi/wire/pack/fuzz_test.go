package pack_test

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strings"
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
		if message := plainly(format, data, first); message != "" {
			t.Fatalf("%q of %x: %s", text, data, message)
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

// plainly unpacks and packs data by the shorter way, if the format has one, and
// says what is not as in want.
func plainly(format *pack.Format, data []byte, want values) string {
	mask, plain := format.Plain()
	if !plain {
		return ""
	}
	numbers, texts := make([]float64, len(want)), make([][]byte, len(want))
	if !format.GetPlain(data, numbers, texts) {
		if slices.ContainsFunc(want, isLarge) {
			return ""
		}
		return "the shorter way does not unpack it"
	}
	n, m := 0, 0
	var packs []string
	for i, v := range want {
		if i < 64 && mask>>i&1 == 1 {
			if v != string(texts[m]) {
				return fmt.Sprintf("text %d is %q, not %q", i, texts[m], v)
			}
			packs = append(packs, string(texts[m]))
			m++
		} else if !sameNumber(v, numbers[n]) {
			return fmt.Sprintf("number %d is %v, not %v", i, numbers[n], v)
		} else {
			n++
		}
	}
	packed, err := format.Append(nil, want)
	b := make([]byte, format.Size())
	if ok := format.PutPlain(b, numbers[:n], packs); err != nil || !ok || string(packed) != string(b) {
		return fmt.Sprintf("packed %x, the shorter way %x, %v, %v", packed, b, ok, err)
	}
	return ""
}

func isLarge(v any) bool {
	i, ok := v.(integer.Integer)
	if !ok {
		return false
	}
	n, fits := i.Int64()
	return !fits || n <= -1<<53 || n >= 1<<53
}

// sameNumber compares a value with a float64 in its place.
func sameNumber(v any, f float64) bool {
	if i, ok := v.(integer.Integer); ok {
		n, exact := i.Float64()
		return exact && n == f
	}
	return same(v, f)
}

// TestPlain unpacks and packs every code that has a shorter way by both.
func TestPlain(t *testing.T) {
	t.Parallel()
	for _, order := range []string{"@", "=", "<", ">", "!"} {
		for _, code := range "bBhHiIlLqQfdnNP" {
			if strings.ContainsRune("nNP", code) && order != "@" {
				continue
			}
			for _, count := range []string{"", "21"} {
				format := compile(t, order+"bx3s"+count+string(code)+"xH0s")
				if _, plain := format.Plain(); !plain {
					t.Fatalf("%q has no shorter way", format)
				}
				for _, data := range [][]byte{
					make([]byte, format.Size()),
					bytes.Repeat([]byte{0xff}, format.Size()),
					bytes.Repeat([]byte("\x00\x00\x01\x02\x83\x04\x00\x00"), 30)[:format.Size()],
					bytes.Repeat([]byte("\x81\x00\x01\x02\xc3\x04"), 40)[:format.Size()],
				} {
					if message := plainly(format, data, unpack(t, format, data)); message != "" {
						t.Errorf("%q of %x: %s", format, data, message)
					}
				}
			}
		}
	}
}

// TestPlainRefuses gives numbers that Append has an error for.
func TestPlainRefuses(t *testing.T) {
	t.Parallel()
	for format, numbers := range map[string][]float64{
		"B": {256, -1, 0.5, math.NaN(), math.Inf(1), 1e300}, "b": {128, -129}, "<h": {32768, -32769}, "I": {1 << 32, -1},
		"q": {1 << 53, -1 << 53, 1 << 63}, "Q": {1 << 53, -1}, "P": {1 << 53}, "<f": {1e300},
	} {
		f := compile(t, format)
		for _, n := range numbers {
			if f.PutPlain(make([]byte, f.Size()), []float64{n}, nil) {
				t.Errorf("%q packs %v", format, n)
			}
		}
	}
	for _, format := range []string{"?", "c", "4p", "e", strings.Repeat("B", 64) + "s"} {
		if _, plain := compile(t, format).Plain(); plain {
			t.Errorf("%q has a shorter way", format)
		}
	}
	if f := compile(t, "2s2s"); f.GetPlain([]byte("abcd"), nil, make([][]byte, 1)) || f.GetPlain([]byte("abc"), nil, make([][]byte, 2)) {
		t.Error("there is no room, or not enough data")
	}
}
