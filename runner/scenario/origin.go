package scenario

import (
	"strings"
	"unicode/utf8"
)

// origin says where the text of a scalar stands in the file, so that
// positions in the text become positions in the file.
type origin struct {
	file   string
	start  Pos  // of the scalar
	offset int  // of the text in the file, when exact and not a block
	line   int  // of the text's first line
	column int  // characters before the text on its first line
	indent int  // characters before the text on later lines
	exact  bool // else every position in the text is shown as start
}

// originOf finds the text of a scalar in the file. It is exact for block
// scalars and for what stands on one line without escapes.
func originOf(src *Source, n *node) origin {
	o := origin{file: src.name, start: n.pos, line: n.pos.Line}
	if n.lua {
		return o
	}
	at := skipProperties(src.text, n.offset)
	if at >= len(src.text) {
		return o
	}
	if n.style == literalBlock {
		o.line += strings.Count(src.text[n.offset:at], "\n") + 1
		return o.block(src, n.text)
	}
	if n.style != plainStyle {
		at++
	}
	properties := src.text[n.offset:at]
	o.offset, o.column = at, n.pos.Column-1+utf8.RuneCountInString(properties)
	o.exact = n.style != foldedBlock && strings.HasPrefix(src.text[at:], n.text) && !strings.Contains(properties, "\n")
	return o
}

// block completes the origin of a literal block: the indentation is what the
// file has in front of the first line with text.
func (o origin) block(src *Source, text string) origin {
	for i, shown := range strings.Split(text, "\n") {
		if shown == "" {
			continue
		}
		raw := src.Line(o.line + i)
		o.indent = len(raw) - len(shown)
		o.column, o.exact = o.indent, o.indent >= 0 && strings.HasSuffix(raw, shown)
		return o
	}
	o.exact = true
	return o
}

// isDoubled says whether a scalar stands on one line between single quotes, and
// only differs from the file by the quotes in it, which are written twice there.
func (o origin) isDoubled(src *Source, n *node) bool {
	return n.style == singleQuoted && strings.HasPrefix(src.text[min(o.offset, len(src.text)):], strings.ReplaceAll(n.text, "'", "''")+"'")
}

// skipProperties passes over anchors and tags in front of a value.
func skipProperties(text string, at int) int {
	for at < len(text) && (text[at] == '&' || text[at] == '!') {
		end := strings.IndexAny(text[at:], " \t\r\n")
		if end < 0 {
			return len(text)
		}
		rest := strings.TrimLeft(text[at+end:], " \t\r\n")
		at = len(text) - len(rest)
	}
	return at
}

// locate returns the line of an index into the text, and the characters
// before it on that line.
func (o origin) locate(text string, index int) (line, column int) {
	before := text[:index]
	newlines := strings.Count(before, "\n")
	if newlines == 0 || !o.exact {
		return o.line, o.column + utf8.RuneCountInString(before)
	}
	last := before[strings.LastIndexByte(before, '\n')+1:]
	return o.line + newlines, o.indent + utf8.RuneCountInString(last)
}

// at returns the position of a line and a column of the file, as far as they
// are exact.
func (o origin) at(line, column int) Pos {
	if !o.exact {
		return o.start
	}
	return Pos{File: o.file, Line: line, Column: column}
}

// position returns the position of an index into the text.
func (o origin) position(text string, index int) Pos {
	line, column := o.locate(text, index)
	return o.at(line, column+1)
}
