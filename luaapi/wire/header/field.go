package header

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"sockrun/luaapi/wire/frame"
	"sockrun/luaapi/wire/integer"
)

// field is one compiled field.
type field struct {
	shape
	number    int // its index
	name, typ string
	unit      int
	bitField  bool
	shift     int  // of a bit field: of its lowest bit in its group
	little    bool // least significant byte first
	constant  *Value
	byDefault *Value
	enum      []Choice
	flags     []string // from the least significant bit
	asInt64   bool
	given     map[string]bool // the options that it was declared with

	length    string // where its end comes from, as written
	sizing    sizing
	counts    *lengthOf
	plus      int64 // added to what counts gives
	countUnit int64 // bytes that count as one
	sum       *checksum
	with      any // a Sum, or a Script
	mac       mac
	when      any         // a When, or a Script; nil for a field that is always there
	codec     frame.Codec // of what is coded; nil for a Script until it is bound
	code      any         // the Script
	lua       bool        // the codec is written in Lua
	members
	written Declared
}

// members are what stands in a field that holds other messages.
type members struct {
	raw struct { // as written
		of, otherwise any
		cases         Cases
		count         any
		on            string
	}
	rest      bool
	of        *part // of a list or a group
	count     counting
	on        reference // of a switch
	cases     []caseOf
	otherwise *part
	itemsOf   *field // of an integer: the list whose items it counts
	bytesOf   *field // of what a codec in Lua writes: the field whose length it is
	tellsMore bool   // of what a codec in Lua writes: several fields hang on it, so it is not filled in
	needed    bool   // of a list or a group: what later fields are may depend on what is in it
}

// caseOf is one case of a switch.
type caseOf struct {
	key Value
	*part
}

// counting is how many items a list has.
type counting struct {
	how    manner // byItself for as many as there is room for
	fixed  int    // byEnd: always so many
	prefix shape  // byPrefix
	from   reference
}

// reference is where in an earlier field a value is found.
type reference struct {
	outer bool   // it is a field of the message around
	name  string // of that
	from  int
	path  []string // the keys down to it, in JSON or in groups
}

// Choice is one value of an enum.
type Choice struct {
	Name  string
	Value integer.Integer
}

// sizing is how decoding finds the size of a field that varies.
type sizing struct {
	how      manner
	prefix   shape     // byPrefix
	from     reference // byPath
	by       int       // byLength: the field with length_of
	fixed    int       // byLength: bytes of the other units that it counts and that do not vary
	counted  []int     // byLength: the other units that it counts and that vary, all before this field
	ownStart bool      // byLength: it counts the whole message, so also all before this field
}

type manner uint8

const (
	byItself manner = iota // fixed, or the bytes themselves say it
	byPrefix
	byPath
	byLength
	byEnd // of the data
)

// lengthOf is a computed length.
type lengthOf struct {
	message bool
	names   []string
	units   []int // what it counts
}

// checksum is a computed check.
type checksum struct {
	message bool
	names   []string
	units   []int // in the order in which they are summed
	option  string
	sum     summing
}

// Field describes a field to who shows or converts its values.
type Field struct {
	Name    string   // "" for padding without a name
	Type    string   // as declared: "u16"
	Kind    Kind     // of its values, Absent for padding
	Flags   []string // bits, from the least significant
	Bits    int      // of an integer of a fixed size
	AsInt64 bool
	Const   *Value // what it always is, nil when it may be anything; not to be changed
	Hidden  bool   // padding: it has no value
	// Optional says that a function of the declaration decides whether it is there.
	Optional bool
}

func (f *field) describe() Field {
	d := Field{Name: f.name, Type: f.typ, Flags: f.flags, Bits: f.bits, AsInt64: f.asInt64, Const: f.constant, Optional: f.when != nil}
	switch f.kind {
	case unsigned, signed, varint:
		d.Kind = Integer
	case float:
		d.Kind = Float
	case boolean:
		d.Kind = Bool
	case data, cstring:
		d.Kind = Bytes
	case jsonText:
		d.Kind = JSON
	case list:
		d.Kind = Items
	case choice:
		d.Kind = Switch
	case group:
		d.Kind = Group
	case coded:
		d.Kind = Bytes
		if f.lua {
			d.Kind = Foreign
		}
	case padding:
		d.Hidden = true
	}
	return d
}

// isInteger says whether the field's values are integers.
func (f *field) isInteger() bool { return f.kind <= signed || f.kind == varint }

// Choices returns the values of the enum of field i that have a name.
func (h *Header) Choices(i int) []Choice { return h.fields[i].enum }

// Bit returns the number of a named bit, from 0 for the least significant; -1
// when there is none. A bit without a name is called by Unnamed.
func (f *Field) Bit(name string) int {
	if name == "_" {
		return -1
	}
	if n := slices.Index(f.Flags, name); n >= 0 {
		return n
	}
	if digits, ok := strings.CutPrefix(name, "bit"); ok {
		if n, err := strconv.Atoi(digits); err == nil && f.Unnamed(n) == name {
			return n
		}
	}
	return -1
}

// Unnamed is what a bit without a name is called: bit5; "" for a bit that has
// one, or none.
func (f *Field) Unnamed(bit int) string {
	name := "bit" + strconv.Itoa(bit)
	if bit < 0 || bit >= f.Bits || bit < len(f.Flags) && f.Flags[bit] != "_" || slices.Contains(f.Flags, name) {
		return ""
	}
	return name
}

// BitNames returns the names of bits.
func (f *Field) BitNames() []string {
	return slices.DeleteFunc(slices.Clone(f.Flags), func(name string) bool { return name == "_" })
}

// AllBits returns the names of bits, and what those without one are called.
func (f *Field) AllBits() []string {
	names := f.BitNames()
	for bit := range f.Bits {
		if name := f.Unnamed(bit); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// valueOf returns the value of a name of the enum.
func (f *field) valueOf(name []byte) (integer.Integer, bool) {
	for _, c := range f.enum {
		if c.Name == string(name) {
			return c.Value, true
		}
	}
	return integer.Integer{}, false
}

func (f *field) choices() []string {
	names := make([]string, len(f.enum))
	for i, c := range f.enum {
		names[i] = c.Name
	}
	return names
}

// limits returns the smallest and the greatest integer that the field holds.
func (f *field) limits() (low, high integer.Integer) {
	switch {
	case f.kind == varint:
		return low, integer.FromUint64(math.MaxUint64)
	case f.kind == signed:
		return integer.FromInt64(-1 << (f.bits - 1)), integer.FromInt64(1<<(f.bits-1) - 1)
	}
	return low, integer.FromUint64(math.MaxUint64 >> (64 - f.bits))
}

// fits says whether an integer is in the field's range.
func (f *field) fits(v integer.Integer) bool {
	if f.kind == signed {
		n, ok := v.Int64()
		return ok && n>>(f.bits-1) == n>>63
	}
	word, positive := v.Uint64()
	return positive && (f.kind == varint || word>>(f.bits-1)>>1 == 0)
}
