package scenario

import "strings"

// origin says where the text of a scalar stands in the file, so that
// positions in the text become positions in the file.
type origin struct {
	src    *Source
	start  Pos  // of the scalar
	line   int  // of the text's first line
	column int  // bytes before the text on its first line
	indent int  // bytes before the text on later lines
	exact  bool // else every position in the text is shown as start
}

// originOf finds the text of a scalar in the file. It is exact for block
// scalars and for what stands on one line without escapes.
func originOf(src *Source, n *node) origin {
	o := origin{src: src, start: n.pos, line: n.pos.Line}
	at := skipProperties(src.text, src.offset(n.pos))
	if at < 0 || at >= len(src.text) {
		return o
	}
	if n.style == literalBlock {
		return o.block(src.position(at).Line+1, n.text)
	}
	if n.style != plainStyle {
		at++
	}
	o.line = src.position(at).Line
	o.column = at - src.start[o.line-1]
	o.exact = n.style != foldedBlock && strings.HasPrefix(src.text[at:], n.text)
	return o
}

// block completes the origin of a literal block whose text begins on line:
// the indentation is what the file has in front of the first line with text.
func (o origin) block(line int, text string) origin {
	o.line = line
	for i, shown := range strings.Split(text, "\n") {
		if shown == "" {
			continue
		}
		raw := o.src.Line(line + i)
		o.indent = len(raw) - len(shown)
		o.column, o.exact = o.indent, o.indent >= 0 && strings.HasSuffix(raw, shown)
		return o
	}
	o.exact = true
	return o
}

// skipProperties passes over anchors and tags in front of a value.
func skipProperties(text string, at int) int {
	for at >= 0 && at < len(text) && (text[at] == '&' || text[at] == '!') {
		end := strings.IndexAny(text[at:], " \t\r\n")
		if end < 0 {
			return -1
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
		return o.line, o.src.characters(o.line, o.column+index+1) - 1
	}
	column = o.indent + index - strings.LastIndexByte(before, '\n')
	return o.line + newlines, o.src.characters(o.line+newlines, column) - 1
}

// at returns the position of a line and a column of the file, as far as they
// are exact.
func (o origin) at(line, column int) Pos {
	if !o.exact {
		return o.start
	}
	return Pos{File: o.src.name, Line: line, Column: column}
}

// position returns the position of an index into the text.
func (o origin) position(text string, index int) Pos {
	line, column := o.locate(text, index)
	return o.at(line, column+1)
}
