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

// TestTemplateAtRandom declares headers at random and gives each some messages
// and some bytes, right and wrong: with a template and without one all that is
// to be seen is the same, whatever the memory was used for before.
func TestTemplateAtRandom(t *testing.T) {
	t.Parallel()
	p := pair{rand: rand.New(rand.NewPCG(3, 4))}
	for range 3000 {
		h, err := header.New(p.declaration())
		if err != nil || !h.HasTemplate() {
			continue
		}
		p.headers = append(p.headers, h)
		for range 20 {
			p.compare(t, p.headers[max(0, len(p.headers)-1-p.rand.IntN(3))])
		}
	}
	if len(p.headers) < 1000 || p.decoded < 10000 || p.encoded < 10000 {
		t.Errorf("%d headers, %d messages decoded, %d encoded", len(p.headers), p.decoded, p.encoded)
	}
}

// pair is memory that messages with a template use, and that of those without.
type pair struct {
	rand             *rand.Rand
	headers          []*header.Header
	fast, slow       header.Message
	out, plain       header.Outgoing
	decoded, encoded int
}

func (p *pair) declaration() header.Declaration {
	d := header.Declaration{}
	fields := 1 + p.rand.IntN(6)
	for i := range fields {
		d.Fields = append(d.Fields, p.field(fmt.Sprintf("f%d", i), fields))
	}
	if p.rand.IntN(2) == 0 {
		d.Fields = append(d.Fields, p.tail(fields))
	}
	for _, o := range []header.Option{{Name: "order", Value: "little"}, {Name: "verify", Value: false}, {Name: "max", Value: plain(1 + p.rand.IntN(40))}} {
		if p.rand.IntN(4) == 0 {
			d.Options = append(d.Options, o)
		}
	}
	return d
}

func (p *pair) tail(i int) header.Declared {
	f := field(fmt.Sprintf("f%d", i), "bytes")
	switch p.rand.IntN(8) {
	case 0:
		f.Options = append(f.Options, header.Option{Name: "default", Value: "abc"})
	case 1:
		f.Options = append(f.Options, header.Option{Name: "const", Value: "abc"})
	case 2, 3:
		f.Options = append(f.Options, header.Option{Name: "length", Value: fmt.Sprintf("f%d", p.rand.IntN(i))})
	}
	return f
}

func (p *pair) field(name string, fields int) header.Declared {
	types := []string{"u8", "u16", "u24", "u32", "u64", "i8", "i16", "i32", "i64", "f32", "f64", "bool", "bytes:4", "pad:2", "bytes:1"}
	f := field(name, types[p.rand.IntN(len(types))])
	add := func(option string, v any) {
		f.Options = append(f.Options, header.Option{Name: option, Value: plain(v)})
	}
	target := []any{"message", fmt.Sprintf("f%d", p.rand.IntN(fields+1)), l{fmt.Sprintf("f%d", p.rand.IntN(fields)), fmt.Sprintf("f%d", fields)}}[p.rand.IntN(3)]
	switch f.Type {
	case "pad:2":
	case "f32", "f64":
		p.constant(add, []any{0.5, -1, 1e30}[p.rand.IntN(3)])
	case "bool":
		p.constant(add, p.rand.IntN(2) == 0)
	case "bytes:4", "bytes:1":
		if p.rand.IntN(4) == 0 {
			add("hmac_of", target)
			add("key", "k")
			add("digestmod", "md5")
			break
		}
		p.constant(add, "abcd"[:f.Type[6]-'0'])
	default:
		p.integer(add, target)
	}
	return f
}

func (p *pair) constant(add func(string, any), v any) {
	switch p.rand.IntN(4) {
	case 0:
		add("const", v)
	case 1:
		add("default", v)
	}
}

func (p *pair) integer(add func(string, any), target any) {
	switch p.rand.IntN(14) {
	case 0, 1, 2:
		add("length_of", target)
		if p.rand.IntN(2) == 0 {
			add("plus", p.rand.IntN(9)-4)
		}
		if p.rand.IntN(2) == 0 {
			add("unit", 1+p.rand.IntN(3))
		}
	case 3, 4:
		add([]string{"crc16_of", "crc32_of", "crc32c_of"}[p.rand.IntN(3)], target)
	case 5:
		add("checksum_of", target)
		add("with", header.Sum(sumOfSome))
	case 6:
		add("enum", enum("ping", 1, "pong", 2))
		p.constant(add, 1)
	case 7:
		add("bits", l{"a", "_", "b"})
	case 8:
		add("order", "little")
	default:
		p.constant(add, p.rand.IntN(200)-60)
	}
}

// compare encodes a message, and decodes it when it can be, and what is like it.
func (p *pair) compare(t *testing.T, h *header.Header) {
	t.Helper()
	values := make([]header.Value, h.Len())
	given := p.rand.IntN(3) > 0
	for i := range values {
		if f := h.Field(i); !f.Hidden && given || p.rand.IntN(12) == 0 {
			values[i] = p.value(&f)
		}
	}
	data := p.encode(t, h, values)
	if p.rand.IntN(8) == 0 {
		data = make([]byte, p.rand.IntN(30))
		for i := range data {
			data[i] = byte(p.rand.Uint32())
		}
	}
	p.decode(t, h, data)
	p.decode(t, h, p.damaged(data))
}

