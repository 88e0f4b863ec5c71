package diff

import (
	"fmt"

	"sockrun/luaapi/wire/plural"
)

// Difference is what two messages that should be equal consist of, for reports
// that other programs read; the lines of the other functions are for people.
type Difference struct {
	Expected, Received []byte
	// Fields are those of a header or a struct format in which the two differ,
	// in the order of their offsets; nil when no format is known.
	Fields []Field
}

// Field is one field in which two messages differ.
type Field struct {
	Name     string // "seq"
	Type     string // "u16"
	Offset   int    // in bytes, from 0
	Expected string // both as a reader sees them
	Received string
	Note     string // a guess at the cause, "" for none
}

// Follows is the Note of a field that differs since others do, such as a length or
// a check: its value is right for the bytes around it.
const Follows = "right for these bytes"

// InFields says in how many fields two messages differ: "1 field, and 2 that
// follow from it".
func InFields(fields []Field) string {
	follow := 0
	for _, f := range fields {
		if f.Note == Follows {
			follow++
		}
	}
	own := len(fields) - follow
	switch {
	case follow == 0 || own == 0:
		return plural.Of(len(fields), "field")
	case own == 1 && follow == 1:
		return "1 field, and 1 that follows from it"
	case own == 1:
		return fmt.Sprintf("1 field, and %d that follow from it", follow)
	case follow == 1:
		return fmt.Sprintf("%d fields, and 1 that follows from them", own)
	}
	return fmt.Sprintf("%d fields, and %d that follow from them", own, follow)
}
