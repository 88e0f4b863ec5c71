package chunk_test

import (
	"errors"
	"strconv"
	"strings"
	"testing"

	"sockrun/luaapi/chunk"
)

var errEscape = errors.New("malformed")

// evaluate is what the body of a string in double quotes stands for, read from
// the manual of Lua 5.4 (section 3.1) and written without a thought of speed.
// ok is false when the body ends the string.
func evaluate(body string) (value string, ok bool, err error) {
	for body != "" {
		switch c := body[0]; {
		case c == '"', c == '\n', c == '\r':
			return "", false, nil
		case c != '\\':
			value, body = value+body[:1], body[1:]
		default:
			part, rest, err := evaluateEscape(body[1:])
			if err != nil {
				return "", true, err
			}
			value, body = value+part, rest
		}
	}
	return value, true, nil
}

func evaluateEscape(s string) (part, rest string, err error) {
	for _, end := range []string{"\r\n", "\n\r", "\n", "\r"} {
		if rest, found := strings.CutPrefix(s, end); found {
			return "\n", rest, nil
		}
	}
	switch {
	case s == "":
		return "", "", errEscape
	case strings.Contains(`abfnrtv\"'`, s[:1]):
		part, _, _, err := strconv.UnquoteChar(`\`+strings.Trim(s[:1], `"'`), 0)
		if s[0] == '"' || s[0] == '\'' {
			part, err = rune(s[0]), nil
		}
		return string(part), s[1:], err
	case s[0] == 'z':
		return "", strings.TrimLeft(s[1:], " \t\n\v\f\r"), nil
	case s[0] == 'x' && len(s) >= 3:
		code, err := strconv.ParseUint(s[1:3], 16, 8)
		return string([]byte{byte(code)}), s[3:], err
	case s[0] == 'u':
		digits, rest, found := strings.Cut(strings.TrimPrefix(s[1:], "{"), "}")
		code, err := strconv.ParseUint(digits, 16, 31)
		if !found || err != nil || !strings.HasPrefix(s[1:], "{") || strings.ContainsAny(digits, "+_") {
			return "", "", errEscape
		}
		return longUTF8(uint32(code)), rest, nil
	case s[0] >= '0' && s[0] <= '9':
		n := 1
		for n < 3 && n < len(s) && s[n] >= '0' && s[n] <= '9' {
			n++
		}
		code, err := strconv.ParseUint(s[:n], 10, 8)
		return string([]byte{byte(code)}), s[n:], err
	}
	return "", "", errEscape
}

// longUTF8 is UTF-8 as it was before 2003 (RFC 2279, section 2).
func longUTF8(code uint32) string {
	if code < 0x80 {
		return string(rune(code))
	}
	for size, first := range map[int]uint32{2: 0xc0, 3: 0xe0, 4: 0xf0, 5: 0xf8, 6: 0xfc} {
		low, high := uint64(1)<<(5*size-4), uint64(1)<<(5*size+1)
		if size == 2 {
			low = 0x80
		}
		if uint64(code) < low || uint64(code) >= high {
			continue
		}
		var out []byte
		for i := size - 1; i >= 0; i-- {
			b := byte(code>>(6*i))&0x3f | 0x80
			if i == size-1 {
				b = byte(first | code>>(6*i))
			}
			out = append(out, b)
		}
		return string(out)
	}
	return ""
}

// FuzzEscapes compares what a string stands for with the manual, and requires
// of every error that it stands at a backslash, or at the string that it makes
// endless.
func FuzzEscapes(f *testing.F) {
	for _, seed := range []string{
		`\x41\xff\0\10\255\u{0}\u{7ff}\u{ffff}\u{10ffff}\u{7fffffff}\z   x`, "\\z \n\t x\\\r\n", `\q`, `\x4`, `\u{}`, `\u{110000000}`, `\300`, `é\é`, `\`, `\u{d800}\u41`, "\\z\\z", `\a\b\f\n\r\t\v\\\"\'`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		want, whole, wrong := evaluate(body)
		if !whole || len(body) > 1000 {
			return
		}
		c, err := chunk.Compile(`return "`+body+`"`, chunk.Options{Name: "f"})
		if wrong != nil {
			e, ok := err.(*chunk.Error)
			if !ok {
				t.Fatalf("%q compiles", body)
			}
			lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\n\r", "\n", "\r", "\n").Replace(`return "`+body+`"`), "\n")
			if at := string([]rune(lines[e.Line-1])[e.Column-1:]); !strings.HasPrefix(at, `\`) && !strings.HasPrefix(at, `"`) {
				t.Errorf("%q: the error stands at %q: %v", body, at, e)
			}
			return
		}
		if err != nil {
			t.Fatalf("%q: %v", body, err)
		}
		if got := call(t, c); len(got) != 1 || got[0] != want {
			t.Errorf("%q is %q, want %q", body, got, want)
		}
	})
}
