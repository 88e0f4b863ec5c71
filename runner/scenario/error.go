package scenario

import (
	"fmt"
	"slices"
	"strings"
)

// Error is something wrong in a scenario file.
type Error struct {
	Pos     Pos
	Message string
	Hint    string // what to do about it; lines, or "" when there is nothing to say
	Line    string // the line of Pos as it is in the file
	Refused bool   // what is wrong is that a permission is missing
	Topic   string // of the reference, where more is said; "" when there is none
	// unseen is the flag without which nothing of the file may be shown, even not
	// by the message; "" when it may be.
	unseen string
	silent bool // about its topic, which the next error names
}

// Error returns "file:line:column: message", the line with a caret below the
// column if that is known, the hint, and where the reference says more, without a line end.
func (e *Error) Error() string {
	if e.unseen != "" {
		return e.Pos.String() + ": what is wrong here is not shown, since scenarios may not read this file\n  hint: to run them, and to see it, add " + e.unseen +
			"\n  docs: sockrun docs safety"
	}
	var b strings.Builder
	message, detail, _ := strings.Cut(e.Message, "\n")
	b.WriteString(e.Pos.String() + ": " + message)
	if strings.TrimSpace(e.Line) != "" {
		shown, cells := window(e.Line, max(e.Pos.Column-1, 0))
		b.WriteString("\n    " + shown)
		if e.Pos.Column > 0 {
			b.WriteString("\n    " + strings.Repeat(" ", cells) + "^")
		}
	}
	if detail != "" {
		b.WriteString("\n" + detail)
	}
	if e.Hint != "" {
		b.WriteString("\n  hint: " + strings.ReplaceAll(e.Hint, "\n", "\n    "))
	}
	if e.Topic != "" && !e.silent {
		b.WriteString("\n  docs: sockrun docs " + e.Topic)
	}
	return b.String()
}

// about says that an error is about a topic, unless it is about a closer one.
func (e *Error) about(topic string) *Error {
	if e.Topic == "" {
		e.Topic = topic
	}
	return e
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

// bounded leaves out what is too much, and says at its beginning how much that is.
func (es Errors) bounded() Errors {
	if len(es) <= maxErrors {
		return es
	}
	rest := es[maxErrors:]
	more := &Error{Pos: rest[0].Pos, Message: fmt.Sprintf("%d more errors follow, which are shown when these are mended", len(rest))}
	more.Refused = !slices.ContainsFunc(rest, func(e *Error) bool { return !e.Refused })
	if len(rest) == 1 {
		more.Message = "one more is wrong, which is shown when these are mended"
	}
	return append(es[:maxErrors:maxErrors], more)
}

// sorted returns the first errors by position, each once. Of several in a row
// about one topic the last names it.
func (es Errors) sorted() Errors {
	slices.SortStableFunc(es, func(a, b *Error) int { return a.Pos.Compare(b.Pos) })
	es = slices.CompactFunc(es, func(a, b *Error) bool { return a.Pos == b.Pos && a.Message == b.Message })
	return es.bounded().NamingTopicsOnce()
}

// NamingTopicsOnce returns the same errors. Of several in a row about one topic
// only the text of the last names it from now on.
func (es Errors) NamingTopicsOnce() Errors {
	for i := range es[:max(len(es)-1, 0)] {
		es[i].silent = es[i].Topic == es[i+1].Topic
	}
	return es
}
