package header_test

import (
	"bytes"
	"testing"

	"sockrun/luaapi/wire/header"
)

// fuzzHeaders are headers of every type and way to find a size.
func fuzzHeaders(t testing.TB) []*header.Header {
	var list []*header.Header
	for _, d := range []header.Declaration{
		ping(),
		with(ping(), "verify", false),
		declare(field("a", "i8"), field("b", "f32"), field("c", "f64"), field("d", "i64"), field("ok", "u1"), field("x", "u15"), field("s", "cstring"), field("n", "varint"), field("p", "bytes", "length", "varint")),
		declare(field("head", "json", "length", "u8"), field("body", "bytes", "length", "head.n")),
		declare(field("len", "u16", "length_of", "message", "unit", 2, "plus", 1), field("body", "bytes"), field("crc", "u16", "crc16_of", "message")),
		declare(field("n", "i8", "length_of", l{"s", "v", "b", "z"}), field("s", "cstring"), field("v", "varint"), field("b", "bytes"), field("z", "u24", "order", "little")),
		declare(field("len", "varint", "length_of", "message"), field("body", "bytes")),
		declare(field("id", "u16"), field("body", "bytes"), field("end", "u8")),
	} {
		list = append(list, mustNew(t, with(d, "max", 1000)))
	}
	return list
}

// FuzzDecode feeds any bytes, at once and byte by byte, to every header: both
// must agree and stay within max. What was decoded and is encoded again comes
// back as the same values.
func FuzzDecode(f *testing.F) {
	f.Add(uint8(0), []byte("\xca\xfe\x01\x01\x00\x00\x00\x00\x02\xd8\x93\x2a\xachi"))
	f.Add(uint8(1), []byte("\xca\xff\x01\x01\x00\x00\x00\x00\x02\xd8\x93\x2a\xaahi"))
	f.Add(uint8(2), []byte("\xfb\x3f\xc0\x00\x00\xbf\xb9\x99\x99\x99\x99\x99\x9a\x80\x00\x00\x00\x00\x00\x00\x00\x80\x01ab\x00\xac\x02\x02hi"))
	f.Add(uint8(3), []byte("\x07{\"n\":2}hi"))
	f.Add(uint8(4), []byte("\x00\x04ab\x00\x00"))
	f.Add(uint8(5), []byte("\x07a\x00\x01b\x01\x02\x03"))
	f.Add(uint8(6), []byte("\x03ab"))
	f.Add(uint8(7), []byte("\x00\x01abc\xff"))
	headers := fuzzHeaders(f)
	f.Fuzz(func(t *testing.T, which uint8, data []byte) {
		h := headers[int(which)%len(headers)]
		var message header.Message
		n, err := h.Decode(&message, data)
		if n > len(data) || -n > 1000+16 {
			t.Fatalf("%s: n = %d with %d bytes", h.Name(), n, len(data))
		}
		h.Explain(data)
		h.Summary(data)
		if !h.Open() {
			compareSlowly(t, h, data, n, err)
		}
		if n > 0 && err == nil {
			encodeAgain(t, h, &message, data[:n])
		}
	})
}

func compareSlowly(t *testing.T, h *header.Header, data []byte, n int, err error) {
	t.Helper()
	var message header.Message
	for have := range len(data) + 1 {
		slowN, slowErr := h.Decode(&message, data[:have])
		if slowN <= 0 && slowErr == nil && have < len(data) {
			continue
		}
		if slowN != n || (slowErr == nil) != (err == nil) {
			t.Fatalf("%s: at once %d, %v; with %d bytes %d, %v", h.Name(), n, err, have, slowN, slowErr)
		}
		return
	}
}

// encodeAgain encodes decoded values. The bytes may differ where there are
// several ways to write a value; its second decoding may not.
func encodeAgain(t *testing.T, h *header.Header, message *header.Message, data []byte) {
	t.Helper()
	values := make([]header.Value, h.Len())
	for i := range message.Fields {
		values[i] = message.Fields[i].Value
	}
	want := shown(h, message)
	encoded, err := h.Encode(nil, &header.Outgoing{Values: values})
	if err != nil {
		t.Fatalf("%s: cannot encode %s: %v", h.Name(), want, err)
	}
	var again header.Message
	n, err := h.Decode(&again, encoded)
	if n <= 0 && err == nil && len(encoded) < len(data) {
		return // a varint that was longer than need be, counted by a length that is sent as given
	}
	if got := shown(h, &again); !bytes.Equal(encoded, data) && (err == nil && got != want || n > len(encoded)) {
		t.Fatalf("%s: %x became %x: %s, %v, %d", h.Name(), data, encoded, got, err, n)
	}
	if bytes.Equal(encoded, data) && (err != nil || n != len(data)) {
		t.Fatalf("%s: %x is decoded only once: %d, %v", h.Name(), data, n, err)
	}
}
