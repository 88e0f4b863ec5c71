package jsontext

import (
	"math"
	"strings"

	"sockrun/luaapi/wire/charset"
	"sockrun/luaapi/wire/integer"
)

// Options say how text is read.
type Options struct {
	// Round makes the nearest float64 of integers outside of -2^63 to 2^64-1,
	// which are refused otherwise.
	Round bool
}

// Maker makes the values of a text, of a kind of its own. ParseWith calls it in
// the order of the text, for what is inside of an array or an object before that
// itself, and also for values of a text that turns out to be wrong. It cannot
// fail. The slices that it is given belong to the caller, who uses them again.
type Maker[V any] interface {
	Null() V
	Bool(v bool) V
	// Integer makes a number that is written without fraction and exponent,
	// unless Options.Round has made it a float.
	Integer(v integer.Integer) V
	// Float makes any other number, among them NaN and the infinite ones.
	Float(v float64) V
	// String makes a string of UTF-8, which may be a part of the text.
	String(v string) V
	Array(elements []V) V
	// Object makes an object of members in order; no name comes twice. Names may
	// be parts of the text.
	Object(names []string, values []V) V
}

// Parse reads one JSON value with nothing but white space around it. NaN,
// Infinity and -Infinity are read too, as CPython does; of members with one
// name the last counts. Errors are *SyntaxError, and *charset.DecodeError for
// text that is not UTF-8.
func Parse(text string, o Options) (any, error) { return ParseWith[any](text, o, tree{}) }

// ParseWith is Parse with values that m makes. On an error the value is none.
func ParseWith[V any, M Maker[V]](text string, o Options, m M) (v V, err error) {
	if err := charset.CheckUTF8(text); err != nil {
		return v, err
	}
	p := &parser[V, M]{scan: scan{text: text, options: o}, make: m}
	if strings.HasPrefix(text, "\ufeff") {
		return v, p.fail(0, "Unexpected UTF-8 BOM (decode using utf-8-sig)")
	}
	p.space()
	if v, err = p.value(0); err != nil {
		return v, err
	}
	if p.space(); p.at < len(text) {
		return v, p.fail(p.at, "Extra data")
	}
	return v, nil
}

// tree makes the values of Parse.
type tree struct{}

func (tree) Null() any                     { return nil }
func (tree) Bool(v bool) any               { return v }
func (tree) Integer(v integer.Integer) any { return v }
func (tree) Float(v float64) any           { return v }
func (tree) String(v string) any           { return v }
func (tree) Array(elements []any) any      { return append(Array{}, elements...) }

func (tree) Object(names []string, values []any) any {
	o := make(Object, len(names))
	for i, name := range names {
		o[i] = Member{Name: name, Value: values[i]}
	}
	return o
}

// parser reads values. Those of the arrays and objects that it is inside of
// lie on a stack until they are complete.
type parser[V any, M Maker[V]] struct {
	scan
	make   M
	values []V
	names  []string
}

func (p *parser[V, M]) value(depth int) (v V, err error) {
	if p.count++; p.count > MaxValues {
		return v, p.fail(p.at, "More than %d values", MaxValues)
	}
	switch p.next() {
	case '{':
		return p.object(depth + 1)
	case '[':
		return p.array(depth + 1)
	case '"':
		s, err := p.string()
		if err != nil {
			return v, err
		}
		return p.make.String(s), nil
	case 'n', 't', 'f', 'N', 'I', '-':
		if v, ok := p.word(); ok {
			return v, nil
		}
	}
	return p.number()
}

// word reads a value that is one word.
func (p *parser[V, M]) word() (v V, ok bool) {
	rest := p.text[p.at:]
	switch {
	case strings.HasPrefix(rest, "null"):
		p.at += len("null")
		return p.make.Null(), true
	case strings.HasPrefix(rest, "true"):
		p.at += len("true")
		return p.make.Bool(true), true
	case strings.HasPrefix(rest, "false"):
		p.at += len("false")
		return p.make.Bool(false), true
	case strings.HasPrefix(rest, "NaN"):
		p.at += len("NaN")
		return p.make.Float(math.NaN()), true
	case strings.HasPrefix(rest, "Infinity"):
		p.at += len("Infinity")
		return p.make.Float(math.Inf(1)), true
	case strings.HasPrefix(rest, "-Infinity"):
		p.at += len("-Infinity")
		return p.make.Float(math.Inf(-1)), true
	}
	return v, false
}

func (p *parser[V, M]) number() (v V, err error) {
	n, f, isInteger, err := p.scan.number()
	switch {
	case err != nil:
		return v, err
	case isInteger:
		return p.make.Integer(n), nil
	}
	return p.make.Float(f), nil
}

func (p *parser[V, M]) array(depth int) (v V, err error) {
	start := len(p.values)
	more, err := p.open(depth, ']')
	for more {
		element, err := p.value(depth)
		if err != nil {
			return v, err
		}
		p.values = append(p.values, element)
		if more, err = p.more(']', "array"); err != nil {
			return v, err
		}
	}
	if err != nil {
		return v, err
	}
	v = p.make.Array(p.values[start:])
	p.values = p.values[:start]
	return v, nil
}

func (p *parser[V, M]) object(depth int) (v V, err error) {
	values, names := len(p.values), len(p.names)
	var index map[string]int
	more, err := p.open(depth, '}')
	for more {
		name, err := p.name()
		if err != nil {
			return v, err
		}
		at := p.again(names, name, &index)
		p.names = append(p.names, name)
		p.values = append(p.values, v)
		value, err := p.value(depth)
		if err != nil {
			return v, err
		}
		if last := len(p.names) - 1; at < last {
			p.names, p.values = p.names[:last], p.values[:len(p.values)-1]
		}
		p.values[values+at-names] = value
		if more, err = p.more('}', "object"); err != nil {
			return v, err
		}
	}
	if err != nil {
		return v, err
	}
	v = p.make.Object(p.names[names:], p.values[values:])
	p.values, p.names = p.values[:values], p.names[:names]
	return v, nil
}

// again returns where the name stands among those of the object that begins at
// start, or where it will stand. An object of many names has an index.
func (p *parser[V, M]) again(start int, name string, index *map[string]int) int {
	const few = 12
	if len(p.names)-start < few {
		for i, other := range p.names[start:] {
			if other == name {
				return start + i
			}
		}
		return len(p.names)
	}
	if *index == nil {
		*index = map[string]int{}
		for i, other := range p.names[start:] {
			(*index)[other] = start + i
		}
	}
	at, found := (*index)[name]
	if !found {
		at = len(p.names)
		(*index)[name] = at
	}
	return at
}
