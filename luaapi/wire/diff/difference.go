package diff

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
