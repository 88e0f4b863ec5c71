package header_test

import (
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"

	"sockrun/luaapi/wire/frame"
	"sockrun/luaapi/wire/header"
	"sockrun/luaapi/wire/integer"
)

type (
	m = map[string]any
	l = header.List
)

// field declares one: field("type", "u8", "enum", …).
func field(name, typ string, options ...any) header.Declared {
	d := header.Declared{Name: name, Type: typ}
	for i := 0; i < len(options); i += 2 {
		d.Options = append(d.Options, header.Option{Name: options[i].(string), Value: plain(options[i+1])})
	}
	return d
}

// plain turns Go's integers into those of declarations.
func plain(v any) any {
	switch v := v.(type) {
	case int:
		return integer.FromInt64(int64(v))
	case uint64:
		return integer.FromUint64(v)
	case header.Map:
		for i := range v {
			v[i].Value = plain(v[i].Value)
		}
	case header.List:
		for i := range v {
			v[i] = plain(v[i])
		}
	}
	return v
}

func enum(pairs ...any) header.Map {
	var names header.Map
	for i := 0; i < len(pairs); i += 2 {
		names = append(names, header.Option{Name: pairs[i].(string), Value: pairs[i+1]})
	}
	return names
}

func declare(fields ...header.Declared) header.Declaration { return header.Declaration{Fields: fields} }

func with(d header.Declaration, name string, v any) header.Declaration {
	d.Options = append(d.Options, header.Option{Name: name, Value: plain(v)})
	return d
}

