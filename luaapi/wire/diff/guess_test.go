package diff_test

import (
	"strings"
	"testing"

	"sockrun/luaapi/wire/diff"
	"sockrun/luaapi/wire/integer"
)

func TestGuess(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, expected, received, want string }{
		{"equal", "abcdef", "abcdef", ""},
		{"nothing came", "abcdef", "", ""},
		{"another byte", "abcdef", "abcxef", ""},
		{"inserted", "\x01\x02\x03\x04\x05\x06", "\x01\x00\x00\x02\x03\x04\x05\x06", "2 bytes too many at offset 1: 00 00"},
		{"inserted, and cut to the length", "\x01\x02\x03\x04\x05\x06", "\x01\x00\x02\x03\x04\x05", "1 byte too many at offset 1: 00"},
		{"inserted at the start", "hello", "\x00\x05hello", "2 bytes too many at offset 0: 00 05"},
		{"missing", "\x01\x02\x03\x04\x05\x06", "\x01\x03\x04\x05\x06", "1 byte missing at offset 1: 02"},
		{"missing at the start", "\x00\x05hello", "hello", "2 bytes missing at offset 0: 00 05"},
		{"added at the end", "hello", "hello!", ""},
		{"cut off at the end", "hello!", "hello", ""},
		{"too little in common", "\x01\x02", "\x00\x01\x02", ""},
		{"a few bytes behind others", "abc", "\x00abc", "1 byte too many at offset 0: 00"},
		{"a few bytes without those before", "\x00\x03abc", "abc", "2 bytes missing at offset 0: 00 03"},
		{"a few of one byte", "aaa", "aaaa", ""},
		{"a run of one byte", "\x01\x00\x00\x00\x00\x00", "\x00\x00\x00\x00\x00\x00", ""},
		{"another byte in what repeats itself", "abcdabcdabcdabcd", "abcdabXdabcdabcd", ""},
		{"line ends", "a\r\nb\r\n", "a\nb\n", `lines end with \n, not with \r\n`},
		{"line ends the other way", "a\n", "a\r\n", `lines end with \r\n, not with \n`},
		{"case", "Content-Length", "content-length", "only upper and lower case differ"},
		{"latin-1", "größe", "gr\xf6\xdfe", "the text in latin-1, not in UTF-8"},
		{"gbk", "你好", "\xc4\xe3\xba\xc3", "the text in gb18030, not in UTF-8"},
		{"utf-16", "ok", "o\x00k\x00", "the text in utf-16-le, not in UTF-8"},
		{"UTF-8 in place of latin-1", "gr\xf6\xdfe", "größe", "the text in UTF-8, not in latin-1"},
		{"twice", "größe", "grÃ¶Ã\u009fe", "UTF-8 that was taken for latin-1 and encoded once more"},
		{"no text", "\x01\x02", "\x01\x00\x02\x00", ""},
		{"white space", "ok", " ok\n", "only the white space around the text differs"},
		{"a line cut at \\n", "ok", "ok\r", `lines end with \r\n, not with \n`},
		{"as many bytes of \\r\\n", "ok\n", "ok\r", `lines end with \r\n, not with \n`},
		{"as many bytes of \\n", "ok\r\n", "ok\n2", `lines end with \n, not with \r\n`},
	} {
		if got := diff.Guess([]byte(c.expected), []byte(c.received)); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestWidth(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		expected, received int64
		bits               int
		want               string
	}{
		{200, -56, 16, "200 as a signed number of 8 bits"},
		{200, 0xffffffc8, 32, "200 as a signed number of 8 bits"},
		{60000, -5536, 64, "60000 as a signed number of 16 bits"},
		{-56, 200, 16, "-56 as an unsigned number of 8 bits"},
		{-1, 65535, 32, "-1 as an unsigned number of 16 bits"},
		{300, 44, 16, "the low 8 bits of 300"},
		{65536 + 7, 7, 32, "the low 16 bits of 65543"},
		{256, 0, 16, ""}, // which may be anything
		{7, 8, 16, ""},
		{7, 7, 16, ""},
		{200, -56, 8, ""},
	} {
		if got := diff.Width(integer.FromInt64(c.expected), integer.FromInt64(c.received), c.bits); got != c.want {
			t.Errorf("%d and %d in %d bits: got %q, want %q", c.expected, c.received, c.bits, got, c.want)
		}
	}
}

func TestCounted(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		expected, received int64
		size               int
		want               string
	}{
		{5, 13, 8, "5 and the 8 bytes of the header"},
		{13, 5, 8, "13 without the 8 bytes of the header"},
		{5, 6, 1, ""}, // off by one may be anything
		{5, 7, 8, ""},
	} {
		if got := diff.Counted(integer.FromInt64(c.expected), integer.FromInt64(c.received), c.size, "header"); got != c.want {
			t.Errorf("%d and %d: got %q, want %q", c.expected, c.received, got, c.want)
		}
	}
}

func TestPreviews(t *testing.T) {
	t.Parallel()
	same := strings.Repeat("abcdefgh", 20)
	for _, c := range []struct{ a, b, wantA, wantB string }{
		{"short", "shirt", `"short"`, `"shirt"`},
		{same + "X", same + "Y", `…"abcdefghX"`, `…"abcdefghY"`},
		{"X" + same, "Y" + same, `"Xabcdefghabcdefghabcdefghabcd"…`, `"Yabcdefghabcdefghabcdefghabcd"…`},
		{same, same + "Z", `…"abcdefgh"`, `…"abcdefghZ"`},
		{strings.Repeat("é", 40) + "1", strings.Repeat("é", 40) + "2", `…"éééé1"`, `…"éééé2"`},
	} {
		if a, b := diff.Previews([]byte(c.a), []byte(c.b), 32); a != c.wantA || b != c.wantB {
			t.Errorf("got %s and %s, want %s and %s", a, b, c.wantA, c.wantB)
		}
	}
}

func TestExcerpts(t *testing.T) {
	t.Parallel()
	same := strings.Repeat("abcdefgh", 20)
	for _, c := range []struct{ a, b, wantA, wantB string }{
		{"7", "8", "7", "8"},
		{same + "X", same + "Y", "…ghabcdefghX", "…ghabcdefghY"},
		{"X" + same, "Y" + same, "Xabcdefghabcdefghabcdefghabcdefg…", "Yabcdefghabcdefghabcdefghabcdefg…"},
	} {
		if a, b := diff.Excerpts(c.a, c.b, 32); a != c.wantA || b != c.wantB {
			t.Errorf("got %s and %s, want %s and %s", a, b, c.wantA, c.wantB)
		}
	}
}

func TestTableIsBounded(t *testing.T) {
	t.Parallel()
	lines := diff.Table(make([]diff.Field, 50))
	if len(lines) != 21 || lines[20] != "… 30 more" {
		t.Errorf("%d lines, the last %q", len(lines), lines[len(lines)-1])
	}
}
