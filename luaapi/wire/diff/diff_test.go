package diff_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"sockrun/luaapi/wire/diff"
)

// golden compares lines with a text that begins with a line feed and is
// indented by tabs.
func golden(t *testing.T, got []string, want string) {
	t.Helper()
	want = strings.ReplaceAll(strings.Trim(want, "\n\t"), "\n\t\t\t", "\n")
	if text := strings.Join(got, "\n"); text != want {
		t.Errorf("got:\n%s\nwant:\n%s", text, want)
	}
}

// pattern is n bytes in which every row differs from its neighbours.
func pattern(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i * 7 / 4 & 0x1f)
	}
	return b
}

// changed is b with the bytes at some offsets inverted.
func changed(b []byte, offsets ...int) []byte {
	b = append([]byte(nil), b...)
	for _, at := range offsets {
		b[at] ^= 0xff
	}
	return b
}

func TestBytes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name               string
		expected, received []byte
		want               string
	}{
		{"equal", []byte("abc"), []byte("abc"), ""},
		{"both empty", nil, []byte{}, ""},
		{"one row, two runs",
			[]byte("\xca\xfe\x01\x02\x00\x07\x00\x00\x00\x00\xe5\x4d"), []byte("\xca\xfe\x01\x02\x07\x00\x00\x00\x00\x00\x83\xf1"), `
			          offset  0  1  2  3  4  5  6  7  8  9 10 11
			expected    0000 ca fe 01 02 00 07 00 00 00 00 e5 4d
			received    0000 ca fe 01 02 07 00 00 00 00 00 83 f1
			                             ^^^^^             ^^^^^`},
		{"received is shorter, printable", []byte("hello\x00world"), []byte("hello\x00w"), `
			expected 11 bytes, received 7: the first 7 are equal
			          offset  0  1  2  3  4  5  6  7  8  9 10
			expected    0000 68 65 6c 6c 6f 00 77 6f 72 6c 64  |hello.world|
			received    0000 68 65 6c 6c 6f 00 77              |hello.w|
			                                      ^^^^^^^^^^^`},
		{"received is longer and differs", []byte("\x00\x01\x02"), []byte("\x00\x02\x02\x03"), `
			expected 3 bytes, received 4: the first difference is at offset 1
			          offset  0  1  2  3
			expected    0000 00 01 02
			received    0000 00 02 02 03
			                    ^^    ^^`},
		{"the first byte only", []byte("\x00"), []byte("\x00\x02"), `
			expected 1 byte, received 2: the first is equal
			          offset  0  1
			expected    0000 00
			received    0000 00 02
			                    ^^`},
		{"nothing received", []byte("abc"), nil, `
			expected 3 bytes, received none
			          offset  0  1  2
			expected    0000 61 62 63  |abc|
			received    0000
			                 ^^^^^^^^`},
		{"nothing expected", nil, []byte("\xff"), `
			expected no bytes, received 1
			          offset  0
			expected    0000
			received    0000 ff
			                 ^^`},
		{"whole rows are missing", pattern(40), pattern(16), `
			expected 40 bytes, received 16: the first 16 are equal
			          offset  0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15
			both        0000 00 01 03 05 07 08 0a 0c 0e 0f 11 13 15 16 18 1a
			expected    0010 1c 1d 1f 01 03 04 06 08 0a 0b 0d 0f 11 12 14 16
			expected    0020 18 19 1b 1d 1f 00 02 04`},
		{"equal rows at the end", pattern(70), changed(pattern(70), 33), `
			70 bytes each: the first difference is at offset 33
			          offset  0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15
			both        0000 00 01 03 05 07 08 0a 0c 0e 0f 11 13 15 16 18 1a
			both        0010 1c 1d 1f 01 03 04 06 08 0a 0b 0d 0f 11 12 14 16
			expected    0020 18 19 1b 1d 1f 00 02 04 06 07 09 0b 0d 0e 10 12
			received    0020 18 e6 1b 1d 1f 00 02 04 06 07 09 0b 0d 0e 10 12
			                    ^^
			… 22 equal bytes`},
		{"whole rows are received too many", pattern(16), pattern(18), `
			expected 16 bytes, received 18: the first 16 are equal
			          offset  0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15
			both        0000 00 01 03 05 07 08 0a 0c 0e 0f 11 13 15 16 18 1a
			received    0010 1c 1d`},
		{"cut around the differences", pattern(2500), append(changed(pattern(2500), 1100, 1101, 1150), 1, 2), `
			expected 2,500 bytes, received 2,502: the first difference is at offset 1,100
			          offset  0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15
			… 1,072 equal bytes before
			both        0430 14 15 17 19 1b 1c 1e 00 02 03 05 07 09 0a 0c 0e
			expected    0440 10 11 13 15 17 18 1a 1c 1e 1f 01 03 05 06 08 0a
			received    0440 10 11 13 15 17 18 1a 1c 1e 1f 01 03 fa f9 08 0a
			                                                     ^^^^^
			… 32 equal bytes
			expected    0470 04 05 07 09 0b 0c 0e 10 12 13 15 17 19 1a 1c 1e
			received    0470 04 05 07 09 0b 0c 0e 10 12 13 15 17 19 1a e3 1e
			                                                           ^^
			… 1,344 equal bytes
			expected    09c0 10 11 13 15
			received    09c0 10 11 13 15 01 02
			                             ^^^^^`},
		{"twelve in a row beside characters", []byte(strings.Repeat("hello wörld\n", 6)), []byte(strings.Repeat("hello wörld\n", 5) + "Hello\n"), `
			expected 78 bytes, received 71: the first difference is at offset 65
			          offset  0  1  2  3  4  5  6  7  8  9 10 11
			… 48 equal bytes before
			both        0030 72 6c 64 0a 68 65 6c 6c 6f 20 77 c3  |rld.hello w.|
			expected    003c b6 72 6c 64 0a 68 65 6c 6c 6f 20 77  |.rld.hello w|
			received    003c b6 72 6c 64 0a 48 65 6c 6c 6f 0a     |.rld.Hello.|
			                                ^^             ^^^^^
			expected    0048 c3 b6 72 6c 64 0a                    |..rld.|`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			golden(t, diff.Bytes(test.expected, test.received), test.want)
		})
	}
}

