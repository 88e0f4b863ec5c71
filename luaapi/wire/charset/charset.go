// Package charset turns text into the bytes of an encoding and back, with the
// names, the error handling and the sentences of CPython. Text is UTF-8. The
// tables are those of golang.org/x/text, which are the WHATWG's; its decoders
// put U+FFFD in the place of what is malformed without a word, so they are
// asked character by character here wherever one comes up. It knows nothing of
// Lua.
package charset

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/encoding"

	"sockrun/luaapi/wire/spell"
)

// Errors says what is done with what an encoding does not have.
type Errors string

// The ways of CPython.
const (
	Strict  Errors = "strict"  // an error
	Replace Errors = "replace" // U+FFFD in text, ? in bytes
	Ignore  Errors = "ignore"  // it is left out
)

// Encoding is an encoding of text. It is never changed and may be used by
// several goroutines.
type Encoding struct {
	name  string // canonical
	shown string // in errors
	table encoding.Encoding
	wide  *wide // of UTF-16 and UTF-32
	bom   bool  // of UTF-8: with a byte order mark
	// no80 is set where a byte 0x80 alone is no character, whatever the table
	// says; only is what pairs of bytes must be.
	no80 bool
	// c1 is set where the bytes 0x80 to 0x9f are the characters of these
	// numbers, which the tables of ISO 8859 lack.
	c1   bool
	only func(pair []byte) bool
	// undefined is the reason for what the encoding does not have.
	undefined string
}

// Name is the encoding's canonical name.
func (e *Encoding) Name() string { return e.name }

// Find returns the encoding of a name or an alias, as CPython spells them:
// upper and lower case, - and _ count as the same. The error of an unknown one names
// the nearest. Any goroutine may call it.
func Find(name string) (*Encoding, error) {
	if e := index()[normal(name)]; e != nil {
		return e, nil
	}
	text := fmt.Sprintf("unknown encoding: %.40q", name)
	if near := spell.Nearest(strings.ToLower(name), spellings()); near != "" {
		text += "; did you mean " + near + "?"
	}
	return nil, fmt.Errorf("%s", text)
}

// index holds the encodings by all their names, in the form of normal.
var index = sync.OnceValue(func() map[string]*Encoding {
	all := map[string]*Encoding{}
	for _, d := range declared() {
		e := d.encoding()
		for _, name := range append(strings.Fields(d.aliases), d.name) {
			all[normal(name)] = e
		}
	}
	return all
})

func normal(name string) string {
	return strings.NewReplacer("_", "", "-", "", " ", "").Replace(strings.ToLower(name))
}

// Names returns the canonical names, sorted.
func Names() []string {
	var names []string
	for _, d := range declared() {
		names = append(names, d.name)
	}
	slices.Sort(names)
	return names
}

func spellings() []string {
	names := Names()
	for _, d := range declared() {
		names = append(names, strings.Fields(d.aliases)...)
	}
	return names
}
