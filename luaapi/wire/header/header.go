// Package header holds binary headers that are declared field by field: one
// declaration encodes messages, decodes and verifies them, and explains their
// bytes. It knows nothing of Lua nor of YAML; both hand over a Declaration as
// it was written, and every mistake in it is found here.
//
// New compiles a declaration into a Header, a list of units that each take a
// whole number of bytes: a field, or a group of bit fields. What a field
// needs to know of others (which length decides where it ends, what a
// checksum covers) is settled then, so that encoding and decoding walk the
// units once and never search.
//
// What a peer sends is never trusted: sizes are checked against the longest
// message before anybody makes room for them.
//
// A field may hold messages of other headers, alone, one of several, or in a
// list. Each of them is encoded and decoded by its own Header as if it were
// alone: its lengths and checks are about its own fields.
package header

import (
	"math"

	"sockrun/luaapi/wire/frame"
)

// Declaration is a header as it was written.
type Declaration struct {
	Options []Option // order, max, verify, name, base
	Fields  []Declared
}

// Declared is one field as it was written.
type Declared struct {
	Name, Type string // no name for padding only
	Options    []Option
}

// Option is a named value of a declaration. Value is a bool, an
// integer.Integer, a float64, a string, a List, a Map, a Sum, a When, a
// Script, a *Header, a frame.Codec, a Ref or Cases.
type Option struct {
	Name  string
	Value any
}

// List is a list in a declaration.
type List []any

// Map is a table in a declaration, in its order.
type Map []Option

// Header is a compiled declaration. It never changes; any goroutine may use
// it, unless the declaration holds a Sum that may not be called anywhere.
type Header struct {
	fields []*field
	units  []unit
	index  map[string]int // of named fields other than padding
	max    int            // bytes of a whole message
	little bool           // the order of fields that have none of their own
	// lenient headers decode in spite of wrong constants and checks.
	lenient  bool
	sums     []int     // fields with checksums, those that others cover first
	crosses  bool      // some of them cover each other, which are not there together
	lengths  []int     // fields with length_of
	open     int       // the field that ends with the data, -1 for none
	template *template // nil when messages do not have one

	name  string // by which refs inside of it know it, "" for none
	nests bool   // it holds other headers, or fields that may not be there
	depth int    // how many headers stand inside each other, with this one
	// refs are the names inside of it that headers around it are to answer.
	// true says that one of them must end by itself.
	refs     map[string]bool
	outward  []outward // the fields of the message around on which its own depend
	asks     bool      // it holds functions that say whether or where a field is
	placed   bool      // it holds codecs that see what lies before them
	base     bool      // what they see begins with its messages, not with those around
	scripted bool      // it holds functions that only Bind makes callable
	// searches says that the sizes of messages are found only at their ends.
	searches bool
}

// unit is a part of the layout that takes whole bytes: one field, or a group
// of bit fields.
type unit struct {
	from, to int // indexes of its fields
	size     int // in bytes; varies for one whose size messages decide
	least    int // the fewest bytes it takes
	after    int // bytes of all units behind it, varies when one of them does
	leastEnd int // the fewest bytes of all units behind it
	little   bool
}

// span is where a unit lies in a message.
type span struct{ start, end int }

// varies is the size of what has none of its own.
const varies = -1

// New compiles a declaration. The error is a *DeclarationError.
func New(d Declaration) (*Header, error) {
	h := &Header{index: map[string]int{}, max: frame.DefaultMax, open: -1}
	if err := h.compile(d); err != nil {
		return nil, err
	}
	h.template = h.newTemplate()
	return h, nil
}

// compile settles all that is declared. Each step needs what those before it
// have settled, so only the mistakes of one are told together.
func (h *Header) compile(d Declaration) error {
	var wrong mistakes
	wrong.add(h.setOptions(d))
	wrong.add(h.addFields(d))
	for _, step := range []func() error{h.resolveParts, h.layOut, h.resolve, h.resolveEnds, h.sortSums, h.collectRefs, h.setDepth, h.checkOutward} {
		if wrong.first != nil {
			break
		}
		wrong.add(step())
	}
	return wrong.inOrder()
}

// resolve settles what fields say of each other, and of themselves.
func (h *Header) resolve() error {
	var wrong mistakes
	for _, step := range []func(f *field) error{h.resolveTargets, h.resolveMembers, h.resolveLength, (*field).checkConstants} {
		for _, f := range h.fields {
			wrong.add(step(f))
		}
	}
	return wrong.err()
}

// Len returns the number of fields.
func (h *Header) Len() int { return len(h.fields) }

// Index returns the index of the field of a name, and false when there is
// none.
func (h *Header) Index(name string) (int, bool) {
	i, ok := h.index[name]
	return i, ok
}

// Field describes field i.
func (h *Header) Field(i int) Field { return h.fields[i].describe() }

// Open says whether a message ends where the data ends, as in a datagram: it
// cannot be cut out of a stream.
func (h *Header) Open() bool { return h.open >= 0 }

// OpenField returns the name of the field for which a header is Open.
func (h *Header) OpenField() string { return h.fields[h.open].name }

// Lenient says whether messages with wrong constants, lengths and checks are
// decoded.
func (h *Header) Lenient() bool { return h.lenient }

// Name describes the header as frame.Codec's Name does.
func (h *Header) Name() string {
	text := "header{"
	for i, f := range h.fields {
		if i > 0 {
			text += ", "
		}
		text += f.name
		if len(text) > 60 {
			text += ", …"
			break
		}
	}
	return text + "}"
}

// maxMax is the greatest max that a declaration may give.
const maxMax = math.MaxInt32
