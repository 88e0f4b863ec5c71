package header_test

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"maps"
	"strings"
	"testing"

	"sockrun/luaapi/wire/frame"
	"sockrun/luaapi/wire/header"
)

// cases declares those of a switch.
func cases(pairs ...any) header.Cases {
	var list header.Cases
	for i := 0; i < len(pairs); i += 2 {
		list = append(list, header.Case{Key: plain(pairs[i]), Of: pairs[i+1]})
	}
	return list
}

func compiled(fields ...header.Declared) *header.Header {
	h, err := header.New(declare(fields...))
	if err != nil {
		panic(err)
	}
	return h
}

// nestedValue is a value for part i of a header: m for a table of fields, l
// for a list.
func nestedValue(t testing.TB, h *header.Header, i int, v any, before []header.Value, outer *header.Context) header.Value {
	t.Helper()
	around := outer.Inside(h, nil, before)
	inside := func(v any) header.Value {
		p, err := around.Part(i)
		if err != nil { // which encoding reports
			return value(plain(v))
		}
		given, ok := v.(m)
		if !ok || p.Header == nil {
			return value(plain(v))
		}
		group := header.GroupOf(p.Header)
		values := make([]header.Value, p.Header.Len())
		for k := range p.Header.Len() {
			if v, ok := given[p.Header.Field(k).Name]; ok {
				values[k] = nestedValue(t, p.Header, k, v, values, around)
			}
			group.Nested.Fields[k].Value = values[k]
		}
		return group
	}
	switch h.Field(i).Kind {
	case header.Items:
		var items []header.Found
		for _, item := range v.(l) {
			items = append(items, header.Found{Value: inside(item)})
		}
		return header.ItemsOf(items)
	case header.Group, header.Switch:
		return inside(v)
	}
	return value(plain(v))
}

func outgoingNested(t testing.TB, h *header.Header, given m) *header.Outgoing {
	t.Helper()
	var message header.Outgoing
	message.Reset(h)
	for i := range h.Len() {
		if v, ok := given[h.Field(i).Name]; ok {
			message.Values[i] = nestedValue(t, h, i, v, message.Values, nil)
		}
	}
	return &message
}

// shownNested lists the fields of a message with all that is in them.
func shownNested(h *header.Header, fields []header.Found) string {
	var parts []string
	for i := range fields {
		if f := h.Field(i); !f.Hidden && fields[i].Kind != header.Absent {
			parts = append(parts, f.Name+"="+shownValue(&fields[i].Value))
		}
	}
	return strings.Join(parts, " ")
}

func shownValue(v *header.Value) string {
	switch v.Kind {
	case header.Group:
		return "{" + shownNested(v.Nested.Header, v.Nested.Fields) + "}"
	case header.Items:
		var items []string
		for i := range v.Nested.Items {
			items = append(items, shownValue(&v.Nested.Items[i].Value))
		}
		return "[" + strings.Join(items, ", ") + "]"
	}
	return v.String()
}

// odd says whether the value of a field is odd.
func odd(name string) header.When {
	return func(m *header.Context) (bool, error) {
		i, _ := m.Header.Index(name)
		return m.Fields[i].Int.Bits()&1 != 0, nil
	}
}

func never(*header.Context) (bool, error) { return false, nil }

func netstring() frame.Codec {
	c, _ := frame.Netstring(frame.Options{})
	return c
}

