package scenario

import (
	"errors"
	"slices"
	"strings"

	"sockrun/luaapi/wire/header"
	"sockrun/luaapi/wire/integer"
)

const (
	takesHeader     = "a map with fields: a list of fields such as {name: seq, type: u16}"
	takesFields     = "a list of fields such as {name: seq, type: u16}"
	takesField      = "a field such as {name: seq, type: u16}"
	headerDoc       = "A binary header, declared field by field. Messages are maps of fields; send and expect them with {fields: {…}}."
	headerFieldDoc  = "One field of a header. Constants, lengths and checksums are filled in when a message does not give them; a value that is given is sent as it is."
	fieldTypeDoc    = "u8 u16 u24 u32 u64 i8 i16 i32 i64 f32 f64 varint bool bytes bytes:N cstring json pad:N, list, switch and group, which contain other messages; the name of a frame, which is a group of it; or the bit fields u1 to u63, most significant first, which together must fill whole bytes."
	headerBaseDoc   = "Codecs in Lua inside it see its messages alone, and count positions from their start. Without base they see the outermost message."
	headerVerifyDoc = "false decodes messages even if constants, lengths or checksums are wrong, and lists what is wrong in their field errors."
)

// headerParts collects a header and its fields as they are written, with the
// nodes that its errors may be about.
type headerParts struct {
	declaration header.Declaration
	fields      []fieldParts
	nodes       map[string]*node // of the header's own options
	name        string
}

// fieldParts is one field as it is written.
type fieldParts struct {
	declared header.Declared
	node     *node
}

func (p *fieldParts) isSwitch() bool {
	t := p.node.find("type")
	return t != nil && t.value.text == "switch"
}

// isNested says whether the field is a list or a message of a frame, of which a map
// cannot be the bytes.
func (p *fieldParts) isNested() bool {
	t := p.node.find("type")
	return t != nil && (t.value.text == "list" || t.value.text == "group" || !header.IsType(t.value.text))
}

// headerTable declares a header.
func headerTable() table[headerParts] {
	option := func(d *decoder, v value, p *headerParts) {
		p.declaration.Options = append(p.declaration.Options, header.Option{Name: v.key, Value: d.declared(v.node)})
		p.nodes[v.key] = v.node
	}
	return table[headerParts]{topic: "headers", what: "a header", doc: headerDoc, keys: []key[headerParts]{
		{name: "fields", takes: takesFields, doc: "The fields, in the order of their bytes.", needed: true,
			example: "fields: [{name: seq, type: u16}]",
			decode:  func(d *decoder, v value, p *headerParts) { d.headerFields(v, p) }},
		{name: "order", takes: "big or little", doc: "The byte order of fields that do not give their own.", otherwise: "big",
			example: "order: little", decode: option},
		{name: "max", takes: takesSize, doc: "The longest message, including its header. A longer one is refused before its body is read.", otherwise: "16MiB",
			example: "max: 64KiB",
			decode: func(d *decoder, v value, p *headerParts) {
				if n := d.size(v); n > 0 {
					p.declaration.Options = append(p.declaration.Options, header.Option{Name: v.key, Value: integer.FromInt64(int64(n))})
				}
			}},
		{name: "name", takes: takesText, doc: "The name by which {ref: NAME} inside it refers to it.", otherwise: "the name of its frame", example: "name: tlv",
			decode: func(d *decoder, v value, p *headerParts) { p.name = d.text(v) }},
		{name: "verify", takes: takesBool, doc: headerVerifyDoc, otherwise: "true", example: "verify: false", decode: option},
		{name: "base", takes: "true", doc: headerBaseDoc, example: "base: true", decode: option},
	}, moved: foreignOrder()}
}

// foreignOrder says what to write in place of the names that others have for the
// order of bytes.
func foreignOrder() map[string]string {
	moved := map[string]string{}
	for _, name := range header.OrderNames() {
		moved[name] = "write order: big or order: little"
	}
	return moved
}

const writeChecksum = "write checksum_of: message, and beside it with: a Lua expression over bytes that computes it"

// headerFieldTable declares a field: name, type, and the options that
// luaapi/wire/header knows.
func headerFieldTable() table[fieldParts] {
	t := table[fieldParts]{topic: "fields", what: "a field", doc: headerFieldDoc, keys: []key[fieldParts]{
		{name: "name", takes: takesText, doc: "The name of the field. Padding needs none.", example: "name: seq",
			decode: func(d *decoder, v value, p *fieldParts) {
				p.declared.Name = d.text(v)
				d.noteField(p.declared.Name)
			}},
		{name: "type", takes: "the type of a field such as u16, or the name of a frame", doc: fieldTypeDoc, needed: true, example: "type: u16",
			decode: func(d *decoder, v value, p *fieldParts) { d.fieldType(v, &p.declared) }},
	}, moved: foreignOrder()}
	for _, name := range header.ChecksumNames() {
		t.moved[name] = writeChecksum
	}
	for _, o := range header.FieldOptions() {
		t.keys = append(t.keys, key[fieldParts]{name: o.Name, takes: fieldTakes(o), doc: o.Doc, example: o.Example,
			decode: func(d *decoder, v value, p *fieldParts) {
				p.declared.Options = append(p.declared.Options, header.Option{Name: v.key, Value: d.fieldOption(v, p)})
			}})
	}
	return t
}

