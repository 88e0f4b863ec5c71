package header_test

import (
	"bytes"
	"testing"

	"sockrun/luaapi/wire/header"
	"sockrun/luaapi/wire/integer"
)

func encodePing(tb testing.TB, h *header.Header, dst []byte, m *header.Outgoing) []byte {
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
	h, m, data := mustNew(b, ping()), &header.Outgoing{}, []byte(nil)
	b.ReportAllocs()
	for b.Loop() {
		data = encodePing(b, h, data[:0], m)
	}
}

func BenchmarkDecode(b *testing.B) {
	h, m := mustNew(b, ping()), &header.Message{}
	data := encodePing(b, h, nil, &header.Outgoing{})
	b.ReportAllocs()
	for b.Loop() {
		if n, err := h.Decode(m, data); n != len(data) || err != nil {
			b.Fatal(n, err)
		}
	}
}
