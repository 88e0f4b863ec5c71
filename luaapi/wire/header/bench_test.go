package header_test

import (
	"bytes"
	"testing"

	"sockrun/luaapi/wire/header"
	"sockrun/luaapi/wire/integer"
)

func sevenFields(tb testing.TB) *header.Header {
	number := func(v int64) integer.Integer { return integer.FromInt64(v) }
	option := func(name string, v any) []header.Option { return []header.Option{{Name: name, Value: v}} }
	h, err := header.New(header.Declaration{Fields: []header.Declared{
		{Name: "magic", Type: "u16", Options: option("const", number(0xCAFE))},
		{Name: "version", Type: "u8", Options: option("default", number(1))},
		{Name: "type", Type: "u8", Options: option("enum", header.Map{{Name: "ping", Value: number(1)}, {Name: "pong", Value: number(2)}})},
		{Name: "flags", Type: "u8", Options: option("bits", header.List{"ack", "urgent"})},
		{Name: "length", Type: "u32", Options: option("length_of", "payload")},
		{Name: "crc", Type: "u32", Options: option("crc32_of", "payload")},
		{Name: "payload", Type: "bytes"},
	}})
	if err != nil {
		tb.Fatal(err)
	}
	return h
}

func encodeSeven(tb testing.TB, h *header.Header, dst []byte, m *header.Outgoing) []byte {
	m.Reset(h)
	m.Values[2] = header.BytesOf([]byte("ping"))
	m.Values[3] = header.IntegerOf(integer.FromInt64(1))
	m.Values[6] = header.BytesOf(payload)
	data, err := h.Encode(dst, m)
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

var payload = bytes.Repeat([]byte("x"), 64)

func BenchmarkEncode(b *testing.B) {
	h, m, data := sevenFields(b), &header.Outgoing{}, []byte(nil)
	b.ReportAllocs()
	for b.Loop() {
		data = encodeSeven(b, h, data[:0], m)
	}
}

func BenchmarkDecode(b *testing.B) {
	h, m := sevenFields(b), &header.Message{}
	data := encodeSeven(b, h, nil, &header.Outgoing{})
	b.ReportAllocs()
	for b.Loop() {
		if n, err := h.Decode(m, data); n != len(data) || err != nil {
			b.Fatal(n, err)
		}
	}
}
