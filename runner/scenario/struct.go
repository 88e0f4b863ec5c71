package scenario

import (
	"sockrun/luaapi/wire/frame"
	"sockrun/luaapi/wire/pack"
	"sockrun/luaapi/wire/plural"
)

const (
	takesStruct       = `a map such as {format: ">BH", values: [1, 7]}`
	takesStructFormat = `a struct format such as ">BH"`
	takesStructValues = "a list of values such as [1, 7]"
)

// Struct is values and the format by which they are packed. There are as many
// as the format has.
type Struct struct {
	Pos    Pos
	Format *pack.Format // nil when it is malformed
	Values []Datum
	Bytes  []byte // the packed values; nil while one of them holds a template
}

// Datum is one value of a Struct: what is to be packed, or the text that gives
// it.
type Datum struct {
	Pos   Pos
	Value any   // int64, uint64, float64, bool or string
	Text  *Text // with a template, else nil
}

const structDoc = "Values packed by a format of Python's struct module: the byte order (< little, > and ! big, = and @ native), then a code for each value, such as B H I Q for unsigned and b h i q for signed integers of 1, 2, 4 and 8 bytes, f and d for floats, ? for true and false, 4s for text."

// structTable declares a struct.
func structTable() table[Struct] {
	return table[Struct]{topic: "structs", what: "a struct", doc: structDoc, keys: []key[Struct]{
		{name: "format", takes: takesStructFormat, doc: "The format. See sockrun docs struct.", needed: true,
			example: `format: ">BH4s"`,
			decode:  func(d *decoder, v value, s *Struct) { s.Format = d.structFormat(v) }},
		{name: "values", takes: takesStructValues, doc: "As many values as the format has. Text codes take the text as written. {{ expression }} keeps its type.", needed: true,
			example: `values: [1, "{{ 2 * 3 }}", ping]`,
			decode:  func(d *decoder, v value, s *Struct) { d.structValues(v, s) }},
	}}
}

// structOf decodes a struct, and packs it when all is known.
func (d *decoder) structOf(v value) *Struct {
	defer d.about("structs")()
	s := &Struct{Pos: v.pos}
	before := len(d.errs)
	sorted := v
	sorted.node = v.node.first("format") // which its values depend on
	if d.tables.packed().decode(d, sorted, v.pos, s) && len(d.errs) == before {
		d.pack(v, s)
	}
	return s
}

func (d *decoder) structFormat(v value) *pack.Format {
	if !d.scalar(v) {
		return nil
	}
	f, err := pack.Cached(v.text)
	switch {
	case err != nil:
		d.fail(v.pos, "%s is no struct format: %s", quoteText(v.text), err)
		return nil
	case f.Size() > frame.DefaultMax:
		d.fail(v.pos, "a struct of %d bytes is longer than a message may be, 16 MiB", f.Size())
		return nil
	}
	return f
}

func (d *decoder) structValues(v value, s *Struct) {
	var texts []bool // which values are text
	if s.Format != nil {
		for isText := range s.Format.Texts {
			if texts = append(texts, isText); len(texts) > len(v.list) {
				break
			}
		}
	}
	d.each(v, func(element value) {
		element.key, element.takes = "a value", "a number, true, false or text"
		i := len(s.Values)
		s.Values = append(s.Values, d.datum(element, i < len(texts) && texts[i]))
	})
	if s.Format != nil && (v.kind == listNode || v.isEmptyTable()) && len(v.list) != s.Format.Count() {
		d.fail(v.pos, "%s has %s, got %d", quoteText(s.Format.String()), plural.Of(s.Format.Count(), "value"), len(v.list))
	}
}

// datum decodes a value. Text is as it is written where text belongs.
func (d *decoder) datum(v value, isText bool) Datum {
	x := Datum{Pos: v.pos}
	text := d.template(v, d.scope.params...)
	switch {
	case !text.IsLiteral():
		x.Text = text
	case isText:
		x.Value = v.text
	case v.kind == scalarNode:
		warnings := d.scenario.Warnings
		x.Value = d.typed(v.node)
		d.scenario.Warnings = warnings // 1.10 is a number like others here
	}
	return x
}

// pack packs what is known; each value that does not fit is reported where it
// stands.
func (d *decoder) pack(v value, s *Struct) {
	values, known := pack.Values{}, true
	for i, x := range s.Values {
		if values = append(values, x.Value); x.Text != nil {
			known = false
			continue
		}
		if err := s.Format.CheckValue(i, x.Value); err != nil {
			d.fail(x.Pos, "value %d: %s", i+1, err)
			known = false
		}
	}
	if !known {
		return
	}
	var err error
	if s.Bytes, err = s.Format.Append(nil, values); err != nil {
		d.fail(v.pos, "%s", err)
	}
}
