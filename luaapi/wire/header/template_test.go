package header_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"sockrun/luaapi/wire/header"
	"sockrun/luaapi/wire/integer"
)

// TestTemplate encodes messages at random, right and wrong, by a template and
// field by field: bytes and errors are the same.
func TestTemplate(t *testing.T) {
	t.Parallel()
	for _, d := range []header.Declaration{
		ping(),
		with(with(ping(), "order", "little"), "max", 16),
		declare(field("a", "i16", "default", -2), field("", "pad:3"), field("b", "f32", "default", 1.5), field("c", "f64", "default", 2), field("ok", "bool", "default", true), field("s", "bytes:4", "default", "abcd"), field("n", "u24", "const", 5)),
		declare(field("len", "u8", "length_of", "message", "unit", 2, "plus", 1), field("crc", "u16", "crc16_of", "message"), field("name", "bytes:2", "default", "xy"), field("body", "bytes")),
		declare(field("id", "i64", "order", "little"), field("sum", "u32", "crc32c_of", l{"id"}), field("body", "bytes")),
		declare(field("sum", "u8", "checksum_of", "body", "with", header.Sum(sumOfSome)), field("body", "bytes")),
	} {
		h := mustNew(t, d)
		if !h.HasTemplate() {
			t.Fatalf("%s has no template", h.Name())
		}
		random, right := rand.New(rand.NewPCG(1, 2)), 0
		for range 2000 {
			m := header.Outgoing{}
			m.Reset(h)
			for i := range m.Values {
				m.Values[i] = anyValue(random)
			}
			if compareEncoders(t, h, m.Values) {
				right++
			}
		}
		if right < 20 || right > 1980 {
			t.Errorf("%s: %d of 2000 messages were right", h.Name(), right)
		}
	}
	for _, d := range []header.Declaration{
		declare(field("a", "u4"), field("b", "u4")), declare(field("p", "pad:5000")),
		declare(field("s", "cstring")), declare(field("b", "bytes", "length", "u8")), declare(field("b", "bytes"), field("end", "u8")),
		declare(field("n", "u8"), field("b", "bytes", "const", "abc")), declare(field("n", "u8"), field("b", "bytes", "default", "abc")),
	} {
		if h := mustNew(t, d); h.HasTemplate() {
			t.Errorf("%s has a template", h.Name())
		}
	}
}

// TestDeclaredTail requires that the bytes at the end are what the declaration
// says of them, when they are sent and when they are received.
func TestDeclaredTail(t *testing.T) {
	t.Parallel()
	for _, option := range []string{"const", "default"} {
		h := mustNew(t, declare(field("n", "u8"), field("end", "bytes", option, "abc")))
		got, err := h.Encode(nil, outgoing(t, h, m{"n": 1}))
		if err != nil || string(got) != "\x01abc" {
			t.Errorf("%s: encoded %q, %v", option, got, err)
		}
		if _, err := h.Decode(&header.Message{}, []byte("\x01xyz")); (err == nil) != (option == "default") {
			t.Errorf("%s: other bytes are decoded with %v", option, err)
		}
	}
}

func anyValue(random *rand.Rand) header.Value {
	any := []any{0, 1, 255, 256, -1, 1 << 40, 0.5, 1e300, true, "", "ab", "abc", "abcd", "ping", "pang", json("{}"), struct{}{}}
	if n := random.IntN(4 * len(any)); n < len(any) {
		return value(plain(any[n]))
	}
	return header.Value{}
}

// sumOfSome has no check for "ab", and one that is too large for none.
func sumOfSome(data []byte) (header.Value, error) {
	switch len(data) {
	case 0:
		return header.IntegerOf(integer.FromInt64(256)), nil
	case 2:
		return header.Value{}, errors.New("no check")
	}
	return sum8(data)
}

func compareEncoders(t *testing.T, h *header.Header, values []header.Value) (right bool) {
	t.Helper()
	shown := fmt.Sprint(values)
	other := header.Outgoing{Values: append([]header.Value(nil), values...)}
	got, err := h.Encode([]byte("before"), &header.Outgoing{Values: values})
	want, wanted := h.WithoutTemplate().Encode([]byte("before"), &other)
	if !bytes.Equal(got, want) || fmt.Sprint(err) != fmt.Sprint(wanted) {
		t.Fatalf("%s, %s:\n%x, %v, want\n%x, %v", h.Name(), shown, got, err, want, wanted)
	}
	return err == nil
}
