package header

import (
	"sockrun/luaapi/wire/frame"
)

// Ref stands in a declaration for the nearest header around it that has this
// name: so a header may hold others of its own kind.
type Ref string

// Case is one case of a switch in a declaration: Of is a type, a *Header, a
// frame.Codec, a Ref, or a Script that gives a frame.Placed.
type Case struct {
	Key any // an integer.Integer, a bool, or a string
	Of  any
}

// Cases are the cases of a switch in a declaration, in its order.
type Cases []Case

// MaxDepth is how many headers may stand inside each other, in a declaration
// and in a message.
const MaxDepth = 64

// part is what an item of a list, a case of a switch or a group is.
type part struct {
	header *Header // nil for a ref
	ref    Ref
	// plain says that the header has one field, and that the part is its value.
	plain bool
}

// partOf reads a part of the declaration of f, which is called what there.
func (h *Header) partOf(f *field, what string, v any) (*part, error) {
	switch v := v.(type) {
	case *Header:
		return &part{header: v}, nil
	case Ref:
		return &part{ref: v}, nil
	case frame.Codec:
		return codecPart(f, field{codec: v, typ: v.Name(), lua: v.Name() == frame.Custom}), nil
	case Script:
		return codecPart(f, field{code: v, typ: frame.Custom, lua: true}), nil
	case string:
		inner, err := New(Declaration{Options: []Option{{"order", orderName(f.little)}}, Fields: []Declared{{Name: f.name, Type: v}}})
		if wrong, ok := err.(*DeclarationError); ok {
			return nil, f.wrong(what, "%s: %s", what, wrong.Message)
		}
		return &part{header: inner, plain: true}, nil
	}
	return nil, f.wrong(what, "%s must be %s, got %s", what, takesPart, describe(v))
}

const takesPart = "a type, a header, a codec or frame.ref(name)"

func orderName(little bool) string {
	if little {
		return "little"
	}
	return "big"
}

// codecPart is a part of f that another codec cuts out.
func codecPart(f *field, of field) *part {
	of.shape, of.name, of.countUnit = shape{kind: coded, size: varies}, f.name, 1
	_, isScript := of.code.(Script)
	return &part{plain: true, header: &Header{
		index: map[string]int{f.name: 0}, max: frame.DefaultMax, open: -1, nests: true, depth: 1,
		fields: []*field{&of}, units: []unit{{to: 1, size: varies}},
		asks: of.lua, placed: of.lua, scripted: isScript,
	}}
}

// isCoded says whether a field is a value that a codec in Lua makes, which may
// be a number.
func (f *field) isCoded() bool {
	return f.kind == group && f.of != nil && f.of.plain && f.of.header.fields[0].lua
}

// parts are all that may stand in a field.
func (f *field) parts() []*part {
	var all []*part
	if f.of != nil {
		all = append(all, f.of)
	}
	for _, c := range f.cases {
		if c.part != nil {
			all = append(all, c.part)
		}
	}
	if f.otherwise != nil {
		all = append(all, f.otherwise)
	}
	return all
}

// isOpen says whether only the end of the data ends a part.
func (p *part) isOpen() bool { return p.header != nil && p.header.Open() }

// least is the fewest bytes that a part takes.
func (p *part) least() int {
	if p.header == nil {
		return 0
	}
	return p.header.least()
}

// least is the fewest bytes of a message.
func (h *Header) least() int { return h.units[0].least + h.units[0].leastEnd }

// collectRefs collects the refs that no header inside of h answers, and whether one
// of them needs a header that ends by itself.
func (h *Header) collectRefs() error {
	for _, f := range h.fields {
		for _, p := range f.parts() {
			alone := f.kind == list || f.sizing.how == byItself
			if p.header == nil {
				h.addRef(string(p.ref), alone)
				continue
			}
			for name, inner := range p.header.refs {
				h.addRef(name, inner)
			}
		}
		if alone, ok := h.refs[h.name]; ok && alone && h.Open() {
			return f.wrong("of", "nothing says where %s inside of it ends: %s takes all that is left", h.name, h.OpenField())
		}
	}
	if h.name != "" {
		delete(h.refs, h.name)
	}
	return nil
}

func (h *Header) addRef(name string, alone bool) {
	if h.refs == nil {
		h.refs = map[string]bool{}
	}
	h.refs[name] = h.refs[name] || alone
}

// setDepth bounds how deep headers stand inside each other.
func (h *Header) setDepth() error {
	h.depth = 1
	for _, f := range h.fields {
		for _, p := range f.parts() {
			if p.header == nil {
				continue
			}
			if h.depth = max(h.depth, p.header.depth+1); h.depth > MaxDepth {
				return f.wrong("of", "more than %d headers stand inside each other", MaxDepth)
			}
		}
	}
	return nil
}