func mustNew(t testing.TB, d header.Declaration) *header.Header {
	t.Helper()
	h, err := header.New(d)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// outgoing is a message with values by the names of fields.
func outgoing(t testing.TB, h *header.Header, given m) *header.Outgoing {
	t.Helper()
	var message header.Outgoing
	message.Reset(h)
	for name, v := range given {
		i, ok := h.Index(name)
		if !ok {
			t.Fatalf("no field %s", name)
		}
		message.Values[i] = value(plain(v))
	}
	return &message
}

func value(v any) header.Value {
	switch v := v.(type) {
	case integer.Integer:
		return header.IntegerOf(v)
	case float64:
		return header.Value{Kind: header.Float, Float: v}
	case bool:
		w := header.Value{Kind: header.Bool}
		if v {
			w.Int = integer.FromInt64(1)
		}
		return w
	case json:
		return header.Value{Kind: header.JSON, Bytes: []byte(v)}
	case string:
		return header.BytesOf([]byte(v))
	}
	return header.Value{Kind: header.Other, Bytes: []byte("a table")}
}

type json string

// shown lists the fields of a decoded message.
func shown(h *header.Header, message *header.Message) string {
	var parts []string
	for i := range message.Fields {
		if f := h.Field(i); !f.Hidden {
			parts = append(parts, f.Name+"="+message.Fields[i].Value.String())
		}
	}
	return strings.Join(parts, " ")
}

// ping is the header of the reference.
func ping() header.Declaration {
	return declare(
		field("magic", "u16", "const", 0xCAFE),
		field("version", "u8", "default", 1),
		field("type", "u8", "enum", enum("ping", 1, "pong", 2, "data", 3)),
		field("flags", "u8", "bits", l{"ack", "urgent"}),
		field("length", "u32", "length_of", "payload"),
		field("crc", "u32", "crc32_of", "payload"),
		field("payload", "bytes"),
	)
}

// TestMessages encodes and decodes. The bytes of the numbers and checks are
// CPython's: struct.pack, zlib.crc32, binascii.crc_hqx.
func TestMessages(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		decl    header.Declaration
		message m
		wire    string
		want    string // what decoding shows
	}{
		{"reference", ping(), m{"type": "ping", "payload": "hi"}, "cafe 01 01 00 00000002 d8932aac 6869",
			`magic=51966 version=1 type=1 flags=0 length=2 crc=3633523372 payload="hi"`},
		{"unknown enum, bits", ping(), m{"type": 9, "flags": 0x83, "version": 2}, "cafe 02 09 83 00000000 00000000",
			`magic=51966 version=2 type=9 flags=131 length=0 crc=0 payload=""`},
		{"big", declare(field("a", "i8"), field("b", "i16"), field("c", "i32"), field("d", "i64"), field("e", "u64"), field("f", "f32"), field("g", "f64")),
			m{"a": -5, "b": -2, "c": -70000, "d": -1 << 63, "e": uint64(1<<64 - 1), "f": 1.5, "g": -0.1},
			"fb fffe fffeee90 8000000000000000 ffffffffffffffff 3fc00000 bfb999999999999a",
			"a=-5 b=-2 c=-70000 d=-9223372036854775808 e=18446744073709551615 f=1.5 g=-0.1"},
		{"little", with(declare(field("a", "i16"), field("b", "u24"), field("c", "u32"), field("d", "i64"), field("e", "f64"), field("f", "u16", "order", "big")), "order", "little"),
			m{"a": -2, "b": 0x010203, "c": 0xdeadbeef, "d": -1 << 63, "e": -0.1, "f": 1},
			"feff 030201 efbeadde 0000000000000080 9a9999999999b9bf 0001",
			"a=-2 b=66051 c=3735928559 d=-9223372036854775808 e=-0.1 f=1"},
		{"bit fields", declare(field("version", "u4", "default", 4), field("ihl", "u4"), field("flags", "u3"), field("offset", "u13"), field("x", "u1"), field("y", "u63")),
			m{"ihl": 5, "flags": 2, "offset": 0x1001, "x": 1, "y": 1}, "45 5001 8000000000000001", "version=4 ihl=5 flags=2 offset=4097 x=1 y=1"},
		{"bit fields across bytes", declare(field("a", "u4"), field("b", "u8"), field("c", "u4")), m{"a": 1, "b": 0x23, "c": 4}, "1234", "a=1 b=35 c=4"},
		{"bit fields in little order", with(declare(field("a", "u4"), field("b", "u12")), "order", "little"), m{"a": 1, "b": 0x234}, "3412", "a=1 b=564"},
		{"the rest", declare(field("ok", "bool"), field("", "pad:2"), field("name", "cstring"), field("n", "varint"), field("id", "bytes:3")),
			m{"ok": true, "name": "bob", "n": 300, "id": "xyz"}, "01 0000 626f6200 ac02 78797a", `ok=true name="bob" n=300 id="xyz"`},
		{"prefixes", declare(field("a", "bytes", "length", "u8"), field("b", "bytes", "length", "u16", "order", "little"), field("c", "bytes", "length", "varint"), field("d", "u8")),
			m{"a": "x", "b": "yz", "c": "w", "d": 7}, "0178 0200797a 0177 07", `a="x" b="yz" c="w" d=7`},
		{"size in an earlier field", declare(field("n", "u8"), field("d", "bytes", "length", "n"), field("end", "u8", "const", 255)), m{"d": "abc"}, "03 616263 ff", `n=3 d="abc" end=255`},
		{"JSON with body", declare(field("head", "json", "length", "u32"), field("body", "bytes", "length", "head.filesize")),
			m{"head": json(`{"filename":"a","filesize":3}`), "body": "abc"}, "0000001d" + hex.EncodeToString([]byte(`{"filename":"a","filesize":3}abc`)),
			`head={"filename":"a","filesize":3} body="abc"`},
		{"several counted, unit, plus", declare(field("len", "u8", "length_of", l{"a", "body", "b"}, "unit", 4, "plus", -1), field("a", "u16"), field("body", "bytes"), field("b", "u16")),
			m{"a": 1, "body": "wxyz", "b": 2}, "01 0001 7778797a 0002", `len=1 a=1 body="wxyz" b=2`},
		{"message length, check at the end", declare(field("len", "u16", "length_of", "message"), field("body", "bytes"), field("crc", "u16", "crc16_of", l{"body"})),
			m{"body": "123456789"}, "000d 313233343536373839 31c3", `len=13 body="123456789" crc=12739`},
		{"varint of the rest", declare(field("type", "u8"), field("left", "varint", "length_of", l{"topic", "body"}), field("topic", "bytes", "length", "u16"), field("body", "bytes")),
			m{"type": 0x30, "topic": "a", "body": strings.Repeat("x", 125)}, "30 8001 000161" + strings.Repeat("78", 125),
			`type=48 left=128 topic="a" body=a string of 125 bytes`},
		{"varint that counts itself", declare(field("len", "varint", "length_of", "message"), field("body", "bytes")), m{"body": strings.Repeat("x", 127)},
			"8101" + strings.Repeat("78", 127), `len=129 body=a string of 127 bytes`},
		{"length in a bit field", declare(field("v", "u4", "const", 4), field("ihl", "u4", "length_of", l{"v", "ihl", "rest", "options"}, "unit", 4), field("rest", "bytes:3"), field("options", "bytes")),
			m{"rest": "abc", "options": "1234"}, "42 616263 31323334", `v=4 ihl=2 rest="abc" options="1234"`},
		{"check of the message", declare(field("crc", "u32", "crc32_of", "message"), field("a", "u8")), m{"a": 1}, "b125c78b 01", "crc=2972043147 a=1"},
		{"check of a check", declare(field("all", "u32", "crc32_of", l{"inner"}), field("inner", "u32", "crc32_of", "body"), field("body", "bytes:9")),
			m{"body": "123456789"}, "ee4c6550 cbf43926 313233343536373839", ""},
		{"CRC-32C", declare(field("crc", "u32", "crc32c_of", "body"), field("body", "bytes:9")), m{"body": "123456789"}, "e3069283 313233343536373839", ""},
		{"own checksum", declare(field("sum", "u8", "checksum_of", l{"a", "b"}, "with", header.Sum(sum8)), field("a", "u8"), field("b", "u8")), m{"a": 3, "b": 5}, "08 03 05", "sum=8 a=3 b=5"},
		{"sent as given", ping(), m{"type": 1, "magic": 0xCAFE, "length": 2, "crc": uint64(0xd8932aac), "payload": "hi"}, "cafe 01 01 00 00000002 d8932aac 6869", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			h := mustNew(t, test.decl)
			wire, err := hex.DecodeString(strings.ReplaceAll(test.wire, " ", ""))
			if err != nil {
				t.Fatal(err)
			}
			got, err := h.Encode([]byte("before"), outgoing(t, h, test.message))
			if err != nil || string(got) != "before"+string(wire) {
				t.Fatalf("Encode = %x, %v\nwant     %x", got, err, wire)
			}
			checkEverySplit(t, h, wire, test.want)
		})
	}
}

