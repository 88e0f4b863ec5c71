package header

import (
	"fmt"
	"slices"
	"strconv"

	"sockrun/luaapi/wire/frame"
)

// DeclarationError is a mistake in a declaration.
type DeclarationError struct {
	Field   int    // index of the declared field, -1 for the header's own options
	Name    string // of the field
	Option  string // the option it is about, "name" or "type", "" when it is about the whole
	Message string
	Others  []*DeclarationError // mistakes in other fields
}

// Error says what is wrong, and with which field.
func (e *DeclarationError) Error() string {
	switch {
	case e.Field < 0:
		return e.Message
	case e.Name == "":
		return fmt.Sprintf("field %d: %s", e.Field+1, e.Message)
	}
	return fmt.Sprintf("field %s: %s", strconv.Quote(e.Name), e.Message)
}

// All lists the mistake with those in Others.
func (e *DeclarationError) All() []*DeclarationError {
	return append([]*DeclarationError{e}, e.Others...)
}

// mistakes collects those of a declaration.
type mistakes struct{ first *DeclarationError }

// add adds a *DeclarationError with its Others, or nothing for nil.
func (m *mistakes) add(err error) {
	wrong, ok := err.(*DeclarationError)
	switch {
	case !ok:
	case m.first == nil:
		m.first = wrong
	default:
		for _, w := range wrong.All() {
			w.Others = nil
			m.first.Others = append(m.first.Others, w)
		}
	}
}

// err is what was added, nil for nothing.
func (m *mistakes) err() error {
	if m.first == nil {
		return nil
	}
	return m.first
}

// inOrder is err with the mistakes in the order of the fields.
func (m *mistakes) inOrder() error {
	if m.first == nil {
		return nil
	}
	all := m.first.All()
	m.first.Others = nil
	slices.SortStableFunc(all, func(a, b *DeclarationError) int { return a.Field - b.Field })
	all[0].Others = all[1:]
	return all[0]
}

// wrong is a mistake in the declaration of f.
func (f *field) wrong(option, format string, args ...any) error {
	return &DeclarationError{Field: f.number, Name: f.written.Name, Option: option, Message: fmt.Sprintf(format, args...)}
}

// unplaced is the offset in errors about values that have no place yet.
const unplaced = -1

// malformed is a *frame.Error about f.
func (f *field) malformed(offset int, format string, args ...any) *frame.Error {
	return &frame.Error{Offset: offset, Field: f.name, Message: fmt.Sprintf(format, args...)}
}