func TestNestedMessages(t *testing.T) {
	t.Parallel()
	point := compiled(field("x", "u8"), field("y", "u8"))
	tests := []struct {
		name    string
		decl    header.Declaration
		message m
		wire    string
		want    string
	}{
		{"list by count", declare(field("n", "u8"), field("points", "list", "of", point, "count", "n"), field("end", "u8")),
			m{"points": l{m{"x": 1, "y": 2}, m{"x": 3, "y": 4}}, "end": 9}, "02 0102 0304 09", "n=2 points=[{x=1 y=2}, {x=3 y=4}] end=9"},
		{"list by count of its own", declare(field("a", "list", "of", "u16", "count", "u8"), field("b", "list", "of", "cstring", "count", "varint")),
			m{"a": l{1, 2}, "b": l{"x", "yz"}}, "02 0001 0002 02 7800 797a00", `a=[1, 2] b=["x", "yz"]`},
		{"no items", declare(field("a", "list", "of", "u16", "count", "u8"), field("b", "list", "of", "u16", "size", "u8")), m{}, "00 00", `a=[] b=[]`},
		{"list by size", declare(field("len", "u16"), field("points", "list", "of", point, "size", "len"), field("end", "u8")),
			m{"points": l{m{"x": 1, "y": 2}}, "end": 9}, "0002 0102 09", "len=2 points=[{x=1 y=2}] end=9"},
		{"list by size of its own", declare(field("a", "list", "of", "u16", "size", "u8"), field("b", "list", "of", netstring(), "size", "u16")),
			m{"a": l{1, 2}, "b": l{"hi", ""}}, "04 0001 0002 0008 323a68692c 303a2c", `a=[1, 2] b=["hi", ""]`},
		{"list of a fixed number", with(declare(field("a", "list", "of", "u16", "count", 2), field("z", "u8")), "order", "little"), m{"a": l{1, 2}, "z": 1}, "0100 0200 01", "a=[1, 2] z=1"},
		{"rest behind a length", declare(field("len", "u8", "length_of", "message"), field("a", "list", "of", "u16", "rest", true), field("crc", "u8")),
			m{"a": l{1, 2}, "crc": 7}, "06 0001 0002 07", "len=6 a=[1, 2] crc=7"},
		{"count and size", declare(field("n", "u8"), field("len", "u8"), field("a", "list", "of", "cstring", "count", "n", "size", "len")),
			m{"a": l{"x", "yz"}}, "02 05 7800 797a00", `n=2 len=5 a=["x", "yz"]`},
		{"lists in lists", declare(field("rows", "list", "of", compiled(field("cells", "list", "of", "u8", "count", "u8")), "count", "u8")),
			m{"rows": l{m{"cells": l{1, 2}}, m{"cells": l{}}, m{"cells": l{3}}}}, "03 02 0102 00 01 03", "rows=[{cells=[1, 2]}, {cells=[]}, {cells=[3]}]"},
		{"count in bits", declare(field("v", "u4"), field("n", "u4"), field("a", "list", "of", "u8", "count", "n")), m{"v": 1, "a": l{5, 6}}, "12 05 06", "v=1 n=2 a=[5, 6]"},
		{"group", declare(field("p", "group", "of", point), field("q", "group", "of", point, "length", "u8")), m{"p": m{"x": 1, "y": 2}, "q": m{"x": 3, "y": 4}}, "0102 02 0304", "p={x=1 y=2} q={x=3 y=4}"},
		{"switch", declare(field("type", "u8", "enum", enum("one", 1, "two", 2)), field("value", "switch", "on", "type", "cases", cases("one", point, 2, "u32"), "default", "u8")),
			m{"type": "one", "value": m{"x": 1, "y": 2}}, "01 0102", "type=1 value={x=1 y=2}"},
		{"switch to a number", declare(field("type", "u8"), field("value", "switch", "on", "type", "cases", cases(1, point, 2, "u32"))), m{"type": 2, "value": 5}, "02 00000005", "type=2 value=5"},
		{"switch with the rest", declare(field("type", "u8"), field("len", "u8", "length_of", "value"), field("value", "switch", "on", "type", "cases", cases(1, point), "default", "bytes"), field("end", "u8")),
			m{"type": 7, "value": "abc", "end": 1}, "07 03 616263 01", `type=7 len=3 value="abc" end=1`},
		{"switch by a group", declare(field("head", "group", "of", compiled(field("type", "u8"))), field("value", "switch", "on", "head.type", "cases", cases(1, "u16"))),
			m{"head": m{"type": 1}, "value": 5}, "01 0005", "head={type=1} value=5"},
		{"switch by JSON", declare(field("head", "json", "length", "u8"), field("value", "switch", "on", "head.type", "cases", cases("a", "u16"))),
			m{"head": json(`{"type":"a"}`), "value": 5}, "0c" + hex.EncodeToString([]byte(`{"type":"a"}`)) + "0005", `head={"type":"a"} value=5`},
		{"switch by text", declare(field("type", "bytes:2"), field("value", "switch", "on", "type", "cases", cases("ab", "u16", "cd", "u8"))), m{"type": "cd", "value": 5}, "6364 05", `type="cd" value=5`},
		{"when", declare(field("flags", "u8"), field("id", "u16", "when", odd("flags")), field("name", "bytes", "length", "u8", "when", odd("flags")), field("end", "u8")),
			m{"flags": 1, "id": 5, "name": "x", "end": 2}, "01 0005 01 78 02", `flags=1 id=5 name="x" end=2`},
		{"when not", declare(field("flags", "u8"), field("id", "u16", "when", odd("flags")), field("name", "bytes", "length", "u8", "when", odd("flags")), field("end", "u8")),
			m{"flags": 2, "end": 2}, "02 02", `flags=2 end=2`},
		{"computed when", declare(field("flags", "u8"), field("len", "u16", "length_of", "message", "when", odd("flags")), field("crc", "u16", "crc16_of", "flags", "when", odd("flags")), field("a", "u8")),
			m{"flags": 2, "a": 2}, "02 02", `flags=2 a=2`},
		{"recursion", tlvDeclaration(), m{"tag": 0x30, "value": m{"items": l{m{"tag": 2, "value": "\x05"}, m{"tag": 0x30, "value": m{"items": l{}}}, m{"tag": 0x30, "value": m{"items": l{m{"tag": 4, "value": "hi"}}}}}}},
			"30 0b 02 01 05 30 00 30 04 04 02 6869", `tag=48 length=11 value={items=[{tag=2 length=1 value="\x05"}, {tag=48 length=0 value={items=[]}}, {tag=48 length=4 value={items=[{tag=4 length=2 value="hi"}]}}]}`},
		{"hmac", declare(field("mac", "bytes:4", "hmac_of", "body", "key", "Jefe", "digestmod", "md5"), field("body", "bytes:28")),
			m{"body": "what do ya want for nothing?"}, "750c783e" + hex.EncodeToString([]byte("what do ya want for nothing?")), ""},
		{"checksum of bytes", declare(field("sum", "bytes:2", "checksum_of", "body", "with", header.Sum(first2)), field("body", "bytes:3")), m{"body": "xyz"}, "7879 78797a", `sum="xy" body="xyz"`},
		{"nested lengths", declare(field("all", "group", "of", compiled(field("len", "u8", "length_of", "message"), field("body", "bytes"), field("crc", "u32", "crc32_of", "body"))), field("z", "u8")),
			m{"all": m{"body": "hi"}, "z": 1}, "07 6869 d8932aac 01", `all={len=7 body="hi" crc=3633523372} z=1`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			h := mustNew(t, test.decl)
			wire, err := hex.DecodeString(strings.ReplaceAll(test.wire, " ", ""))
			if err != nil {
				t.Fatal(err)
			}
			got, err := h.Encode([]byte("before"), outgoingNested(t, h, test.message))
			if err != nil || string(got) != "before"+string(wire) {
				t.Fatalf("Encode = %x, %v\nwant     %x", got[min(6, len(got)):], err, wire)
			}
			checkEverySplit(t, h, wire, "")
			var message header.Message
			if h.Decode(&message, wire); test.want != "" && shownNested(h, message.Fields) != test.want {
				t.Errorf("Decode shows %s\nwant         %s", shownNested(h, message.Fields), test.want)
			}
			encodeAgain(t, h, &message, wire)
			checkPieces(t, h, wire)
		})
	}
}