func sum8(data []byte) (header.Value, error) {
	var sum byte
	for _, b := range data {
		sum += b
	}
	return header.IntegerOf(integer.FromUint64(uint64(sum))), nil
}

// checkEverySplit decodes every start of a message, and the message with
// another behind it.
func checkEverySplit(t *testing.T, h *header.Header, wire []byte, want string) {
	t.Helper()
	var message header.Message
	for split := range len(wire) {
		if n, err := h.Decode(&message, wire[:split]); err != nil || n > 0 || -n > len(wire) || n != 0 && -n <= split {
			t.Fatalf("Decode of %d of %d bytes: %d, %v", split, len(wire), n, err)
		}
	}
	data := wire
	if !h.Open() {
		data = append(append([]byte(nil), wire...), wire...)
	}
	n, err := h.Decode(&message, data)
	if err != nil || n != len(wire) {
		t.Fatalf("Decode = %d, %v, want %d", n, err, len(wire))
	}
	if got := shown(h, &message); want != "" && got != want {
		t.Errorf("Decode shows %s\nwant         %s", got, want)
	}
}

// TestOpen checks a header that ends with the data.
func TestOpen(t *testing.T) {
	t.Parallel()
	h := mustNew(t, declare(field("id", "u16"), field("body", "bytes"), field("end", "u8")))
	if !h.Open() || h.OpenField() != "body" {
		t.Error("not open")
	}
	var message header.Message
	n, err := h.Decode(&message, []byte("\x00\x01abc\xff"))
	if got := shown(h, &message); n != 6 || err != nil || got != `id=1 body="abc" end=255` {
		t.Errorf("Decode = %d, %v: %s", n, err, got)
	}
	if n, err := h.Decode(&message, []byte("\x00\x01")); n != -3 || err != nil {
		t.Errorf("Decode of a part = %d, %v, want -3", n, err)
	}
}

