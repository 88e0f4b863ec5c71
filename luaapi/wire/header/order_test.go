package header_test

import (
	"strings"
	"testing"

	"sockrun/luaapi/wire/header"
)

// TestChecksOfChecks requires that a message is right as it was encoded where a
// check covers others, whichever stands first, also inside of other messages.
func TestChecksOfChecks(t *testing.T) {
	t.Parallel()
	whole, part := field("whole", "u32", "crc32_of", "message"), field("part", "u16", "crc16_of", "body")
	mac := field("mac", "bytes:8", "hmac_of", l{"body", "part"}, "key", "k", "digestmod", "sha256")
	body := field("body", "bytes:3")
	inner := compiled(body, whole)
	for name, h := range map[string]*header.Header{
		"the message first":      compiled(whole, part, mac, body),
		"the message last":       compiled(body, mac, part, whole),
		"the message inside":     compiled(field("in", "group", "of", inner), body, part, whole),
		"one of many, by a list": compiled(field("body", "list", "of", inner, "count", "u8"), part, whole),
	} {
		given := m{"in": m{"body": "xyz"}, "body": "abc"}
		if _, ok := h.Index("in"); !ok {
			delete(given, "in")
		}
		if strings.HasPrefix(name, "one of") {
			given["body"] = l{m{"body": "abc"}, m{"body": "def"}}
		}
		checkRight(t, name, h, given)
	}
}

func checkRight(t *testing.T, name string, h *header.Header, given m) {
	t.Helper()
	data, err := encodeGiven(t, h, given)
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	var message header.Message
	if n, err := h.Decode(&message, data); n != len(data) || err != nil {
		t.Errorf("%s: %x gives %d, %v", name, data, n, err)
	}
}

// TestOptionalChecks requires that two checks of the message may be declared of
// which one is there; both in one message are refused.
func TestOptionalChecks(t *testing.T) {
	t.Parallel()
	even := func(c *header.Context) (bool, error) {
		found, err := odd("kind")(c)
		return !found, err
	}
	declared := func(second header.When) *header.Header {
		return compiled(field("kind", "u8"), field("c", "u32", "crc32_of", "message", "when", odd("kind")), field("d", "u16", "crc16_of", "message", "when", second))
	}
	for kind := range 2 {
		checkRight(t, "one of two", declared(even), m{"kind": kind})
	}
	_, err := encodeGiven(t, declared(odd("kind")), m{"kind": 1})
	if want := "field c: the checks d and c cover each other, and both are there: let the `when` of one say that it is not"; err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}
