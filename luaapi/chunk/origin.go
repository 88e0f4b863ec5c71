package chunk

import "fmt"

// position is a place in the source: line and column count from 1.
type position struct{ line, column int32 }

// origin turns places in the source into places in its file.
type origin struct{ Options }

func newOrigin(o Options) origin {
	if o.Line == 0 {
		o.Line = 1
	}
	return origin{o}
}

// fileLine returns the line of the file for a line of the source.
func (o origin) fileLine(line int) int { return line + o.Line - 1 }

func (o origin) fileColumn(p position) int {
	if p.line == 1 {
		return int(p.column) + o.Column
	}
	return int(p.column) + o.Indent
}

func (o origin) errorf(p position, format string, args ...any) *Error {
	return &Error{
		File:    o.Name,
		Line:    o.fileLine(int(p.line)),
		Column:  o.fileColumn(p),
		Message: fmt.Sprintf(format, args...),
	}
}