// checkPieces decodes a message that comes byte by byte.
func checkPieces(t *testing.T, h *header.Header, wire []byte) {
	t.Helper()
	var r header.Resumed
	var got, want header.Message
	for n := range len(wire) + 1 {
		taken, err := r.Decode(h, &got, append([]byte(nil), wire[:n]...), n == 0)
		if err != nil || taken > 0 != (n == len(wire)) {
			t.Fatalf("with %d of %d bytes: %d, %v", n, len(wire), taken, err)
		}
	}
	if h.Decode(&want, wire); shownNested(h, got.Fields) != shownNested(h, want.Fields) {
		t.Errorf("in pieces %s\nat once   %s", shownNested(h, got.Fields), shownNested(h, want.Fields))
	}
}

func TestNestedMalformed(t *testing.T) {
	t.Parallel()
	point := compiled(field("x", "u8"), field("y", "u8", "const", 7))
	items := declare(field("n", "u32"), field("items", "list", "of", point, "count", "n"))
	deep := ""
	for range header.MaxDepth {
		deep = "\x30" + string(binary.AppendUvarint(nil, uint64(len(deep)))) + deep
	}
	tests := []struct {
		name string
		decl header.Declaration
		data string
		want string
	}{
		{"in an item", items, "\x00\x00\x00\x02\x01\x07\x01\x08", "y must be 0x07, got 0x08 (items[2].y at offset 7)"},
		{"a billion items", items, "\x3b\x9a\xca\x00", "a list of 1000000000 items: all the lists of a message may have 262144 (n at offset 0)"},
		{"more items than max", with(items, "max", 100), "\x00\x00\x00\x80", "128 items make it a message of 260 bytes is longer than max 100 (n at offset 0)"},
		{"a billion of nothing", declare(field("n", "varint"), field("a", "list", "of", compiled(field("b", "u8", "when", header.When(never))), "count", "n")), "\x80\xa8\xd6\xb9\x07", "a list of 2000000000 items: all the lists of a message may have 262144 (n at offset 0)"},
		{"negative count", declare(field("n", "i8"), field("a", "list", "of", "u8", "count", "n")), "\xff", "a list of -1 items (n at offset 0)"},
		{"half an item", declare(field("a", "list", "of", "u16", "size", "u8")), "\x03\x00\x01\x00", "it takes at least 2 bytes, but only 1 byte is left (a[2] at offset 3)"},
		{"bytes behind the items", declare(field("a", "list", "of", "u16", "size", "u8", "count", 1)), "\x03\x00\x01\x00", "1 byte left behind it (a at offset 3)"},
		{"bytes behind a group", declare(field("p", "group", "of", point, "length", "u8")), "\x03\x00\x07\x00", "1 byte left behind it (p at offset 3)"},
		{"a list that goes on", declare(field("a", "list", "of", compiled(field("n", "u8"), field("b", "bytes", "length", "n")), "size", "u8")), "\x03\x01x\x05", "it takes at least 5 bytes, but no byte is left (a[2].b at offset 4)"},
		{"no case", declare(field("type", "u8", "enum", enum("ping", 1)), field("v", "switch", "on", "type", "cases", cases(2, "u8"))), "\x01", "type is ping, for which there is no case (v at offset 1)"},
		{"varint in an item", declare(field("a", "list", "of", "varint", "count", 2)), "\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", "the varint has more than 64 bits (a[2] at offset 1)"},
		{"too deep", tlvDeclaration(), deep, "more than 64 headers stand inside each other (value.items[1].value…items[1].value.items[1].value.items[1].value.items[1].value.items[1].value.items[1].value.items[1] at offset 64)"},
		{"no zero byte in an item", with(declare(field("a", "list", "of", "cstring", "count", 2)), "max", 4), "x\x00yz", "no zero byte ends it within max 4 (a[2] at offset 2)"},
		{"codec", declare(field("a", "list", "of", netstring(), "count", 2)), "1:x,y", "expected digits and a colon, got 'y' (a[2] at offset 4)"},
		{"nothing in an item", declare(field("k", "u8"), field("len", "u8", "length_of", "a"), field("a", "list", "of", compiled(field("b", "u8", "when", header.When(never))), "rest", true)), "\x00\x01x", "an item of no bytes never comes to the end of the list (a[1] at offset 2)"},
	}
	for _, test := range tests {
		var message header.Message
		n, err := mustNew(t, test.decl).Decode(&message, []byte(test.data))
		if got := fmt.Sprint(err); got != test.want {
			t.Errorf("%s: %d, %s\nwant %s", test.name, n, got, test.want)
		}
	}
}

