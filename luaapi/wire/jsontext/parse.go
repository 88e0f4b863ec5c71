package jsontext

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"sockrun/luaapi/wire/charset"
)

// Options say how text is read.
type Options struct {
	// Round makes the nearest float64 of integers outside of -2^63 to 2^64-1,
	// which are refused otherwise.
	Round bool
}

// Parse reads one JSON value with nothing but white space around it. NaN,
// Infinity and -Infinity are read too, as CPython does; of members with one
// name the last counts. Errors are *SyntaxError, and *charset.DecodeError for
// text that is not UTF-8.
func Parse(text string, o Options) (any, error) {
	if err := charset.CheckUTF8(text); err != nil {
		return nil, err
	}
	p := &parser{text: text, options: o}
	if strings.HasPrefix(text, "\ufeff") {
		return nil, p.fail(0, "Unexpected UTF-8 BOM (decode using utf-8-sig)")
	}
	p.space()
	v, err := p.value(0)
	if err != nil {
		return nil, err
	}
	if p.space(); p.at < len(text) {
		return nil, p.fail(p.at, "Extra data")
	}
	return v, nil
}

// parser reads values at a position of a text.
type parser struct {
	text    string
	at      int
	values  int
	options Options
}

func (p *parser) fail(offset int, format string, args ...any) *SyntaxError {
	before := p.text[:offset]
	line := before[strings.LastIndexByte(before, '\n')+1:]
	return &SyntaxError{
		Message: fmt.Sprintf(format, args...), Offset: offset, Line: 1 + strings.Count(before, "\n"),
		Column: 1 + utf8.RuneCountInString(line), Char: utf8.RuneCountInString(before),
	}
}

// next returns the byte at the position, 0 at the end.
func (p *parser) next() byte {
	if p.at < len(p.text) {
		return p.text[p.at]
	}
	return 0
}

func (p *parser) space() {
	for p.at < len(p.text) && strings.IndexByte(" \t\n\r", p.text[p.at]) >= 0 {
		p.at++
	}
}

// words are the values that are one word.
var words = []struct {
	text  string
	value any
}{{"null", nil}, {"true", true}, {"false", false}, {"NaN", nan}, {"Infinity", infinity}, {"-Infinity", -infinity}}

func (p *parser) value(depth int) (any, error) {
	if p.values++; p.values > MaxValues {
		return nil, p.fail(p.at, "More than %d values", MaxValues)
	}
	switch p.next() {
	case '{':
		return p.object(depth + 1)
	case '[':
		return p.array(depth + 1)
	case '"':
		return p.string()
	}
	for _, w := range words {
		if strings.HasPrefix(p.text[p.at:], w.text) {
			p.at += len(w.text)
			return w.value, nil
		}
	}
	return p.number()
}

// open goes past the bracket of an array or object.
func (p *parser) open(depth int) error {
	if depth > MaxDepth {
		return p.fail(p.at, "More than %d arrays and objects inside each other", MaxDepth)
	}
	p.at++
	p.space()
	return nil
}

// more goes on after an element: past a comma, or past the end.
func (p *parser) more(end byte, what string) (bool, error) {
	p.space()
	comma := p.at
	switch p.next() {
	case end:
		p.at++
		return false, nil
	case ',':
		p.at++
	default:
		return false, p.fail(p.at, "Expecting ',' delimiter")
	}
	if p.space(); p.next() == end {
		return false, p.fail(comma, "Illegal trailing comma before end of %s", what)
	}
	return true, nil
}

func (p *parser) array(depth int) (any, error) {
	if err := p.open(depth); err != nil {
		return nil, err
	}
	list := Array{}
	if p.next() == ']' {
		p.at++
		return list, nil
	}
	for {
		v, err := p.value(depth)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
		if more, err := p.more(']', "array"); !more {
			return list, err
		}
	}
}

func (p *parser) object(depth int) (any, error) {
	if err := p.open(depth); err != nil {
		return nil, err
	}
	o, index := Object{}, map[string]int{}
	if p.next() == '}' {
		p.at++
		return o, nil
	}
	for {
		m, err := p.member(depth)
		if err != nil {
			return nil, err
		}
		if i, again := index[m.Name]; again {
			o[i].Value = m.Value
		} else {
			index[m.Name] = len(o)
			o = append(o, m)
		}
		if more, err := p.more('}', "object"); !more {
			return o, err
		}
	}
}

func (p *parser) member(depth int) (m Member, err error) {
	if p.next() != '"' {
		return m, p.fail(p.at, "Expecting property name enclosed in double quotes")
	}
	if m.Name, err = p.string(); err != nil {
		return m, err
	}
	if p.space(); p.next() != ':' {
		return m, p.fail(p.at, "Expecting ':' delimiter")
	}
	p.at++
	p.space()
	m.Value, err = p.value(depth)
	return m, err
}