func TestMalformed(t *testing.T) {
	t.Parallel()
	json := declare(field("head", "json", "length", "u8"), field("body", "bytes", "length", "head.file.size"))
	long := with(declare(field("a", "u16"), field("length", "u32", "length_of", "body"), field("body", "bytes"), field("end", "u16")), "max", 100)
	end := declare(field("end", "bytes:24", "const", strings.Repeat("\xff", 23)+"\x00"))
	mac := declare(field("mac", "bytes:32", "hmac_of", "body", "key", "k", "digestmod", "sha256"), field("body", "bytes:1"))
	tests := []struct {
		name string
		decl header.Declaration
		data string
		want string
	}{
		{"const with a long beginning", end, strings.Repeat("\xff", 24), "end must be …ff ff ff ff ff ff ff ff ff ff 00, got …ff ff ff ff ff ff ff ff ff ff ff (end at offset 0)"},
		{"check with a long beginning", mac, "\xc3\x8e\xdc\x88\x15\xc8\x48\x9f\x64\x73\x89\x78\xf4\x40\x08\xf8\x59\x63\x45\x54\x5f\x0b\xaa\x68\xef\x6f\xcf\x5c\x53\xe5\x71\x88x", "mac is …0b aa 68 ef 6f cf 5c 53 e5 71 88, but these bytes make it …0b aa 68 ef 6f cf 5c 53 e5 71 89 (mac at offset 0)"},
		{"const", ping(), "\xca\xff", "magic must be 0xcafe, got 0xcaff (magic at offset 0)"},
		{"check", ping(), "\xca\xfe\x01\x01\x00\x00\x00\x00\x01\x00\x00\x00\x00x", "crc is 0x00000000, but these bytes make it 0x8cdc1683 (crc at offset 9)"},
		{"max", long, "\x00\x00\x00\x00\x00\x5d", "a message of 101 bytes is longer than max 100 (length at offset 2)"},
		{"far beyond max", long, "\x00\x00\xff\xff\xff\xff", "length 4294967295 is beyond max 100 (length at offset 2)"},
		{"beyond max by the order of bytes", long, "\x00\x00\x05\x00\x00\x00", "length 83886080 is beyond max 100; in little-endian order it is 5 (length at offset 2)"},
		{"length of less", declare(field("n", "u8", "length_of", l{"a", "b"}), field("a", "u16"), field("b", "bytes")), "\x01",
			""},
		{"length of less, all there", declare(field("n", "u8", "length_of", l{"a", "b"}), field("a", "u16"), field("b", "bytes")), "\x01\x00\x00",
			"n says 1 byte, but what it counts takes at least 2 (n at offset 0)"},
		{"length below plus", declare(field("n", "u8", "length_of", "b", "plus", 4), field("b", "bytes")), "\x03", "n 3 stands for less than no bytes (n at offset 0)"},
		{"negative length", declare(field("n", "i8", "length_of", "b"), field("b", "bytes")), "\xff", "n -1 stands for less than no bytes (n at offset 0)"},
		{"length that decides nothing", declare(field("n", "u8", "length_of", "b"), field("b", "bytes:2")), "\x03ab", "n is 3, but these bytes make it 2 (n at offset 0)"},
		{"unit", declare(field("n", "u8", "length_of", "b", "unit", 4), field("b", "bytes:2")), "\x03ab", "the length of b is no multiple of the unit 4: it has 2 bytes (n at offset 0)"},
		{"varint", declare(field("n", "varint")), strings.Repeat("\xff", 10), "the varint has more than 64 bits (n at offset 0)"},
		{"cstring", with(declare(field("s", "cstring")), "max", 3), "abc", "no zero byte ends it within max 3 (s at offset 0)"},
		{"no JSON", json, "\x02ab", "this is no JSON: Expecting value: line 1 column 1 (char 0) (head at offset 0)"},
		{"half of JSON", json, "\x01{", "this is no JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1) (head at offset 0)"},
		{"JSON without it", json, "\x0b{\"file\":{}}", "the JSON has no file.size (head at offset 0)"},
		{"JSON with text", json, "\x14{\"file\":{\"size\":\"\"}}", "file.size is no whole number in the JSON (head at offset 0)"},
		{"JSON with a fraction", json, "\x15{\"file\":{\"size\":1.5}}", "file.size is no whole number in the JSON (head at offset 0)"},
		{"JSON with a negative", json, "\x14{\"file\":{\"size\":-1}}", "its length is -1 (body at offset 21)"},
		{"JSON with too much", json, "\x1c{\"file\":{\"size\":9999999999}}", "a message of 9999999999 bytes is longer than max 16777216 (head at offset 0)"},
	}
	for _, test := range tests {
		var message header.Message
		n, err := mustNew(t, test.decl).Decode(&message, []byte(test.data))
		var malformed *frame.Error
		switch {
		case test.want == "" && (err != nil || n > 0):
			t.Errorf("%s: %d, %v", test.name, n, err)
		case test.want == "":
		case !errors.As(err, &malformed) || n > 0 || err.Error() != test.want:
			t.Errorf("%s: %d, %v\nwant %s", test.name, n, err, test.want)
		}
	}
}

