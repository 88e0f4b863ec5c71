package scenario

import (
	"cmp"
	"strconv"
)

// Pos is a position in a file. Lines count from 1. Columns count characters
// from 1; a column of 0 stands for the whole line and a line of 0 for the
// whole file.
type Pos struct {
	File   string // as shown to the user
	Line   int
	Column int
}

// String returns "file:line:column" without the parts that are 0.
func (p Pos) String() string {
	s := p.File
	if p.Line > 0 {
		s += ":" + strconv.Itoa(p.Line)
		if p.Column > 0 {
			s += ":" + strconv.Itoa(p.Column)
		}
	}
	return s
}

// Compare orders positions by file, line and column, as slices.SortFunc needs
// it.
func (p Pos) Compare(q Pos) int {
	return cmp.Or(cmp.Compare(p.File, q.File), cmp.Compare(p.Line, q.Line), cmp.Compare(p.Column, q.Column))
}
