package jsontext

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// scan is a position in a text, and what stands there.
type scan struct {
	text    string
	at      int
	count   int // of values so far
	options Options
}

func (p *scan) fail(offset int, format string, args ...any) *SyntaxError {
	before := p.text[:offset]
	line := before[strings.LastIndexByte(before, '\n')+1:]
	return &SyntaxError{
		Message: fmt.Sprintf(format, args...), Offset: offset, Line: 1 + strings.Count(before, "\n"),
		Column: 1 + utf8.RuneCountInString(line), Char: utf8.RuneCountInString(before),
	}
}

// next returns the byte at the position, 0 at the end.
func (p *scan) next() byte {
	if p.at < len(p.text) {
		return p.text[p.at]
	}
	return 0
}

func (p *scan) space() {
	for p.at < len(p.text) {
		if c := p.text[p.at]; c != ' ' && c != '\n' && c != '\r' && c != '\t' {
			return
		}
		p.at++
	}
}

// open goes past the bracket of an array or object, and past its end if it is
// empty; else there is more.
func (p *scan) open(depth int, end byte) (more bool, err error) {
	if depth > MaxDepth {
		return false, p.fail(p.at, "More than %d arrays and objects inside each other", MaxDepth)
	}
	p.at++
	if p.space(); p.next() == end {
		p.at++
		return false, nil
	}
	return true, nil
}

// more goes on after an element: past a comma, or past the end.
func (p *scan) more(end byte, what string) (bool, error) {
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

// name reads the name of a member and the colon behind it.
func (p *scan) name() (string, error) {
	if p.next() != '"' {
		return "", p.fail(p.at, "Expecting property name enclosed in double quotes")
	}
	name, err := p.string()
	if err != nil {
		return "", err
	}
	if p.space(); p.next() != ':' {
		return "", p.fail(p.at, "Expecting ':' delimiter")
	}
	p.at++
	p.space()
	return name, nil
}