func TestNestedRefusedValues(t *testing.T) {
	t.Parallel()
	point := compiled(field("x", "u8"), field("y", "u8", "default", 7))
	h := mustNew(t, with(declare(
		field("n", "u16"), field("items", "list", "of", point, "count", "n"), field("two", "list", "of", "u16", "count", 2),
		field("type", "u8", "default", 1), field("v", "switch", "on", "type", "cases", cases(1, point, 2, "cstring")), field("opt", "u8", "when", odd("type")),
		field("short", "list", "of", "bytes:2", "size", "u8"), field("few", "list", "of", "u8", "count", "u8"),
	), "max", 1000))
	right := m{"two": l{1, 2}, "v": m{"x": 1}, "opt": 1}
	tests := []struct {
		field string
		value any
		want  string
	}{
		{"items", l{m{"x": 1}, m{"x": 256}}, "field items[2].x: u8 takes 0 to 255, got 256"},
		{"items", l{m{"x": 1}, m{}}, "field items[2].x: no value for it, and no default; it takes an integer"},
		{"items", l{m{"x": 1}, 5}, "field items[2]: it takes a table of fields, got 5"},
		{"two", l{1}, "field two: the list has always 2 items, got 1"},
		{"two", l{1, "x"}, `field two[2]: u16 takes an integer, got "x"`},
		{"two", l{1, m{}}, `field two[2]: u16 takes an integer, got a table`},
		{"v", m{"x": "a"}, `field v.x: u8 takes an integer, got "a"`},
		{"v", "text", `field v: it takes a table of fields, got "text"`},
		{"type", 2, "field opt: it is given, but its function `when` says that it is not there"},
		{"type", 3, "field v: type is 3, for which there is no case"},
		{"short", many(200, "xy"), "field short: 400 bytes do not fit a length of u8"},
		{"few", many(256, 1), "field few: 256 items do not fit a count of u8"},
		{"items", many(600, m{"x": 1}), "field items: a message of 1002 bytes is longer than max 1000"},
	}
	for _, test := range tests {
		given := maps.Clone(right)
		given[test.field] = test.value
		if test.field == "type" {
			given["v"] = "text"
		}
		out, err := encodeGiven(t, h, given)
		if err == nil || err.Error() != test.want {
			t.Errorf("%s = %.40v: %x, %v\nwant %s", test.field, test.value, out, err, test.want)
		}
	}
}

