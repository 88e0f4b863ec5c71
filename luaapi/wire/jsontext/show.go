package jsontext

import (
	"fmt"
	"strings"
	"unicode"
)

// Show writes a value for people, on one line: a Matcher in its own words, and
// what cannot be printed escaped.
func Show(v any) string {
	if m, ok := v.(Matcher); ok {
		return m.String()
	}
	f := DefaultFormat()
	f.ASCII = false
	text, err := Append(nil, worded(v), f)
	if err != nil {
		return err.Error()
	}
	return printable(string(text))
}

// worded is a value with words in place of what is inside it and no JSON.
func worded(v any) any {
	switch v := v.(type) {
	case Matcher:
		return v.String()
	case Array:
		list := make(Array, len(v))
		for i, element := range v {
			list[i] = worded(element)
		}
		return list
	case Object:
		o := make(Object, len(v))
		for i, m := range v {
			o[i] = Member{Name: m.Name, Value: worded(m.Value)}
		}
		return o
	}
	return v
}

func printable(text string) string {
	if !strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if unicode.IsPrint(r) {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}