func TestRefusedValues(t *testing.T) {
	t.Parallel()
	every := declare(
		field("seq", "u16"), field("kind", "u8", "enum", enum("ping", 1, "pong", 2)), field("f", "f32"), field("ok", "bool"),
		field("id", "bytes:2"), field("name", "cstring"), field("j", "json", "length", "u8"), field("i", "i8"), field("n", "u8", "length_of", "b", "unit", 2),
		field("b", "bytes"), field("s", "bytes", "length", "u8"),
	)
	right := m{"seq": 1, "kind": "ping", "f": 1.0, "ok": true, "id": "xy", "name": "n", "j": json("1"), "i": 0}
	tests := []struct {
		field string
		value any
		want  string
	}{
		{"seq", 65536, "field seq: u16 takes 0 to 65535, got 65536"},
		{"seq", -1, "field seq: u16 takes 0 to 65535, got -1"},
		{"seq", 1.5, "field seq: u16 takes an integer, got 1.5"},
		{"seq", "7", `field seq: u16 takes an integer, got "7"`},
		{"seq", nil, "field seq: no value for it, and no default; it takes an integer"},
		{"seq", l{}, "field seq: u16 takes an integer, got a table"},
		{"kind", "pog", `field kind: "pog" is none of its names; did you mean pong?`},
		{"kind", "xyz", `field kind: "xyz" is none of its names; there are ping, pong`},
		{"f", 1e300, "field f: 1e+300 is too large for f32"},
		{"f", "x", `field f: f32 takes a number, got "x"`},
		{"ok", 1, "field ok: bool takes true or false, got 1"},
		{"id", "x", "field id: bytes:2 takes exactly 2 bytes, got 1"},
		{"name", "a\x00b", "field name: a cstring ends with a zero byte and cannot hold one, got one at offset 1 of it"},
		{"i", 128, "field i: i8 takes -128 to 127, got 128"},
		{"b", "abc", "field n: the length of b is no multiple of the unit 2: it has 3 bytes"},
		{"b", strings.Repeat("x", 600), "field n: the length is 300, but u8 holds at most 255"},
		{"s", strings.Repeat("x", 256), "field s: 256 bytes do not fit a length of u8"},
	}
	h := mustNew(t, every)
	for _, test := range tests {
		given := maps.Clone(right)
		given[test.field] = test.value
		if test.value == nil {
			delete(given, test.field)
		}
		got, err := h.Encode([]byte("before"), outgoing(t, h, given))
		if err == nil || err.Error() != test.want || string(got) != "before" {
			t.Errorf("%s = %v: %q, %v\nwant %s", test.field, test.value, got, err, test.want)
		}
	}
	_, err := mustNew(t, with(declare(field("n", "u16", "length_of", "b"), field("b", "bytes")), "max", 9)).Encode(nil, &header.Outgoing{Values: []header.Value{{}, header.BytesOf(make([]byte, 8))}})
	if err == nil || err.Error() != "a message of 10 bytes is longer than max 9" {
		t.Error(err)
	}
}

