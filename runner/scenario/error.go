package scenario

import (
	"slices"
	"strings"
)

// Error is something wrong in a scenario file.
type Error struct {
	Pos     Pos
	Message string
	Hint    string // what to do about it; lines, or "" when there is nothing to say
	Line    string // the line of Pos as it is in the file
}

// Error returns "file:line:column: message", the line with a caret below the
// column, and the hint, without a line end.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Pos.String() + ": " + e.Message)
	if e.Pos.Column > 0 && strings.TrimSpace(e.Line) != "" {
		shown, cells := window(e.Line, e.Pos.Column-1)
		b.WriteString("\n    " + shown + "\n    " + strings.Repeat(" ", cells) + "^")
	}
	if e.Hint != "" {
		b.WriteString("\n  hint: " + strings.ReplaceAll(e.Hint, "\n", "\n    "))
	}
	return b.String()
}

// maxErrors is how many errors of a file are reported: more are noise.
const maxErrors = 20

// Errors is what is wrong in a file, in the order of its lines.
type Errors []*Error

// Error returns the errors one after the other, without a line end.
func (es Errors) Error() string {
	var parts []string
	for _, e := range es {
		parts = append(parts, e.Error())
	}
	return strings.Join(parts, "\n")
}

// Unwrap returns the single errors.
func (es Errors) Unwrap() []error {
	var list []error
	for _, e := range es {
		list = append(list, e)
	}
	return list
}

// sorted returns the first errors by position, each once.
func (es Errors) sorted() Errors {
	slices.SortStableFunc(es, func(a, b *Error) int { return a.Pos.Compare(b.Pos) })
	es = slices.CompactFunc(es, func(a, b *Error) bool { return a.Pos == b.Pos && a.Message == b.Message })
	return es[:min(len(es), maxErrors)]
}
