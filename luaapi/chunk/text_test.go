package chunk_test

import (
	"testing"

	"sockrun/luaapi/chunk"
)

// TestEscapes compares with the Lua 5.4 manual, section 3.1.
func TestEscapes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ source, want string }{
		{`"\a\b\f\n\r\t\v\\\"\'"`, "\a\b\f\n\r\t\v\\\"'"},
		{`'"\''`, `"'`},
		{`"\x00\xff\xAbx\x41"`, "\x00\xff\xabxA"},
		{`"\0\00\0001\65\0659\255"`, "\x00\x00\x001A\x41" + "9\xff"},
		{"\"a\\\nb\\\r\nc\\\rd\"", "a\nb\nc\nd"},
		{"\"a\\z \t\r\n\v\f b\\z\"", "ab"},
		{`"\z"`, ""},
		{`"\u{41}\u{0}\u{7F}\u{80}\u{7ff}\u{800}"`, "A\x00\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80"},
		{`"\u{FFFF}\u{10000}\u{10FFFF}\u{d800}"`, "\xef\xbf\xbf\xf0\x90\x80\x80\xf4\x8f\xbf\xbf\xed\xa0\x80"},
		{`"\u{200000}\u{3ffffff}\u{4000000}\u{7fffffff}"`, "\xf8\x88\x80\x80\x80\xfb\xbf\xbf\xbf\xbf\xfc\x84\x80\x80\x80\x80\xfd\xbf\xbf\xbf\xbf\xbf"},
		{`"\u{000000000000041}"`, "A"},
		{`"ä€\\x41"`, `ä€\x41`},
		{"\"\xff\x00\x7f\"", "\xff\x00\x7f"},
		{`[[\x41\z]]`, `\x41\z`},
		{"[==[\r\n]]\n\r]=]]==]", "]]\n]=]"},
		{"[[\n\nx]]", "\nx"},
		{"#[[]]", "0"},
		{`({["end"] = "\x41"})["end"]`, "A"},
		{"--[[ \\q ]] '' -- \\x", ""},
	} {
		if got := run(t, c.source, chunk.Options{Expression: true}); got[0] != c.want {
			t.Errorf("%s: %q, want %q", c.source, got[0], c.want)
		}
	}
}

func TestTextErrors(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		`x = "\q"`:                  "f:1:6: invalid escape sequence `\\q`",
		`x = "ä\é"`:                 "f:1:7: invalid escape sequence `\\é`",
		`x = "\x4g"`:                "f:1:6: `\\x` needs two hexadecimal digits",
		`x = "\x"`:                  "f:1:6: `\\x` needs two hexadecimal digits",
		`x = "\300"`:                "f:1:6: `\\300` is no byte: at most `\\255`",
		`x = "\u41"`:                "f:1:6: `\\u` is written `\\u{XXX}` with hexadecimal digits",
		`x = "\u{}"`:                "f:1:6: `\\u` is written `\\u{XXX}` with hexadecimal digits",
		`x = "\u{41"`:               "f:1:6: `}` expected at the end of `\\u{XXX}`",
		`x = "\u{80000000}"`:        "f:1:6: the code of `\\u{XXX}` is 80000000 or more",
		"x = 'a\\z\n  b\\q'":        "f:2:4: invalid escape sequence `\\q`",
		`x = "abc`:                  "f:1:5: unfinished string: `\"` expected on the same line",
		"x = 'abc\n'":               "f:1:5: unfinished string: `'` expected on the same line",
		`x = "\`:                    "f:1:6: unfinished string",
		"x =\n [==[ ]]":             "f:2:2: unfinished string: `]==]` expected",
		"--[[ \n\n":                 "f:1:1: unfinished comment: `]]` expected",
		"x = 'a\\z\n b' 5":          "f:2:5: unexpected number 5",
		"x = '\\x41' .. )":          "f:1:15: unexpected `)`: there is nothing to close",
		"x = 3x":                    "f:1:5: malformed number `3x`",
		"x = 1..2":                  "f:1:5: malformed number `1..2`",
		"x = 1e":                    "f:1:5: malformed number `1e`",
		"x = 0x":                    "f:1:5: malformed number `0x`",
		"x = 1_000":                 "f:1:5: malformed number `1_000`",
		"x = 0xffffffffffffffff":    "f:1:5: 0xffffffffffffffff does not fit a number exactly; write int64(\"0xffffffffffffffff\")",
		"x = 9007199254740993":      "f:1:5: 9007199254740993 does not fit a number exactly; write int64(\"9007199254740993\")",
		"x = 100000000000000000001": "f:1:5: 100000000000000000001 does not fit a number exactly",
	} {
		if err := compileError(t, source, chunk.Options{Name: "f"}); err.Error() != want {
			t.Errorf("%q\ngot  %v\nwant %s", source, err, want)
		}
	}
}