// value is mostly one that a field takes; of computed ones it is seldom any.
func (p *pair) value(f *header.Field) header.Value {
	switch {
	case f.Hidden, p.rand.IntN(8) == 0:
		return anyValue(p.rand)
	case p.rand.IntN(4) == 0:
		return header.Value{}
	}
	switch f.Kind {
	case header.Integer:
		return header.IntegerOf(integer.FromInt64(int64(p.rand.IntN(130))))
	case header.Float:
		return value(p.rand.NormFloat64())
	case header.Bool:
		return value(p.rand.IntN(2) == 0)
	}
	if f.Type == "bytes" {
		return value("abcdefgh"[:p.rand.IntN(9)])
	}
	return value("wxyz"[:f.Type[6]-'0'])
}

func (p *pair) damaged(data []byte) []byte {
	data = bytes.Clone(data)
	for range p.rand.IntN(3) {
		switch n := len(data); {
		case n == 0 || p.rand.IntN(4) == 0:
			data = append(data, "behind"[:p.rand.IntN(7)]...)
		case p.rand.IntN(3) == 0:
			data = data[:p.rand.IntN(n)]
		default:
			data[p.rand.IntN(n)] += byte(p.rand.IntN(5)) - 2
		}
	}
	return data
}

// encode encodes with both, and returns what came of it.
func (p *pair) encode(t *testing.T, h *header.Header, values []header.Value) []byte {
	t.Helper()
	given := fmt.Sprintf("%+v", values)
	p.out.Values, p.plain.Values = append(p.out.Values[:0], values...), append(p.plain.Values[:0], values...)
	encode, isHead := (*header.Header).Encode, p.rand.IntN(8) == 0
	if isHead {
		encode = func(h *header.Header, dst []byte, m *header.Outgoing) ([]byte, error) {
			out, body, err := h.EncodeHead(dst, m, 3)
			return fmt.Appendf(out, "%d", body), err
		}
	}
	got, err := encode(h, []byte("before"), &p.out)
	want, wanted := encode(h.WithoutTemplate(), []byte("before"), &p.plain)
	if !bytes.Equal(got, want) || fmt.Sprint(err) != fmt.Sprint(wanted) {
		t.Fatalf("%s, %s:\n%x, %v, want\n%x, %v", declared(h), given, got, err, want, wanted)
	}
	if !isHead {
		p.compareOne(t, h, values, want, err)
	}
	if err != nil {
		return nil
	}
	p.encoded++
	p.compareValues(t, h, values)
	return want[len("before"):]
}

// compareValues compares what Encode has made of the values that it sets.
func (p *pair) compareValues(t *testing.T, h *header.Header, values []header.Value) {
	t.Helper()
	for i := range p.out.Values {
		got, want := fmt.Sprintf("%+v", p.out.Values[i]), fmt.Sprintf("%+v", p.plain.Values[i])
		if isComputed := h.IsComputed(i); got != want && (isComputed || values[i].Kind != header.Absent) {
			t.Fatalf("%s: field %d of %+v is %s, want %s", declared(h), i, values, got, want)
		}
	}
}

// compareOne gives the values one by one, in any order.
func (p *pair) compareOne(t *testing.T, h *header.Header, values []header.Value, want []byte, wanted error) {
	t.Helper()
	if !p.out.Begin(h) {
		t.Fatalf("%s cannot be begun", declared(h))
	}
	for _, i := range p.rand.Perm(len(values)) {
		v := p.out.Fresh()
		if *v = values[i]; v.Kind != header.Absent && !p.out.Put(i, v) {
			return
		}
	}
	got, ok, err := p.out.Finish([]byte("before"))
	if ok && (fmt.Sprint(err) != fmt.Sprint(wanted) || !bytes.HasPrefix(want, got)) {
		t.Fatalf("%s, %+v: one by one\n%x, %v, want\n%x, %v", declared(h), values, got, err, want, wanted)
	}
}

func (p *pair) decode(t *testing.T, h *header.Header, data []byte) {
	t.Helper()
	decode := []func(*header.Header, *header.Message, []byte) (int, error){(*header.Header).Decode, (*header.Header).DecodeWrong, (*header.Header).Read, (*header.Header).Decode}[p.rand.IntN(4)]
	n, err := decode(h, &p.fast, data)
	want, wanted := decode(h.WithoutTemplate(), &p.slow, data)
	if n != want || fmt.Sprint(err) != fmt.Sprint(wanted) {
		t.Fatalf("%s: %x: %d, %v, want %d, %v", declared(h), data, n, err, want, wanted)
	}
	got, shown := fmt.Sprintf("%#v, %v", p.fast.Fields, problems(&p.fast)), fmt.Sprintf("%#v, %v", p.slow.Fields, problems(&p.slow))
	if got != shown {
		t.Fatalf("%s: %x:\n%s, want\n%s", declared(h), data, got, shown)
	}
	if n > 0 && err == nil {
		p.decoded++
	}
}

func problems(m *header.Message) error {
	var all []error
	for _, problem := range m.Problems {
		all = append(all, problem)
	}
	return errors.Join(all...)
}

// declared shows a declaration.
func declared(h *header.Header) string {
	text := ""
	for _, d := range h.Written() {
		text += fmt.Sprintf("%s %s %v; ", d.Name, d.Type, d.Options)
	}
	return text
}
