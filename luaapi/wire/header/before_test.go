package header_test

import (
	"encoding/binary"
	"strings"
	"testing"

	"sockrun/luaapi/wire/frame"
	"sockrun/luaapi/wire/header"
)

// placeCodec is a codec whose frame is where it stands, in two bytes.
type placeCodec struct{}

func (placeCodec) Name() string { return frame.Custom }

func (placeCodec) Encode([]byte, frame.Message) ([]byte, error) { panic("it stands in a message") }

func (placeCodec) Decode([]byte, int) (frame.Message, int, error) { panic("it stands in a message") }

func (placeCodec) EncodeIn(dst []byte, _ frame.Message, before func() ([]byte, error)) ([]byte, error) {
	b, err := before()
	return binary.BigEndian.AppendUint16(dst, uint16(len(b))), err
}

func (placeCodec) DecodeIn(whole []byte, at int) (m frame.Message, n int, err error) {
	if len(whole) < at+2 {
		return m, -2, nil
	}
	if binary.BigEndian.Uint16(whole[at:]) != uint16(at) {
		return m, 0, &frame.Error{Message: "it stands elsewhere"}
	}
	return frame.Message{Bytes: []byte("here")}, 2, nil
}

// TestPlaced requires that a codec inside of a header knows where it stands,
// whatever lies before it: fixed fields, bits, prefixes, lengths that are
// filled in later, lists, groups and cases.
func TestPlaced(t *testing.T) {
	t.Parallel()
	here := func(name string) header.Declared { return field(name, "group", "of", placeCodec{}) }
	inner := compiled(field("size", "u16", "length_of", "rest"), field("a", "u4", "default", 1), field("b", "u4", "default", 2),
		here("one"), field("rest", "bytes"), here("two"))
	h := compiled(
		field("all", "u32", "length_of", "message"), here("one"), field("text", "cstring"),
		field("sized", "group", "of", inner, "length", "u24"), field("n", "u8"), field("list", "list", "of", inner, "count", "n"),
		field("counted", "list", "of", placeCodec{}, "count", "varint"), field("crc", "u32", "crc32_of", "message"),
		field("kind", "u8", "default", 1), field("case", "switch", "on", "kind", "cases", cases(1, inner)),
		field("mac", "bytes:4", "hmac_of", "text", "key", "k", "digestmod", "md5"), here("two"))
	data, err := encodeGiven(t, h, m{"text": "hello", "sized": m{"rest": "abc"}, "list": l{m{"rest": "abc"}, m{}, m{"rest": "a"}}, "counted": l{"", "", ""}})
	if err != nil {
		t.Fatal(err)
	}
	var got header.Message
	if n, err := h.Decode(&got, data); err != nil || n != len(data) {
		t.Errorf("decoding gives %d of %d bytes, %v\n%s", n, len(data), err, h.Explain(data))
	}
	checkPieces(t, h, data)
}

// TestUnplaced requires that a codec which asks where it stands is told when
// nobody knows it yet.
func TestUnplaced(t *testing.T) {
	t.Parallel()
	h := compiled(field("size", "varint", "length_of", "text"), field("here", "group", "of", placeCodec{}), field("text", "bytes"))
	_, err := encodeGiven(t, h, m{"text": "hello"})
	if err == nil || !strings.Contains(err.Error(), "size is a varint that is filled in later: give its value") {
		t.Errorf("the error is %v", err)
	}
	data, err := encodeGiven(t, h, m{"text": "hello", "size": 5})
	if err != nil || string(data) != "\x05\x00\x01hello" {
		t.Errorf("encoding gives %q, %v", data, err)
	}
}
