package pack_test

import (
	"slices"
	"testing"

	"sockrun/luaapi/wire/pack"
)

// FuzzRoundTrip unpacks data with any format and packs the values again: what
// is unpacked from that is the same. No input panics.
func FuzzRoundTrip(f *testing.F) {
	for _, format := range []string{"", ">IHBx16s", "<qQd", "!HHI", "@bq0i", "5p3c?", "<efd", "nNP", "0s0p0i", " 2 h", "99999999999999999999s"} {
		f.Add(format, []byte("\xff\x7f\x80\x00\x01\xfe0123456789abcdefghijklmnop"))
	}
	f.Fuzz(func(t *testing.T, text string, data []byte) {
		format, err := pack.Compile(text)
		if err != nil || format.Size() > 1<<16 {
			return
		}
		data = append(data, make([]byte, format.Size())...)[:format.Size()]
		first := unpack(t, format, data)
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