// noteField keeps the name of a field, for who writes it where it does not stand.
func (d *decoder) noteField(name string) {
	if d.fieldNames == nil {
		d.fieldNames = map[string]bool{}
	}
	d.fieldNames[name] = true
}

// fieldType decodes the type of a field. The name of a frame is a group of that.
func (d *decoder) fieldType(v value, f *header.Declared) {
	f.Type = d.text(v)
	if v.kind == scalarNode && d.frames[v.text] != nil && !header.IsType(v.text) {
		f.Type = "group"
		f.Options = append(f.Options, header.Option{Name: "of", Value: d.partByName(v)})
	}
}

// fieldTakes is what an option takes in YAML.
func fieldTakes(o header.OptionInfo) string {
	switch o.Name {
	case "when":
		return "a Lua expression over m, the fields before it"
	case "with":
		return "a Lua expression over bytes"
	case "of":
		return takesPart
	}
	return o.Takes
}

func (d *decoder) headerFields(v value, p *headerParts) {
	if p.name != "" {
		d.around = append(d.around, p.name)
		defer func() { d.around = d.around[:len(d.around)-1] }()
	}
	d.each(v, func(element value) {
		element.key, element.takes = "a field", takesField
		f := fieldParts{node: element.node}
		if d.tables.headerField().decode(d, element, element.pos, &f) {
			p.fields = append(p.fields, f)
			p.declaration.Fields = append(p.declaration.Fields, f.declared)
		}
	})
}

// declared returns what a declaration holds in place of a node.
func (d *decoder) declared(n *node) any { return declaredValue(d.typed(n)) }

func declaredValue(v any) any {
	switch v := v.(type) {
	case int64:
		return integer.FromInt64(v)
	case uint64:
		return integer.FromUint64(v)
	case float64:
		if n, ok := whole(v); ok {
			return n
		}
	case List:
		list := header.List{}
		for _, element := range v {
			list = append(list, declaredValue(element))
		}
		return list
	case Map:
		m := header.Map{}
		for _, e := range v {
			m = append(m, header.Option{Name: e.Key, Value: declaredValue(e.Value)})
		}
		return m
	}
	return v
}

// header decodes and compiles a header. It returns nil when that failed.
func (d *decoder) header(v value) *header.Header {
	p := headerParts{nodes: map[string]*node{}, name: d.frameName}
	d.frameName = ""
	if own := v.find("name"); own != nil && own.value.kind == scalarNode {
		p.name = own.value.text
	}
	before := len(d.errs)
	if !d.tables.header().decode(d, v, v.pos, &p) || len(d.errs) > before {
		return nil
	}
	if p.name != "" {
		p.declaration.Options = append(p.declaration.Options, header.Option{Name: "name", Value: p.name})
	}
	h, err := header.New(p.declaration)
	if wrong, ok := errors.AsType[*header.DeclarationError](err); ok {
		d.failHeader(v, &p, wrong)
		return nil
	}
	return h
}

// failHeader reports a mistake in a declaration, with those in other fields.
func (d *decoder) failHeader(v value, p *headerParts, wrong *header.DeclarationError) {
	for _, w := range wrong.All() {
		text := w.Error()
		if !v.lua {
			text = inYAML.Replace(text)
		}
		topic := "headers"
		if w.Field >= 0 {
			topic = "fields"
		}
		if w.Option != "" {
			topic += "." + w.Option
		}
		d.fail(p.position(w, v.node), "%s", text).about(topic)
	}
}

// inYAML puts what a declaration says, in the words of Lua, into those of YAML.
var inYAML = strings.NewReplacer(
	"got a table", "got a map", "{ping = 1, pong = 2}", "ping: 1", "verify = false", "verify: false",
	"frame.ref(name)", "{ref: NAME}", "the function `with`", "`with`, a Lua expression,")

// position finds the node that an error is about.
func (p *headerParts) position(e *header.DeclarationError, whole *node) Pos {
	within := whole
	if e.Field >= 0 {
		within = p.fields[e.Field].node
	}
	if i := slices.IndexFunc(within.entries, func(entry entry) bool { return entry.key.text == e.Option }); i >= 0 {
		return within.entries[i].value.pos
	}
	return within.pos
}
