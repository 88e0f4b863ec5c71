package header_test

import "testing"

func TestAnnounced(t *testing.T) {
	t.Parallel()
	named := compiled(field("id", "u8"), field("n", "u16", "length_of", "body"), field("body", "bytes"), field("end", "u8"))
	whole := compiled(field("n", "u16", "order", "little", "length_of", "message"), field("body", "bytes"))
	prefix := compiled(field("id", "u8"), field("body", "bytes", "length", "u16"))
	checked := compiled(field("id", "u8"), field("body", "bytes", "length", "u8"), field("crc", "u32", "crc32_of", "message"))
	for i, c := range []struct {
		h    interface{ Announced([]byte) string }
		data string
		want string
	}{
		{named, "\x01\x02\x00ab!", "the length that was read from n is 512; in little-endian order the length is 2"},
		{named, "\x01\x02\x00ab", "the length that was read from n is 512"}, // end has not come by the other order, either
		{named, "\x01\x00\x05ab", "the length that was read from n is 5"},
		{named, "\x01\x00\x02ab", "end lacks 1 byte; the length that was read from n is 2"},
		{named, "\x01\x00\x02ab!", ""},
		{named, "\x01\x00", ""},
		{whole, "\x00\x04ab", "the length that was read from n is 1024; in big-endian order the length is 4"},
		{prefix, "\x01\x02\x00ab", "the length that was read before body is 512; in little-endian order the length is 2"},
		{checked, "\x01\x03abcd\x00", "crc lacks 2 bytes; the length that was read before body is 3"},
		{checked, "\x01", ""},
		{prefix, "\x01\x00\x03ab", "the length that was read before body is 3"},
	} {
		if got := c.h.Announced([]byte(c.data)); got != c.want {
			t.Errorf("%d, of %q:\ngot  %s\nwant %s", i, c.data, got, c.want)
		}
	}
}