// TestBytesOfManyDifferences checks that a report stays short.
func TestBytesOfManyDifferences(t *testing.T) {
	t.Parallel()
	got := diff.Bytes(make([]byte, 500), changed(make([]byte, 500), 0, 20, 40, 60, 80, 100, 120, 400))
	if len(got) > 20 || got[len(got)-1] != "… 404 more bytes" {
		t.Errorf("%d lines, the last %q", len(got), got[len(got)-1])
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, expected, received, want string
	}{
		{"equal", "a", "a", ""},
		{"one line", "hello world", "hellO world", `
			expected  "hello world"
			received  "hellO world"
			               ^`},
		{"a line end more", "hi\t\"you\"", "hi\t\"you\"\n", `
			expected  "hi\t\"you\""
			received  "hi\t\"you\"\n"
			                      ^`},
		{"empty", "", "x", `
			expected  ""
			received  "x"
			           ^`},
		{"wide characters", "日本語 ok", "日本語 no", `
			expected  "日本語 ok"
			received  "日本語 no"
			                  ^`},
		{"characters that look alike", "naïve é", "naïve e\u0301", `
			expected  "naïve é"
			received  "naïve e` + "\u0301" + `"
			                 ^ expected U+00E9, received U+0065`},
		{"bytes of one character differ", "é", "è", `
			expected  "é"
			received  "è"
			           ^ expected U+00E9, received U+00E8`},
		{"long", strings.Repeat("abcdef ", 200) + "X" + strings.Repeat("tail ", 50), strings.Repeat("abcdef ", 200) + "Y", `
			expected  …"cdef abcdef abcdef abcdef abcdef abcdef Xtail tail tail tail tail tail tail tail tail tail tail tail"… (1,651 bytes)
			received  …"cdef abcdef abcdef abcdef abcdef abcdef Y" (1,401 bytes)
			                                                    ^ after 1,400 equal bytes`},
		{"lines", "GET / HTTP/1.1\r\nHost: \"x\"\r\n\r\n", "GET / HTTP/1.1\r\nHost: \"y\" \n\r", `
			--- expected
			+++ received
			@@ -1,3 +1,3 @@
			 GET / HTTP/1.1\r
			-Host: "x"\r
			-\r
			+Host: "y"\x20
			+\r
			\ no newline at the end`},
		{"many lines", strings.Repeat("a\n", 40), strings.Repeat("b\n", 40), `
			--- expected
			+++ received
			@@ -1,40 +1,40 @@
			-a
			-a
			-a
			-a
			-a
			-… 35 more lines
			+b
			+b
			+b
			+b
			+b
			+… 35 more lines`},
		{"lines too long to be compared as such", "x\n" + strings.Repeat("a", 110) + "b", "x\n" + strings.Repeat("a", 110) + "c", `
			expected  …"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab" (113 bytes)
			received  …"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac" (113 bytes)
			                                                    ^ after 112 equal bytes`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			golden(t, diff.Text(test.expected, test.received), test.want)
		})
	}
}

// TestTextOfManyDifferences checks that a report stays short.
func TestTextOfManyDifferences(t *testing.T) {
	t.Parallel()
	var expected, received strings.Builder
	for i := range 40 {
		fmt.Fprintf(&expected, "row %d\nvalue %d\n", i, i)
		fmt.Fprintf(&received, "row %d\nvalue %d\n", i, i+100)
	}
	got := diff.Text(expected.String(), received.String())
	if len(got) != 20 || !strings.HasSuffix(got[19], " more lines") {
		t.Errorf("%d lines, the last %q", len(got), got[len(got)-1])
	}
}

