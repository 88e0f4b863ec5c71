package header

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"strconv"

	"sockrun/luaapi/wire/diff"
	"sockrun/luaapi/wire/integer"
	"sockrun/luaapi/wire/plural"
)

// Kind says what a Value is.
type Kind uint8

// The kinds of values.
const (
	Absent  Kind = iota // not given
	Integer             // Int
	Float               // Float
	Bool                // Int is 0 or 1
	Bytes               // Bytes; to be encoded also the name of an enum's value
	JSON                // Bytes is the text
	Foreign             // Nested has what only the codec that made it understands
	Group               // Nested is a message of another header
	Items               // Nested has the items of a list
	Switch              // of a Field only: what its case is
	Other               // nothing that a field takes; Bytes describes it
)

// Value is the value of one field. Decoded bytes are a part of the data.
type Value struct {
	Kind  Kind
	Int   integer.Integer
	Float float64
	Bytes []byte
	// Nested is what a Group or Items hold.
	Nested *Nested
}

// Nested is a message inside of another one, or a list.
type Nested struct {
	// Header declares the message; nil for a list.
	Header *Header
	Message
	Items []Found // of a list
	// Foreign is what a codec has made.
	Foreign Opaque
}

// Opaque is a value of a codec that the header knows nothing of.
type Opaque interface {
	// Same says whether another one is the same value.
	Same(other Opaque) bool
	// Differ says in which places inside of it another one, which was received,
	// differs; nil where it is not known.
	Differ(received Opaque) []Place
	// String shows it.
	String() string
	// Plain is the value for who counts or chooses by it; Absent when that
	// makes no sense.
	Plain() Value
}

// Place is where two values of a codec differ.
type Place struct {
	Path               string // behind the name of the field: "[3].x"
	Expected, Received string
}

// ForeignOf returns the Value of what a codec has made.
func ForeignOf(v Opaque) Value { return Value{Kind: Foreign, Nested: &Nested{Foreign: v}} }

// isScalar says whether a value is a number or a boolean.
func (v *Value) isScalar() bool { return v.Kind == Integer || v.Kind == Float || v.Kind == Bool }

// isNested says whether there are other values in a value.
func (v *Value) isNested() bool { return v.Nested != nil && v.Kind != Foreign }

// GroupOf returns the Value of a message of h, all of whose fields are absent
// yet.
func GroupOf(h *Header) Value {
	return Value{Kind: Group, Nested: &Nested{Header: h, Message: Message{Fields: make([]Found, len(h.fields))}}}
}

// ItemsOf returns the Value of a list.
func ItemsOf(items []Found) Value { return Value{Kind: Items, Nested: &Nested{Items: items}} }

// IntegerOf returns the Value of an integer.
func IntegerOf(v integer.Integer) Value { return Value{Kind: Integer, Int: v} }

func (v *Value) setInteger(i integer.Integer) { v.Kind, v.Int = Integer, i }

// BytesOf returns the Value of bytes.
func BytesOf(b []byte) Value { return Value{Kind: Bytes, Bytes: b} }

func boolOf(b bool) Value {
	v := Value{Kind: Bool}
	if b {
		v.Int = integer.FromInt64(1)
	}
	return v
}

// equal compares values of one field.
func (v *Value) equal(w *Value) bool {
	if v.Kind != w.Kind {
		return false
	}
	switch v.Kind {
	case Float:
		return v.Float == w.Float || v.Float != v.Float && w.Float != w.Float
	case Bool: // any byte but 0 is true
		return (v.Int == integer.Integer{}) == (w.Int == integer.Integer{})
	case Bytes, JSON:
		return bytes.Equal(v.Bytes, w.Bytes)
	case Group:
		return v.Nested.Header == w.Nested.Header && equalValues(v.Nested.Fields, w.Nested.Fields)
	case Items:
		return equalValues(v.Nested.Items, w.Nested.Items)
	case Foreign:
		return v.Nested.Foreign.Same(w.Nested.Foreign)
	}
	return v.Int == w.Int
}

func equalValues(a, b []Found) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !a[i].Value.equal(&b[i].Value) {
			return false
		}
	}
	return true
}

// String shows a value as errors do.
func (v *Value) String() string {
	switch v.Kind {
	case Integer:
		return v.Int.String()
	case Float:
		return integer.Digits(v.Float)
	case Bool:
		return strconv.FormatBool(v.Int != integer.Integer{})
	case Bytes:
		if len(v.Bytes) > 40 {
			return "a string of " + plural.Of(len(v.Bytes), "byte")
		}
		return diff.Quote(string(v.Bytes))
	case JSON, Other:
		return string(v.Bytes)
	case Foreign:
		return v.Nested.Foreign.String()
	case Group:
		return "a table"
	case Items:
		return "a list of " + plural.Of(len(v.Nested.Items), "item")
	}
	return "nothing"
}

// Found is a field of a decoded message.
type Found struct {
	Value
	Start, End int // of its bytes, counted from the start of the message
}

// put writes the low len(b) bytes of v.
func put(b []byte, v uint64, little bool) {
	if !little {
		v = bits.ReverseBytes64(v) >> (64 - 8*len(b))
	}
	switch len(b) {
	case 1:
		b[0] = byte(v)
	case 2:
		binary.LittleEndian.PutUint16(b, uint16(v))
	case 4:
		binary.LittleEndian.PutUint32(b, uint32(v))
	case 8:
		binary.LittleEndian.PutUint64(b, v)
	default:
		for i := range b {
			b[i] = byte(v >> (8 * i))
		}
	}
}

// get reads the unsigned integer that is b, at most 8 bytes.
func get(b []byte, little bool) uint64 {
	var v uint64
	switch len(b) {
	case 1:
		return uint64(b[0])
	case 2:
		v = uint64(binary.BigEndian.Uint16(b))
	case 4:
		v = uint64(binary.BigEndian.Uint32(b))
	case 8:
		v = binary.BigEndian.Uint64(b)
	default:
		for _, c := range b {
			v = v<<8 | uint64(c)
		}
	}
	if little {
		v = bits.ReverseBytes64(v) >> (64 - 8*len(b))
	}
	return v
}
