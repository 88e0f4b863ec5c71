package header_test

import (
	"strings"
	"testing"

	"sockrun/luaapi/wire/header"
)

func TestSummary(t *testing.T) {
	t.Parallel()
	typ, n := field("type", "u8", "enum", enum("ping", 1, "pong", 2)), field("n", "u16", "length_of", "body")
	one := compiled(typ, field("seq", "u8"), n, field("body", "bytes"))
	two := compiled(field("id", "bytes:2"), field("name", "cstring"), field("meta", "json", "length", "u8"), field("body", "bytes", "length", "u16"))
	text := compiled(typ, field("size", "u8", "length_of", "text"), field("text", "bytes"))
	nested := compiled(typ, field("topic", "group", "of", text), field("codes", "list", "of", "u8", "count", "u8"), field("body", "bytes", "length", "u8"))
	long := strings.Repeat("x", 100)
	for _, c := range []struct {
		h    *header.Header
		wire string
		want string
	}{
		{one, "\x01\x07\x00\x02hi", `ping seq=7 body="hi"`},
		{one, "\x01\x07\x00\x03\x00\x01\x02", `ping seq=7 body=00 01 02`},
		{one, "\x01\x07\x00\x00", `ping seq=7`},
		{one, "\x01\x07\x00\x64" + long, `ping seq=7 body="` + strings.Repeat("x", 41) + `"…`},
		{one, "\x01\x07\x04\x00" + long, `ping seq=7 body="` + strings.Repeat("x", 41) + `"…`}, // as far as it is kept
		{one, "\x01\x07\x04\x00xx", `ping seq=7 body="xx"…`},
		{one, "\x01\x07\x04", `ping seq=7`},
		{two, "ABbob\x00\x07{\"a\":1}\x00\x02hi", `name="bob" meta={"a":1} body="hi"`},
		{two, "AB" + long + "\x00\x07{\"a\":1}\x00\x02hi", `name="` + strings.Repeat("x", 52) + `"… meta=…`},
		{nested, "\x01\x02\x01a\x02\x08\x09\x02hi", `ping topic.type=pong codes=2 items topic.text="a" body="hi"`},
		{nested, "\x01\x01\x00\x00\x00", `ping topic.type=ping`},
	} {
		if got := c.h.Summary([]byte(c.wire)); got != c.want {
			t.Errorf("of %q:\ngot  %s\nwant %s", c.wire, got, c.want)
		}
	}
}
