package charset_test

import (
	"testing"
	"unicode/utf8"

	"sockrun/luaapi/wire/charset"
)

// FuzzDecode checks that whatever comes, text is well-formed, that pieces give
// what the whole gives, and that what an encoding has goes back and forth.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{"Hello", "\xd6\xd0\xff", "\x84\x31\xa4\x37", "\xff\xfea\x00\x00\xd8", "\x1b$B0!\x1b(B", "\xef\xbb\xbf\xed\xa0\x80"} {
		f.Add(seed, uint8(3), uint8(1))
	}
	names := charset.Names()
	f.Fuzz(func(t *testing.T, data string, which, cut uint8) {
		e, err := charset.Find(names[int(which)%len(names)])
		if err != nil {
			t.Fatal(err)
		}
		whole, err := e.Decode([]byte(data), charset.Replace)
		if err != nil || !utf8.ValidString(whole) {
			t.Fatalf("%s: %q %v", e.Name(), whole, err)
		}
		d, at := e.NewDecoder(charset.Replace), int(cut)%(len(data)+1)
		first, _ := d.Decode([]byte(data[:at]), false)
		second, _ := d.Decode([]byte(data[at:]), true)
		if first+second != whole {
			t.Fatalf("%s %x: %q and %q, in one piece %q", e.Name(), data, first, second, whole)
		}
		if encoded, err := e.Encode(whole, charset.Strict); err == nil {
			if again, err := e.Decode(encoded, charset.Strict); err != nil || again != whole && e.Name() != "utf-16" && e.Name() != "utf-32" {
				t.Fatalf("%s: %q became %x, %q (%v)", e.Name(), whole, encoded, again, err)
			}
		}
	})
}