// TestLenient decodes in spite of what is wrong.
func TestLenient(t *testing.T) {
	t.Parallel()
	h := mustNew(t, with(ping(), "verify", false))
	var message header.Message
	n, err := h.Decode(&message, []byte("\xca\xff\x01\x01\x00\x00\x00\x00\x01\x00\x00\x00\x00x"))
	if n != 14 || err != nil || len(message.Problems) != 2 {
		t.Fatalf("%d, %v, %v", n, err, message.Problems)
	}
	got := fmt.Sprint(message.Problems)
	want := "[magic must be 0xcafe, got 0xcaff (magic at offset 0) crc is 0x00000000, but these bytes make it 0x8cdc1683 (crc at offset 9)]"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// TestDeclaredLength requires that a length is computed, with a template and
// without, although it was declared with a value before another field named it.
func TestDeclaredLength(t *testing.T) {
	t.Parallel()
	length := field("length", "u8", "default", 5)
	for _, h := range []*header.Header{
		mustNew(t, declare(field("n", "u8", "default", 0), length, field("body", "bytes", "length", "length"))),
		mustNew(t, declare(field("a", "u4", "default", 0), field("b", "u4", "default", 0), length, field("body", "bytes", "length", "length"))),
	} {
		got, err := h.Encode(nil, outgoing(t, h, m{"body": "xy"}))
		if err != nil || string(got) != "\x00\x02xy" {
			t.Errorf("%s: encoded %q, %v", h.Name(), got, err)
		}
	}
}

// TestZeroCheck requires that a check that nobody has filled in is not said to be
// right for a payload without bytes, or for fields of which all bytes are zero.
func TestZeroCheck(t *testing.T) {
	t.Parallel()
	h := compiled(field("type", "u8"), field("payload", "bytes", "length", "u8"), field("crc", "u32", "crc32_of", "message"))
	var message header.Message
	if _, err := h.Decode(&message, []byte("\x01\x00\x00\x00\x00\x00")); err == nil || strings.Contains(err.Error(), "right for") {
		t.Error(err)
	}
	h = compiled(field("n", "u8", "length_of", "payload"), field("payload", "bytes"), field("crc", "u32", "crc32_of", "message"))
	if _, err := h.Decode(&message, []byte("\x00\x00\x00\x00\x00")); err == nil || strings.Contains(err.Error(), "right for") {
		t.Error(err)
	}
	h = compiled(field("type", "u8"), field("n", "u16", "length_of", "payload"), field("payload", "bytes"), field("crc", "u16", "crc16_of", "message"))
	if _, err := h.Decode(&message, []byte("\x01\x00\x00\x00\x00")); err == nil || strings.Contains(err.Error(), "right for") {
		t.Error(err)
	}
}

// TestListOfMessage requires that a list that holds only "message" means the
// same as the word alone: it covered nothing, and the checks were zero.
func TestListOfMessage(t *testing.T) {
	t.Parallel()
	for name, typ := range map[string]string{"crc16_of": "u16", "crc32_of": "u32", "crc32c_of": "u32", "checksum_of": "u8", "hmac_of": "bytes:8", "length_of": "u8"} {
		encoded := func(of any) string {
			f := field("of", typ, name, of)
			switch name {
			case "checksum_of":
				f = field("of", typ, name, of, "with", header.Sum(sum8))
			case "hmac_of":
				f = field("of", typ, name, of, "key", "k", "digestmod", "sha256")
			}
			h := compiled(f, field("body", "bytes:3"))
			got, err := h.Encode(nil, outgoing(t, h, m{"body": "abc"}))
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			return hex.EncodeToString(got)
		}
		if got, want := encoded(l{"message"}), encoded("message"); got != want {
			t.Errorf("%s: [message] gives %s, message %s", name, got, want)
		}
	}
}

// TestWrongCheckBesideRight requires that a long check that is wrong in its last
// byte can be told from the right one also where the message is not the expected.
func TestWrongCheckBesideRight(t *testing.T) {
	t.Parallel()
	h := compiled(field("mac", "bytes:32", "hmac_of", "body", "key", "k", "digestmod", "sha256"), field("body", "bytes:1"))
	data, err := h.Encode(nil, outgoing(t, h, m{"body": "x"}))
	if err != nil {
		t.Fatal(err)
	}
	data[31] ^= 1
	d, err := h.Differ([]header.Value{{}, header.BytesOf([]byte("y"))}, data)
	if err != nil || d == nil || d.Fields[0].Note != "wrong: these bytes have …0b aa 68 ef 6f cf 5c 53 e5 71 89" {
		t.Errorf("%+v, %v", d, err)
	}
}
