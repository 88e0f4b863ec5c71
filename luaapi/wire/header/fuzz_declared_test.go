package header_test

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"sockrun/luaapi/wire/header"
)

// declarer makes declarations of bytes: most of them are right.
type declarer struct {
	data  []byte
	loose bool // messages may be written in several ways
	depth int
}

// next returns a number below n.
func (d *declarer) next(n int) int {
	if len(d.data) == 0 {
		return 0
	}
	b := int(d.data[0])
	d.data = d.data[1:]
	return b % n
}

func (d *declarer) declaration() header.Declaration {
	decl := header.Declaration{}
	names := []string{}
	for i := range 1 + d.next(6) {
		name := fmt.Sprintf("f%d", i)
		decl.Fields = append(decl.Fields, d.field(name, names))
		names = append(names, name)
	}
	decl = with(decl, "max", 300)
	if d.next(4) == 0 {
		decl = with(decl, "order", "little")
	}
	if d.next(3) == 0 {
		decl = with(decl, "name", "h")
	}
	if d.next(8) == 0 {
		decl = with(decl, "verify", false)
	}
	return decl
}

func (d *declarer) field(name string, before []string) header.Declared {
	types := []string{"u8", "u16", "u24", "u32", "u64", "i8", "i16", "i64", "f64", "cstring", "bytes", "bytes:2", "json", "list", "list", "switch", "switch", "group", "u4", "u12", "varint", "bool", "pad:1", "f32"}
	f := field(name, types[d.next(len(types))])
	add := func(option string, v any) {
		d.loose = d.loose || v == "varint"
		f.Options = append(f.Options, header.Option{Name: option, Value: plain(v)})
	}
	other := func() string {
		if len(before) == 0 || d.next(8) == 0 {
			return fmt.Sprintf("f%d", d.next(7))
		}
		return before[d.next(len(before))]
	}
	switch f.Type {
	case "varint", "bool", "pad:1", "f32":
		d.loose = true
	case "bytes", "json":
		d.size(add, other, "length")
	case "group":
		add("of", d.part())
		if d.next(2) == 0 {
			d.size(add, other, "length")
		}
	case "list":
		add("of", d.part())
		switch d.next(4) {
		case 0:
			add("count", []any{"u8", "varint", 2, "u16"}[d.next(4)])
		case 1:
			add("count", other())
		case 2:
			add("rest", true)
		default:
			d.size(add, other, "size")
		}
	case "switch":
		add("on", other())
		add("cases", header.Cases{{Key: plain(d.next(4)), Of: d.part()}, {Key: plain(4 + d.next(4)), Of: d.part()}})
		if d.next(2) == 0 {
			add("default", d.part())
		}
	default:
		d.check(add)
	}
	if len(before) > 0 && d.next(6) == 0 {
		add("when", odd(before[d.next(len(before))]))
	}
	return f
}

func (d *declarer) size(add func(string, any), other func() string, option string) {
	switch d.next(4) {
	case 0:
		add(option, []any{"u8", "u16", "varint"}[d.next(3)])
	case 1:
		add(option, other())
	}
}

// check makes a field computed, or constant.
func (d *declarer) check(add func(string, any)) {
	target := fmt.Sprintf("f%d", d.next(6))
	switch d.next(10) {
	case 0:
		add("length_of", []any{"message", target, l{target, "f0"}}[d.next(3)])
	case 1:
		add("crc16_of", target)
	case 2:
		add("crc32_of", "message")
	case 3:
		add("checksum_of", target)
		add("with", header.Sum(sum8))
	case 4:
		add("const", d.next(3))
	case 5:
		add("enum", enum("a", 1, "b", 2))
	case 6:
		add("hmac_of", target)
		add("key", "k")
		add("digestmod", "md5")
	}
}

func (d *declarer) part() any {
	if d.depth++; d.depth < 5 {
		switch d.next(6) {
		case 0:
			return header.Ref("h")
		case 1:
			return netstring()
		case 2, 3:
			if h, err := header.New(d.declaration()); err == nil {
				return h
			}
		}
	}
	types := []string{"u8", "u16", "bytes", "cstring", "bytes:3", "varint", "json"}
	t := types[d.next(len(types))]
	d.loose = d.loose || t == "varint"
	return t
}

// FuzzDeclaration makes a header of some bytes and feeds it others: no mistake
// in a declaration and no message panics, what is decoded at once is decoded in
// pieces, and what is encoded again is what was decoded.
func FuzzDeclaration(f *testing.F) {
	for i := range 64 {
		f.Add(bytes.Repeat([]byte{byte(i), byte(7 * i), byte(i * i), 3, byte(i >> 2)}, 12), bytes.Repeat([]byte{byte(i % 7), 0, 1, byte(i)}, 9))
	}
	f.Fuzz(func(t *testing.T, program, data []byte) {
		d := &declarer{data: program}
		h, err := header.New(d.declaration())
		if err != nil {
			if _, ok := errors.AsType[*header.DeclarationError](err); !ok {
				t.Fatalf("%T: %v", err, err)
			}
			return
		}
		decodeAny(t, h, data, !d.loose)
	})
}

func decodeAny(t *testing.T, h *header.Header, data []byte, exact bool) {
	t.Helper()
	var message header.Message
	n, err := h.Decode(&message, data)
	if n > len(data) || -n > 300+1000 {
		t.Fatalf("n = %d with %d bytes", n, len(data))
	}
	h.Explain(data)
	h.Summary(data)
	h.Size(data)
	head, _, _ := h.DecodeHead(&header.Message{}, data)
	if head > len(data) {
		t.Fatalf("a head of %d with %d bytes", head, len(data))
	}
	if !h.Open() {
		decodePieces(t, h, data, n, err)
	}
	if n <= 0 || err != nil {
		return
	}
	if d, err := h.Differ(valuesOf(&message), data[:n]); d != nil && exact && len(message.Problems) == 0 {
		t.Fatalf("a message differs from itself: %v, %v", d.Lines, err)
	}
	encoded, err := h.Encode(nil, &header.Outgoing{Values: valuesOf(&message)})
	if exact && (err != nil || !bytes.Equal(encoded, data[:n])) {
		t.Fatalf("%x became %x, %v: %s", data[:n], encoded, err, shownNested(h, message.Fields))
	}
}

func valuesOf(message *header.Message) []header.Value {
	values := make([]header.Value, len(message.Fields))
	for i := range message.Fields {
		values[i] = message.Fields[i].Value
	}
	return values
}

func decodePieces(t *testing.T, h *header.Header, data []byte, n int, err error) {
	t.Helper()
	var r header.Resumed
	var message header.Message
	for have := range len(data) + 1 {
		slowN, slowErr := r.Decode(h, &message, data[:have], have == 0)
		if slowN <= 0 && slowErr == nil && have < len(data) {
			continue
		}
		if slowN > 0 != (n > 0) || slowN > 0 && slowN != n || (slowErr == nil) != (err == nil) {
			t.Fatalf("%s: at once %d, %v; with %d bytes %d, %v", h.Name(), n, err, have, slowN, slowErr)
		}
		return
	}
}