func many(n int, v any) l {
	var list l
	for range n {
		list = append(list, v)
	}
	return list
}

func encodeGiven(t *testing.T, h *header.Header, given m) ([]byte, error) {
	t.Helper()
	return h.Encode(nil, outgoingNested(t, h, given))
}

// TestPieces decodes a long list that comes a byte at a time: in the time of
// reading it a few times.
func TestPieces(t *testing.T) {
	t.Parallel()
	const items = 5_000
	h := mustNew(t, declare(
		field("n", "u16"), field("items", "list", "of", compiled(field("names", "list", "of", "cstring", "count", "u8")), "count", "n"),
		field("m", "u16"), field("more", "list", "of", "cstring", "count", "m"), field("end", "cstring")))
	wire := []byte{items >> 8, items & 255}
	wire = append(wire, strings.Repeat("\x02a\x00bc\x00", items)...)
	wire = append(wire, items>>8, items&255)
	wire = append(wire, strings.Repeat("abc\x00", items)...)
	wire = append(wire, strings.Repeat("x", 20_000)+"\x00"...)
	var r header.Resumed
	var got header.Message
	for n := range wire {
		if n, err := r.Decode(h, &got, wire[:n], n == 0); err != nil || n > 0 {
			t.Fatal(n, err)
		}
	}
	if n, err := r.Decode(h, &got, wire, false); n != len(wire) || err != nil || len(got.Fields[3].Nested.Items) != items || len(got.Fields[1].Nested.Items) != items {
		t.Fatal(n, err, len(got.Fields))
	}
}

