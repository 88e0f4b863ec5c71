package scenario

import (
	"fmt"
	"strings"
)

// bracket is one that opens a list or a map.
type bracket struct {
	opens        byte
	line, column int
	keyed        int // the line that has a key since the last comma, 0 when none has
}

// closes is the bracket that must close it.
func (b bracket) closes() byte { return b.opens + 2 } // [ \ ] and { | }

// brackets reads what stands in brackets, from the line in which the first of
// them opens.
type brackets struct {
	src  *Source
	open []bracket
	last byte // the last character that is no space, which says whether a quote begins a text
	text byte // the quote of the text that is being read, 0 outside of one

	quote Pos // where that text begins

	closed byte // what has closed the outermost bracket, 0 when that is open
}

// unpaired explains a bracket that closes nothing or not what is open, or that
// nothing closes; nil when there is none in the value that begins in a line.
func unpaired(src *Source, line int) *Error {
	b := brackets{src: src, last: ':'}
	text := src.Line(line)
	from := len(beforeValue().FindString(text))
	e := b.read(line, from)
	for n := line + 1; e == nil && len(b.open) > 0 && n <= src.Lines() && !b.endsBefore(n, text, from); n++ {
		e = b.read(n, 0)
	}
	if e != nil || len(b.open) == 0 {
		return e
	}
	if b.text != 0 {
		return newError(src, b.quote, "the quote is not closed")
	}
	first := b.open[0]
	return newError(src, src.at(first.line, first.column), fmt.Sprintf("`%c` is not closed", first.opens))
}

// endsBefore says whether a line belongs to what is around the value, which
// begins in another line at an index: it is not indented more.
func (b *brackets) endsBefore(n int, begin string, from int) bool {
	line := b.src.Line(n)
	rest := strings.TrimLeft(line, " ")
	alone := indentOf(begin) == from // the value is all that there is in its line
	return !alone && rest != "" && indentOf(line) <= indentOf(begin) && !strings.ContainsAny(rest[:1], "}]#")
}

// read reads a line from an index on.
func (b *brackets) read(line, from int) *Error {
	text := b.src.Line(line)
	for i := from; i < len(text); i++ {
		c := text[i]
		switch {
		case b.text == '"' && c == '\\':
			i++
		case b.text == '\'' && strings.HasPrefix(text[i:], "''"):
			i++
		case b.text != 0:
			if c == b.text {
				b.text = 0
				if e := b.behindText(line, i+1); e != nil {
					return e
				}
			}
		case c == ' ' || c == '\t':
			continue
		case c == '#' && (i == 0 || text[i-1] == ' '):
			return nil
		case strings.IndexByte(`"'`, c) >= 0 && strings.IndexByte("{[,:", b.last) >= 0:
			b.text, b.quote = c, b.src.at(line, i+1)
		case c == '{' || c == '[':
			b.open = append(b.open, bracket{opens: c, line: line, column: i + 1})
		case c == '}' || c == ']':
			if e := b.close(c, line, i+1); e != nil {
				return e
			}
		case len(b.open) == 0:
			return b.behind(line, i)
		default:
			if e := b.separate(c, line, i); e != nil {
				return e
			}
		}
		b.last = c
	}
	return nil
}

// behindText explains what follows, on its line, the quote that closes a text and
// does not belong there; nil when there is nothing.
func (b *brackets) behindText(line, from int) *Error {
	text := b.src.Line(line)
	rest := strings.TrimLeft(text[from:], " \t")
	if rest == "" || strings.IndexByte(",}]:#", rest[0]) >= 0 {
		return nil
	}
	e := newError(b.src, b.src.at(line, len(text)-len(rest)+1), "text after the closing quote")
	if b.quote.Line == line {
		e.Hint = quotesInside(text[b.quote.Column:])
	}
	return e
}

// quotesInside shows how to write the text that follows a quote and has quotes inside;
// "" when nothing says where it was to end.
func quotesInside(rest string) string {
	meant := meantText()
	if strings.HasPrefix(rest, "{{") {
		meant = meantTemplate()
	}
	found := meant.FindStringSubmatch(rest)
	if found == nil {
		return ""
	}
	return "the quotes inside end the text: write " + quoteYAML(found[1])
}

// These find text up to a quote behind which a list or a map may go on.
var (
	meantText     = lazily(`^(.*?)["'] *(?:[,}\]]|$)`)
	meantTemplate = lazily(`^(.*?\}\})["'] *(?:[,}\]]|$)`)
)

// behind explains text after the bracket that closes all; nil when there was none.
func (b *brackets) behind(line, i int) *Error {
	rest := strings.TrimSpace(b.src.Line(line)[i:])
	if b.closed == 0 || strings.HasPrefix(rest, ":") {
		return nil // text without brackets around it, or a key with them
	}
	e := newError(b.src, b.src.at(line, i+1), fmt.Sprintf("text after the closing `%c`", b.closed))
	e.Hint = "leave it out, or put quotes around the whole when it is a text"
	return e
}

// separate takes a character between brackets, and explains a comma that is
// missing before a second key of its line, or that separates nothing.
func (b *brackets) separate(c byte, line, i int) *Error {
	text, in := b.src.Line(line), &b.open[len(b.open)-1]
	switch {
	case c == ',' && strings.IndexByte("{[,", b.last) >= 0:
		e := newError(b.src, b.src.at(line, i+1), fmt.Sprintf("a value is missing between `%c` and `,`", b.last))
		e.Hint = "leave the comma out"
		return e
	case c == ',':
		in.keyed = 0
	case c == ':' && (i+1 == len(text) || text[i+1] == ' '):
		key := text[strings.LastIndexAny(text[:i], " ,{[")+1 : i]
		if in.keyed == line && key != "" {
			return newError(b.src, b.src.at(line, i-len(key)+1), fmt.Sprintf("a `,` is missing before `%s`", key))
		}
		in.keyed = line
	}
	return nil
}

// close takes a bracket that closes the last one that is open.
func (b *brackets) close(c byte, line, column int) *Error {
	if len(b.open) == 0 {
		e := newError(b.src, b.src.at(line, column), fmt.Sprintf("`%c` closes nothing", c))
		e.Hint = "leave it out"
		return e
	}
	last := b.open[len(b.open)-1]
	if b.open = b.open[:len(b.open)-1]; last.closes() == c {
		if len(b.open) == 0 {
			b.closed = c
		}
		return nil
	}
	opened := b.src.at(last.line, last.column)
	e := newError(b.src, b.src.at(line, column), fmt.Sprintf("`%c` stands where `%c` must close the `%c` of %d:%d", c, last.closes(), last.opens, opened.Line, opened.Column))
	e.Hint = fmt.Sprintf("put %c before it, or leave it out", last.closes())
	return e
}
