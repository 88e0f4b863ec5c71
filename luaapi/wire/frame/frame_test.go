package frame_test

import (
	"bytes"
	"errors"
	"math"
	"strings"
	"testing"

	"sockrun/luaapi/wire/frame"
)

func mustLength(t testing.TB, format string, o frame.LengthOptions) frame.Codec {
	t.Helper()
	c, err := frame.Length(format, o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func mustDelimiter(t testing.TB, delimiter string, max int) frame.Codec {
	t.Helper()
	c, err := frame.Delimiter([]byte(delimiter), frame.Options{Max: max})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func mustFixed(t testing.TB, n int) frame.Codec {
	t.Helper()
	c, err := frame.Fixed(n)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func mustVarint(t testing.TB, max int) frame.Codec {
	t.Helper()
	c, err := frame.Varint(frame.Options{Max: max})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func mustNetstring(t testing.TB, max int) frame.Codec {
	t.Helper()
	c, err := frame.Netstring(frame.Options{Max: max})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestFrames(t *testing.T) {
	t.Parallel()
	tests := []struct {
		codec   frame.Codec
		name    string
		message string
		frame   string
	}{
		{mustLength(t, ">I", frame.LengthOptions{}), `length(">I")`, "hi", "\x00\x00\x00\x02hi"},
		{mustLength(t, "!H", frame.LengthOptions{}), `length("!H")`, "", "\x00\x00"},
		{mustLength(t, "<H", frame.LengthOptions{Max: 9}), `length("<H", {max = 9})`, "hi", "\x02\x00hi"},
		{mustLength(t, "b", frame.LengthOptions{}), `length("b")`, strings.Repeat("x", 127), "\x7f" + strings.Repeat("x", 127)},
		{mustLength(t, "B", frame.LengthOptions{}), `length("B")`, strings.Repeat("x", 255), "\xff" + strings.Repeat("x", 255)},
		{mustLength(t, "<l", frame.LengthOptions{}), `length("<l")`, "hi", "\x02\x00\x00\x00hi"},
		{mustLength(t, ">Q", frame.LengthOptions{}), `length(">Q")`, "hi", "\x00\x00\x00\x00\x00\x00\x00\x02hi"},
		{mustLength(t, ">q", frame.LengthOptions{}), `length(">q")`, "hi", "\x00\x00\x00\x00\x00\x00\x00\x02hi"},
		{mustLength(t, "> x 1H 2x", frame.LengthOptions{}), `length("> x 1H 2x")`, "hi", "\x00\x00\x02\x00\x00hi"},
		{mustLength(t, "<H2x", frame.LengthOptions{Max: 9, IncludesHeader: true}),
			`length("<H2x", {max = 9, includes_header = true})`, "hi", "\x06\x00\x00\x00hi"},
		{mustLength(t, "B", frame.LengthOptions{IncludesHeader: true}), `length("B", {includes_header = true})`, "", "\x01"},
		{mustDelimiter(t, "\r\n", 0), `delimiter("\r\n")`, "hi\r", "hi\r\r\n"},
		{mustDelimiter(t, "\xff\x00", 4), `delimiter("\xff\x00", {max = 4})`, "four", "four\xff\x00"},
		{mustFixed(t, 4), "fixed(4)", "four", "four"},
		{mustVarint(t, 0), "varint()", "", "\x00"},
		{mustVarint(t, 0), "varint()", "hi", "\x02hi"},
		{mustVarint(t, 300), "varint({max = 300})", strings.Repeat("x", 300), "\xac\x02" + strings.Repeat("x", 300)},
		{mustNetstring(t, 0), "netstring()", "", "0:,"},
		{mustNetstring(t, 12), "netstring({max = 12})", "hello world!", "12:hello world!,"},
		{mustNetstring(t, 0), "netstring()", "a,:1", "4:a,:1,"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := test.codec.Name(); got != test.name {
				t.Errorf("Name() = %s, want %s", got, test.name)
			}
			got, err := test.codec.Encode([]byte("before"), frame.Message{Bytes: []byte(test.message)})
			if err != nil || string(got) != "before"+test.frame {
				t.Errorf("Encode = %q, %v, want %q", got, err, "before"+test.frame)
			}
			checkEverySplit(t, test.codec, test.frame, test.message)
		})
	}
}

// checkEverySplit lets the bytes of one frame arrive in two parts, split at
// each place, with the next frame behind them.
func checkEverySplit(t *testing.T, c frame.Codec, framed, message string) {
	t.Helper()
	data := []byte(framed + framed)
	for split := range len(framed) {
		_, n, err := c.Decode(data[:split:split], 0)
		if err != nil || n > 0 || -n > len(framed) {
			t.Fatalf("Decode of %d of %d bytes: n = %d, error %v", split, len(framed), n, err)
		}
		m, n, err := c.Decode(data, split)
		if err != nil || n != len(framed) || string(m.Bytes) != message || m.Value != nil {
			t.Fatalf("Decode after %d bytes = %q, %d, %v, want %q, %d", split, m.Bytes, n, err, message, len(framed))
		}
		_ = append(m.Bytes, "overwritten"...)
		if string(data) != framed+framed {
			t.Fatalf("appending to the message changed the data to %q", data)
		}
	}
}

func TestNativeOrder(t *testing.T) {
	t.Parallel()
	for format, header := range map[string]string{
		"H":   "\x02\x00",
		"@I":  "\x02\x00\x00\x00",
		"=L":  "\x02\x00\x00\x00",
		"L":   "\x02\x00\x00\x00\x00\x00\x00\x00",
		"@l":  "\x02\x00\x00\x00\x00\x00\x00\x00",
		"n":   "\x02\x00\x00\x00\x00\x00\x00\x00",
		"N":   "\x02\x00\x00\x00\x00\x00\x00\x00",
		"xH":  "\x00\x00\x02\x00",
		"=xH": "\x00\x02\x00",
		"Hx":  "\x02\x00\x00",
	} {
		c := mustLength(t, format, frame.LengthOptions{})
		got, err := c.Encode(nil, frame.Message{Bytes: []byte("hi")})
		if err != nil || string(got) != header+"hi" {
			t.Errorf("%q: Encode = %q, %v, want %q", format, got, err, header+"hi")
		}
		if m, n, err := c.Decode(got, 0); err != nil || n != len(got) || string(m.Bytes) != "hi" {
			t.Errorf("%q: Decode = %q, %d, %v", format, m.Bytes, n, err)
		}
	}
}

// TestMissingBytes checks what a reader is told to wait for.
func TestMissingBytes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		codec frame.Codec
		data  string
		n     int
	}{
		{mustLength(t, ">I", frame.LengthOptions{}), "", -4},
		{mustLength(t, ">I", frame.LengthOptions{}), "\x00\x00\x00", -4},
		{mustLength(t, ">I", frame.LengthOptions{}), "\x00\x00\x00\x05h", -9},
		{mustLength(t, ">I", frame.LengthOptions{IncludesHeader: true}), "\x00\x00\x00\x05", -5},
		{mustLength(t, ">I", frame.LengthOptions{}), "\x01\x00\x00\x00", -(4 + frame.DefaultMax)},
		{mustDelimiter(t, "\n", 0), "hello", 0},
		{mustFixed(t, 3), "ab", -3},
		{mustVarint(t, 0), "", -1},
		{mustVarint(t, 0), "\x80", -2},
		{mustVarint(t, 0), "\x80\x01", -130},
		{mustNetstring(t, 0), "", -1},
		{mustNetstring(t, 0), "12", -3},
		{mustNetstring(t, 0), "12:", -16},
	}
	for _, test := range tests {
		if m, n, err := test.codec.Decode([]byte(test.data), 0); n != test.n || err != nil || m.Bytes != nil {
			t.Errorf("%s: Decode(%q) = %q, %d, %v, want n = %d", test.codec.Name(), test.data, m.Bytes, n, err, test.n)
		}
	}
}

// What is said of the length while more is to come: the other byte order where
// all would be there by it.
func TestAnnounced(t *testing.T) {
	t.Parallel()
	big := mustLength(t, ">I", frame.LengthOptions{})
	tests := []struct {
		codec frame.Codec
		data  string
		want  string
	}{
		{big, "\x01\x00\x00\x00a", "the length that was read is 16777216; in little-endian order the length is 1"},
		{big, "\x00\x03\x00\x00ab", "the length that was read is 196608"},
		{big, "\x00\x00\x00\x09ab", "the length that was read is 9"},
		{big, "\x00\x00\x00", ""},
		{big, "\x40\x00\x00\x00", ""}, // which is an error
		{mustLength(t, "<H", frame.LengthOptions{IncludesHeader: true}), "\x00\x03a", "the length that was read is 768; in big-endian order the length is 3"},
		{mustLength(t, "B", frame.LengthOptions{}), "\x03ab", "the length that was read is 3"},
		{big, "", ""},
		{mustVarint(t, 0), "\x03ab", "the length that was read is 3"},
		{mustVarint(t, 0), "\x83", ""},
		{mustVarint(t, 2), "\x03ab", ""}, // which is an error
		{mustNetstring(t, 0), "3:ab", "the length that was read is 3"},
		{mustNetstring(t, 0), "3", ""},
		{mustFixed(t, 5), "ab", "each message has 5 bytes"},
		{mustDelimiter(t, "\r\n", 0), "ab\r", `the delimiter "\r\n" has not come`},
		{mustDelimiter(t, "\r\n", 0), "ab\ncd\n", `the delimiter "\r\n" has not come; "\n" alone has, at offset 2`},
		{mustDelimiter(t, ";", 0), "ab\n", `the delimiter ";" has not come`},
		{mustDelimiter(t, ";", 0), "", ""},
	}
	for _, test := range tests {
		if got := frame.Announced(test.codec, []byte(test.data)); got != test.want {
			t.Errorf("%s of %q: %q, want %q", test.codec.Name(), test.data, got, test.want)
		}
	}
}

// How long a frame is of which a part has come.
func TestSize(t *testing.T) {
	t.Parallel()
	tests := []struct {
		codec frame.Codec
		data  string
		want  int
	}{
		{mustLength(t, ">H", frame.LengthOptions{}), "\x00\x05abc", 7},
		{mustLength(t, ">H", frame.LengthOptions{IncludesHeader: true}), "\x00\x05ab", 5},
		{mustLength(t, ">H", frame.LengthOptions{}), "\x00", 0},
		{mustVarint(t, 0), "\x03ab", 4},
		{mustNetstring(t, 0), "3:ab", 6},
		{mustFixed(t, 5), "ab", 5},
		{mustFixed(t, 5), "", 0},
		{mustDelimiter(t, "\n", 0), "ab", 0},
	}
	for _, test := range tests {
		if got := frame.Size(test.codec, []byte(test.data)); got != test.want {
			t.Errorf("%s of %q: %d, want %d", test.codec.Name(), test.data, got, test.want)
		}
	}
}

func TestMalformed(t *testing.T) {
	t.Parallel()
	tests := []struct {
		codec frame.Codec
		data  string
		want  frame.Error
		text  string
	}{
		{mustLength(t, ">I", frame.LengthOptions{}), "\x40\x00\x00\x00",
			frame.Error{Field: "length", Message: "frame of 1073741824 bytes is longer than max 16777216; in little-endian order the length is 64"},
			"frame of 1073741824 bytes is longer than max 16777216; in little-endian order the length is 64 (length at offset 0)"},
		{mustLength(t, "<Q", frame.LengthOptions{}), strings.Repeat("\xff", 8),
			frame.Error{Field: "length", Message: "frame of 18446744073709551615 bytes is longer than max 16777216"}, ""},
		{mustLength(t, ">2xH", frame.LengthOptions{Max: 5}), "\x00\x00\x00\x06abcdef",
			frame.Error{Offset: 2, Field: "length", Message: "frame of 6 bytes is longer than max 5"},
			"frame of 6 bytes is longer than max 5 (length at offset 2)"},
		{mustLength(t, ">H", frame.LengthOptions{Max: 5, IncludesHeader: true}), "\x00\x08",
			frame.Error{Field: "length", Message: "frame of 6 bytes is longer than max 5"}, ""},
		{mustLength(t, ">I", frame.LengthOptions{IncludesHeader: true}), "\x00\x00\x00\x03",
			frame.Error{Field: "length", Message: "length 3 is smaller than the header of 4 bytes that it includes"}, ""},
		{mustLength(t, "b", frame.LengthOptions{}), "\x80", frame.Error{Field: "length", Message: "length -128 is negative"}, ""},
		{mustLength(t, "<i", frame.LengthOptions{IncludesHeader: true}), "\xff\xff\xff\xff",
			frame.Error{Field: "length", Message: "length -1 is negative"}, ""},
		{mustLength(t, ">q", frame.LengthOptions{}), "\x80" + strings.Repeat("\x00", 7),
			frame.Error{Field: "length", Message: "length -9223372036854775808 is negative"}, ""},
		{mustDelimiter(t, "\r\n", 4), "hello\r\n",
			frame.Error{Offset: 4, Message: `frame is longer than max 4: no "\r\n" before offset 6`},
			`frame is longer than max 4: no "\r\n" before offset 6`},
		{mustVarint(t, 5), "\x06", frame.Error{Field: "length", Message: "frame of 6 bytes is longer than max 5"}, ""},
		{mustVarint(t, 0), strings.Repeat("\xff", 10), frame.Error{Field: "length", Message: "the length has more than 64 bits"}, ""},
		{mustVarint(t, 0), strings.Repeat("\x80", 10), frame.Error{Field: "length", Message: "the length has more than 64 bits"}, ""},
		{mustNetstring(t, 5), "12", frame.Error{Field: "length", Message: "frame of 12 bytes or more is longer than max 5"}, ""},
		{mustNetstring(t, 0), "01:a,", frame.Error{Field: "length", Message: "the length has leading zeros"}, ""},
		{mustNetstring(t, 0), ":,", frame.Error{Field: "length", Message: "expected digits and a colon, got ':'"}, ""},
		{mustNetstring(t, 0), "1x", frame.Error{Offset: 1, Field: "length", Message: "expected digits and a colon, got 'x'"}, ""},
		{mustNetstring(t, 0), "1:ab", frame.Error{Offset: 3, Message: "expected ',' after 1 byte, got 'b'"}, ""},
	}
	for _, test := range tests {
		_, n, err := test.codec.Decode([]byte(test.data), 0)
		checkError(t, test.codec.Name(), err, test.want)
		if n > 0 {
			t.Errorf("%s: n = %d beside an error", test.codec.Name(), n)
		}
		if test.text != "" && err != nil && err.Error() != test.text {
			t.Errorf("%s: error reads %q, want %q", test.codec.Name(), err, test.text)
		}
	}
}

func TestRefusedMessages(t *testing.T) {
	t.Parallel()
	const tooLong = "message of 300 bytes "
	tests := []struct {
		codec   frame.Codec
		message frame.Message
		want    frame.Error
	}{
		{mustLength(t, "B", frame.LengthOptions{}), bytesOf(300),
			frame.Error{Field: "length", Message: tooLong + "does not fit a 'B' length"}},
		{mustLength(t, "xb", frame.LengthOptions{}), bytesOf(128),
			frame.Error{Field: "length", Offset: 1, Message: "message of 128 bytes does not fit a 'b' length"}},
		{mustLength(t, "B", frame.LengthOptions{IncludesHeader: true}), bytesOf(255),
			frame.Error{Field: "length", Message: "message of 255 bytes does not fit a 'B' length"}},
		{mustLength(t, ">H", frame.LengthOptions{Max: 299}), bytesOf(300), frame.Error{Message: tooLong + "is longer than max 299"}},
		{mustDelimiter(t, "\n", 299), bytesOf(300), frame.Error{Message: tooLong + "is longer than max 299"}},
		{mustDelimiter(t, "\r\n", 0), frame.Message{Bytes: []byte("a\r\nb")},
			frame.Error{Offset: 1, Message: `the message contains the delimiter "\r\n" at offset 1`}},
		{mustDelimiter(t, "\r\n", 0), frame.Message{Bytes: []byte("a\r\n")},
			frame.Error{Offset: 1, Message: `the message ends with the delimiter "\r\n", which the frame adds itself`}},
		{mustDelimiter(t, "--", 0), frame.Message{Bytes: []byte("a-")},
			frame.Error{Offset: 1, Message: `the end of the message and the delimiter "--" make an earlier delimiter at offset 1`}},
		{mustFixed(t, 16), bytesOf(300), frame.Error{Message: tooLong[:len(tooLong)-1] + ": fixed(16) takes exactly 16"}},
		{mustLength(t, ">I", frame.LengthOptions{}), frame.Message{Value: map[string]any{}}, frame.Error{
			Message: `a table or object cannot be sent through length(">I"): only bytes travel, make them with json.dumps or struct.pack`}},
		{mustDelimiter(t, "\n", 0), frame.Message{Value: 1.5}, frame.Error{
			Message: `a number cannot be sent through delimiter("\n"): only bytes travel, make them with json.dumps or struct.pack`}},
		{mustFixed(t, 1), frame.Message{Value: true}, frame.Error{
			Message: `a boolean cannot be sent through fixed(1): only bytes travel, make them with json.dumps or struct.pack`}},
		{mustVarint(t, 299), bytesOf(300), frame.Error{Message: tooLong + "is longer than max 299"}},
		{mustNetstring(t, 299), bytesOf(300), frame.Error{Message: tooLong + "is longer than max 299"}},
	}
	for _, test := range tests {
		got, err := test.codec.Encode([]byte("before"), test.message)
		checkError(t, test.codec.Name(), err, test.want)
		if string(got) != "before" {
			t.Errorf("%s: a refused message left %q", test.codec.Name(), got)
		}
	}
}

func bytesOf(n int) frame.Message { return frame.Message{Bytes: bytes.Repeat([]byte("x"), n)} }

func checkError(t *testing.T, name string, err error, want frame.Error) {
	t.Helper()
	var got *frame.Error
	if !errors.As(err, &got) {
		t.Errorf("%s: error %v, want %q", name, err, want.Message)
		return
	}
	if *got != want {
		t.Errorf("%s: error\n %+v, want\n %+v", name, *got, want)
	}
	if got.ErrorName() != "FrameError" {
		t.Errorf("ErrorName() = %q", got.ErrorName())
	}
}

func TestRefusedDeclarations(t *testing.T) {
	t.Parallel()
	length := func(format string) error {
		_, err := frame.Length(format, frame.LengthOptions{})
		return err
	}
	delimiter := func(d string, max int) error {
		_, err := frame.Delimiter([]byte(d), frame.Options{Max: max})
		return err
	}
	_, negativeMax := frame.Length("B", frame.LengthOptions{Max: -1})
	_, empty := frame.Fixed(0)
	_, huge := frame.Fixed(math.MaxInt)
	_, varintMax := frame.Varint(frame.Options{Max: -1})
	_, netstringMax := frame.Netstring(frame.Options{Max: math.MaxInt})
	tests := []struct {
		err  error
		want string
	}{
		{length(""), `length format "": no integer in it; write one such as ">I"`},
		{length(">4x"), `length format ">4x": no integer in it; write one such as ">I"`},
		{length(">II"), `length format ">II": must hold exactly one integer`},
		{length(">2I"), `length format ">2I": must hold exactly one integer`},
		{length(">0I"), `length format ">0I": must hold exactly one integer`},
		{length(">f"), `length format ">f": 'f' is no integer code (those are b B h H i I l L q Q n N)`},
		{length(" >I"), `length format " >I": '>' is no integer code (those are b B h H i I l L q Q n N)`},
		{length("<n"), `length format "<n": 'n' exists in native order only`},
		{length("I4"), `length format "I4": repeat count given without format specifier`},
		{length("4"), `length format "4": a number is no format of struct; write one such as ">H" for two bytes or ">I" for four`},
		{length("I99999999999999999999x"), `length format "I99999999999999999999x": more than 65536 pad bytes`},
		{negativeMax, "max must be 1 to 2147483647 bytes, got -1"},
		{delimiter("", 0), "a delimiter must have at least one byte"},
		{delimiter("\n", -5), "max must be 1 to 2147483647 bytes, got -5"},
		{empty, "a fixed frame must have 1 to 2147483647 bytes, got 0"},
		{varintMax, "max must be 1 to 2147483647 bytes, got -1"},
		{netstringMax, "max must be 1 to 2147483647 bytes, got 9223372036854775807"},
		{huge, "a fixed frame must have 1 to 2147483647 bytes, got 9223372036854775807"},
	}
	for _, test := range tests {
		if test.err == nil || test.err.Error() != test.want {
			t.Errorf("got error %v\nwant      %s", test.err, test.want)
		}
	}
}

// TestDelimiterKeepsItsOwn checks that a caller may reuse its slice.
func TestDelimiterKeepsItsOwn(t *testing.T) {
	t.Parallel()
	given := []byte("\n")
	c, err := frame.Delimiter(given, frame.Options{})
	if err != nil {
		t.Fatal(err)
	}
	given[0] = 'x'
	if m, n, err := c.Decode([]byte("axb\n"), 0); string(m.Bytes) != "axb" || n != 4 || err != nil {
		t.Errorf("Decode = %q, %d, %v", m.Bytes, n, err)
	}
}

// TestSeenIsTrusted checks that a search does not start from 0 again, which
// would make a long message that comes byte by byte cost its square.
func TestSeenIsTrusted(t *testing.T) {
	t.Parallel()
	c := mustDelimiter(t, "\r\n", 0)
	if _, n, _ := c.Decode([]byte("a\r\nbcd"), 5); n > 0 {
		t.Errorf("found a delimiter in bytes that were seen: n = %d", n)
	}
	if _, n, _ := c.Decode([]byte("ab\r\n"), 3); n != 4 {
		t.Errorf("missed a delimiter that began in bytes that were seen: n = %d", n)
	}
	if _, n, _ := c.Decode([]byte("ab"), 99); n != 0 {
		t.Errorf("n = %d for more seen bytes than there are", n)
	}
}