func TestExplainNested(t *testing.T) {
	t.Parallel()
	h := mustNew(t, declare(
		field("n", "u8"), field("items", "list", "of", compiled(field("id", "u8", "const", 1), field("names", "list", "of", "cstring", "count", "u8")), "count", "n"),
		field("opt", "u8", "when", header.When(never)), field("v", "switch", "on", "n", "cases", cases(1, tlvHeader(t)))))
	got := h.Explain([]byte("\x01\x02\x02a\x00bc\x00\x30\x03\x04\x01"))
	want := `offset  field              type     bytes     value
     0  n                  u8       01        1
     1  items              list               1 item
     1  items[1]           group              2 fields
     1  items[1].id        u8       02        0x02
     2  items[1].names     list               2 items
     3  items[1].names[1]  cstring  61 00     "a"
     5  items[1].names[2]  cstring  62 63 00  "bc"
     8  v                  switch             2 fields
     8  v.tag              u8       30        48
     9  v.length           varint   03        3
    10                              04 01     not decoded
wrong: id must be 0x01, got 0x02 (items[1].id at offset 1)
incomplete: 12 bytes, and at least 1 more to come
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestExplainMany shows the end of a long message, where it is broken.
func TestExplainMany(t *testing.T) {
	t.Parallel()
	h := mustNew(t, declare(field("l", "list", "of", "u8", "count", "u16"), field("c", "u8", "const", 7)))
	message := func(items int) []byte {
		return append(binary.BigEndian.AppendUint16(nil, uint16(items)), append(make([]byte, items), 9)...)
	}
	brief := h.Brief(message(30))
	if n := strings.Count(brief, "\n"); n > 24 {
		t.Errorf("%d lines", n)
	}
	for _, part := range []string{"offset  field", "     0  l      list", "     6  l[5] ", "\n… 14 more fields\n", "    22  l[21]", "    32  c      u8    09     0x09\nwrong: c must be 0x07"} {
		if !strings.Contains(brief, part) {
			t.Errorf("%q is not in\n%s", part, brief)
		}
	}
	if whole := h.Explain(message(600)); !strings.Contains(whole, "\n… 82 more fields\n") || !strings.Contains(whole, "  c       u8    09     0x09\n") {
		t.Errorf("the end is not in\n%s", whole)
	}
	if short := h.Brief(message(16)); strings.Contains(short, "more") {
		t.Errorf("a field is left out of\n%s", short)
	}
	texts := mustNew(t, declare(field("l", "list", "of", compiled(field("j", "json", "length", "u8")), "count", "u8")))
	if brief := texts.Brief([]byte("\x20" + strings.Repeat("\x011", 10) + "\x01{" + strings.Repeat("\x011", 21))); !strings.Contains(brief, "wrong: this is no JSON") || !strings.Contains(brief, "(l[11].j at offset 21)") {
		t.Errorf("of a text that is not shown:\n%s", brief)
	}
	if none := h.Brief(nil); !strings.Contains(none, "incomplete: 0 bytes") {
		t.Errorf("got\n%s", none)
	}
}

func tlvHeader(t testing.TB) *header.Header { return mustNew(t, tlvDeclaration()) }

// TestBind makes the functions of a declaration callable, wherever they are.
func TestBind(t *testing.T) {
	t.Parallel()
	inner := compiled(field("flags", "u8"), field("id", "u8", "when", header.Script{Code: "odd"}))
	h := mustNew(t, declare(field("sum", "u8", "checksum_of", "items", "with", header.Script{Code: "sum"}), field("items", "list", "of", inner, "count", "u8")))
	if _, err := h.Decode(&header.Message{}, []byte("\x05\x01\x01\x03")); fmt.Sprint(err) != "only its function `when` says whether it is there (items[1].id at offset 3)" {
		t.Error(err)
	}
	if !h.HasScripts() || !h.Asks() {
		t.Error("no scripts")
	}
	bound, err := h.Bind(scripts{})
	if err != nil || bound.HasScripts() {
		t.Fatal(err)
	}
	for _, wire := range []string{"\x05\x01\x01\x03", "\x03\x01\x02", "\x00\x00"} {
		var message header.Message
		if n, err := bound.Decode(&message, []byte(wire)); n != len(wire) || err != nil {
			t.Errorf("%q: %d, %v", wire, n, err)
		}
	}
}

type scripts struct{}

func (scripts) Sum(code any) (header.Sum, error) { return sum8, nil }

func (scripts) When(code any) (header.When, error) { return odd("flags"), nil }

func (scripts) Codec(code any) (frame.Placed, error) { return placeCodec{}, nil }

func first2(data []byte) (header.Value, error) { return header.BytesOf(data[:2]), nil }

func tlvDeclaration() header.Declaration {
	return with(declare(
		field("tag", "u8"), field("length", "varint", "length_of", "value"),
		field("value", "switch", "on", "tag", "cases", cases(0x30, compiledList()), "default", "bytes"),
	), "name", "tlv")
}

func compiledList() *header.Header {
	return compiled(field("items", "list", "of", header.Ref("tlv"), "rest", true))
}
