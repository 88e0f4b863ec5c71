package header

import (
	"cmp"
	"errors"
	"fmt"

	"sockrun/luaapi/wire/integer"
	"sockrun/luaapi/wire/plural"
)

// headerOptions are those of the whole header.
func headerOptions() []string { return []string{"order", "max", "verify", "name", "base"} }

func (h *Header) setOptions(d Declaration) error {
	var wrong mistakes
	for _, o := range d.Options {
		if err := h.setOption(o); err != nil {
			wrong.add(&DeclarationError{Field: -1, Option: o.Name, Message: err.Error()})
		}
	}
	return wrong.err()
}

func (h *Header) setOption(o Option) error {
	takes := func(what string) error { return fmt.Errorf("%s %w", o.Name, got(what, o.Value)) }
	switch o.Name {
	case "order":
		little, err := readOrder(o.Value)
		if h.little = little; err != nil {
			return fmt.Errorf("%s %w", o.Name, err)
		}
	case "max":
		i, ok := o.Value.(integer.Integer)
		n, _ := i.Int64()
		if !ok || n < 1 || n > maxMax {
			return takes("a number of bytes from 1 to 2147483647")
		}
		h.max = int(n)
	case "verify":
		verify, ok := o.Value.(bool)
		if h.lenient = ok && !verify; !ok {
			return takes("true or false")
		}
	case "name":
		if h.name, _ = o.Value.(string); h.name == "" {
			return takes("a text")
		}
	case "base":
		if h.base = o.Value == true; !h.base {
			return takes("true")
		}
	case "fields": // as in YAML
		return errors.New(`unknown option fields of a header; its fields stand in it themselves: {{"seq", "u16"}, {"kind", "u8"}}`)
	default:
		if text, isText := o.Value.(string); isText && IsType(text) {
			return fmt.Errorf("unknown option %s of a header; write the field as {%q, %q}", o.Name, o.Name, text)
		}
		return errors.New("unknown option " + o.Name + " of a header; " + meant(o.Name, headerOptions()))
	}
	return nil
}

func (h *Header) addFields(d Declaration) error {
	if len(d.Fields) == 0 {
		return &DeclarationError{Field: -1, Message: "a header needs at least one field"}
	}
	var wrong mistakes
	for i, declared := range d.Fields {
		wrong.add(h.addField(&field{number: i, written: declared, name: declared.Name, typ: declared.Type, little: h.little, countUnit: 1}))
	}
	if wrong.first != nil { // what hangs on other fields is told, too, as far as they have names
		for _, f := range h.fields {
			wrong.add(f.unknownTargets(d.Fields))
		}
	}
	return wrong.err()
}

func (h *Header) addField(f *field) error {
	var err error
	if f.shape, err = parseType(f.typ); err != nil {
		return f.wrong("type", "%s", err)
	}
	_, taken := h.index[f.name]
	switch {
	case f.kind == padding:
	case f.name == "":
		return f.wrong("name", "a field needs a name")
	case taken:
		return f.wrong("name", "there are two fields of this name")
	case f.name == "message":
		return f.wrong("name", `no field can be named message, which stands for all of them`)
	case f.name == "errors" && h.lenient:
		return f.wrong("name", "no field can be named errors beside verify = false, which lists what is wrong there")
	}
	h.fields = append(h.fields, f)
	if f.kind != padding {
		h.index[f.name] = f.number
	}
	return f.apply(f.written.Options)
}

// layOut makes units of the fields and settles where bit fields lie.
func (h *Header) layOut() error {
	var wrong mistakes
	for i := 0; i < len(h.fields); {
		f := h.fields[i]
		if f.kind == unsigned && f.size == varies {
			next, err := h.group(i)
			wrong.add(err)
			i = next
			continue
		}
		f.unit = len(h.units)
		u := unit{from: i, to: i + 1, size: f.size, least: f.leastSize(), little: f.little}
		if f.when != nil {
			u.size = varies
		}
		h.units = append(h.units, u)
		i++
	}
	h.measureEnds()
	return wrong.err()
}

// measureEnds adds up what follows each unit.
func (h *Header) measureEnds() {
	after, least := 0, 0
	for i := len(h.units) - 1; i >= 0; i-- {
		u := &h.units[i]
		u.after, u.leastEnd = after, least
		least += u.least
		if u.size == varies || after == varies {
			after = varies
		} else {
			after += u.size
		}
	}
}

// leastSize is what a field takes at least; prefixes are added later.
func (f *field) leastSize() int {
	switch {
	case f.when != nil:
		return 0
	case f.size != varies:
		return f.size
	case f.kind.holds() && f.length == "":
		return f.leastInside()
	case f.kind == varint || f.kind == cstring:
		return 1
	}
	return 0
}

// group makes a unit of the bit fields from index i up to the first whole
// byte, and returns the index behind them.
func (h *Header) group(i int) (next int, err error) {
	var wrong mistakes
	first, total := h.fields[i], 0
	for next = i; next < len(h.fields) && (next == i || total%8 != 0); next++ {
		f := h.fields[next]
		if f.kind != unsigned {
			return next, h.ragged(i, next, "before "+cmp.Or(f.name, f.typ))
		}
		if f.little != first.little {
			wrong.add(f.wrong("order", "bit fields that share bytes have one order"))
		}
		if f.sum != nil {
			wrong.add(f.wrong(f.sum.option, "a bit field cannot hold a check"))
		}
		if f.when != nil {
			wrong.add(f.wrong("when", "a bit field shares its bytes with others, which are always there"))
		}
		f.bitField, f.unit, f.size = true, len(h.units), 0
		total += f.bits
	}
	if total%8 != 0 {
		return next, h.ragged(i, next, "at the end")
	}
	if total > 64 {
		return next, h.fields[next-1].wrong("type", "the bit fields up to it have %s: they must fill 1 to 8 whole bytes", plural.Of(total, "bit"))
	}
	shift := total
	for _, f := range h.fields[i:next] {
		shift -= f.bits
		f.shift = shift
	}
	h.units = append(h.units, unit{from: i, to: next, size: total / 8, least: total / 8, little: first.little})
	return next, wrong.err()
}

// names returns the names of all fields.
func (h *Header) names() []string {
	var names []string
	for _, f := range h.fields {
		if f.kind != padding {
			names = append(names, f.name)
		}
	}
	return names
}

// before returns the names of the fields before f.
func (h *Header) before(f *field) []string {
	part := Header{fields: h.fields[:f.number]}
	return part.names()
}

// checkConstants checks that the declared values fit the field.
func (f *field) checkConstants() error {
	var wrong mistakes
	for _, c := range f.enum {
		if !f.fits(c.Value) {
			wrong.add(f.wrong("enum", "enum gives %s the number %s, which %s does not hold", c.Name, c.Value, f.typ))
		}
	}
	for _, d := range []struct {
		option string
		value  *Value
	}{{"const", f.constant}, {"default", f.byDefault}} {
		if d.value == nil {
			continue
		}
		if err := f.settle(d.value); err != nil {
			wrong.add(f.wrong(d.option, "%s: %s%s", d.option, err.Message, f.unquoted(d.value)))
		}
	}
	return wrong.err()
}

// unquoted is for an integer that is declared as text.
func (f *field) unquoted(v *Value) string {
	if !f.isInteger() || f.enum != nil || v.Kind != Bytes {
		return ""
	}
	if _, err := integer.Parse(string(v.Bytes)); err != nil {
		return ""
	}
	return ": leave the quotes out"
}