func TestValues(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, expected, received, want string
	}{
		{"short", "7", "1792", `
			expected  7
			received  1792`},
		{"look the same", "1", "1", `
			expected  1
			received  1`},
		{"long", "{name = \"bob\", list = {1, 2, 3}}", "{name = \"bob\", list = {1, 2, 4}}", `
			expected  {name = "bob", list = {1, 2, 3}}
			received  {name = "bob", list = {1, 2, 4}}
			                                       ^`},
		{"several lines", "{\n  a = 1,\n  b = 2,\n}", "{\n  a = 1,\n  b = 3,\n}\n", `
			--- expected
			+++ received
			@@ -1,4 +1,4 @@
			 {
			   a = 1,
			-  b = 2,
			+  b = 3,
			 }`},
		{"too long to be shown", "{" + strings.Repeat("1, ", 50) + "1}", "{" + strings.Repeat("1, ", 50) + "2}", `
			expected  … 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1} (153 bytes)
			received  … 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2} (153 bytes)
			                                                   ^ after 151 equal bytes`},
		{"several lines that look the same", "{\n  1,\n}", "{\n  1,\n}\n", `
			expected  { 1, }
			received  { 1, }`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			golden(t, diff.Values(test.expected, test.received), test.want)
		})
	}
}

func TestStrings(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, expected, received, first string
	}{
		{"equal", "\x00", "\x00", ""},
		{"text", "grüß dich\t\r\n", "gruß", `expected  "grüß dich\t\r\n"`},
		{"replacement character is text", "\ufffd", "x", "expected  \"\ufffd\""},
		{"malformed UTF-8", "caf\xe9", "café", "expected 4 bytes, received 5: the first difference is at offset 3"},
		{"control character", "a", "\x01", "          offset  0"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			first := ""
			if got := diff.Strings(test.expected, test.received); len(got) > 0 {
				first = got[0]
			}
			if first != test.first {
				t.Errorf("first line %q, want %q", first, test.first)
			}
		})
	}
}

func TestQuote(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, want string }{
		{"", `""`},
		{"say \"hi\" \\", `"say \"hi\" \\"`},
		{"\r\n\t\x00\x7f", `"\r\n\t\x00\x7f"`},
		{"é日\u200b\u00a0", `"é日\xe2\x80\x8b\xc2\xa0"`},
		{"\ufffd\xff\xc3", "\"\ufffd" + `\xff\xc3"`},
		{strings.Repeat("x", 100), `"` + strings.Repeat("x", 100) + `"`},
		{strings.Repeat("x", 2048), `"` + strings.Repeat("x", 100) + `"… (2,048 bytes)`},
		{strings.Repeat("\u0301", 2048), `"` + strings.Repeat("\u0301", 100) + `"… (4,096 bytes)`},
		{strings.Repeat("\x00", 26), `"` + strings.Repeat(`\x00`, 25) + `"… (26 bytes)`},
	}
	for _, test := range tests {
		if got := diff.Quote(test.in); got != test.want {
			t.Errorf("Quote(%q) = %s, want %s", test.in, got, test.want)
		}
	}
}

func TestPreview(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in   string
		max  int
		want string
	}{
		{"", 20, `""`},
		{"ping\n", 20, `"ping\n"`},
		{"exactly", 9, `"exactly"`},
		{"exactly!", 9, `"exactl"…`},
		{"\x00\x00\x00\x05hello", 16, "00 00 00 05 68 …"},
		{"\x00\x00\x00\x05hello", 26, "00 00 00 05 68 65 6c 6c 6f"},
		{"\x00\x00\x00\x05hello", 25, "00 00 00 05 68 65 6c 6c …"},
		{"\x00\x10" + strings.Repeat("ping ", 4), 40, `"\x00\x10ping ping ping ping "`},
		{"日本語テスト", 10, `"日本語"…`},
		{"\xff\xfe", 0, "ff fe"},
		{"\xff\xfe\xfd\xfc", 0, "ff fe …"},
	}
	for _, test := range tests {
		if got := diff.Preview([]byte(test.in), test.max); got != test.want {
			t.Errorf("Preview(%q, %d) = %s, want %s", test.in, test.max, got, test.want)
		}
	}
}

// FuzzStrings checks that every pair can be shown: shortly, without control
// characters, and nothing only when the pair is equal.
func FuzzStrings(f *testing.F) {
	f.Add("hello", "hello\n")
	f.Add("a\nb\n", "a\nc")
	f.Add("\x00\x01", "")
	f.Add("\\\"\n\\x20", "\\\"\n ")
	f.Fuzz(func(t *testing.T, expected, received string) {
		lines := diff.Strings(expected, received)
		if (len(lines) == 0) != (expected == received) {
			t.Fatalf("%d lines for %q and %q", len(lines), expected, received)
		}
		lines = append(lines, diff.Quote(expected), diff.Preview([]byte(received), 30))
		if len(lines) > 22 {
			t.Fatalf("%d lines for %q and %q", len(lines), expected, received)
		}
		for _, line := range lines {
			if !utf8.ValidString(line) || strings.ContainsAny(line, "\n\r\t\x00\x1b") {
				t.Fatalf("%q for %q and %q", line, expected, received)
			}
		}
		diff.Values(expected, received)
	})
}
