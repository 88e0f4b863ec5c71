package header

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"sockrun/luaapi/wire/spell"
)

// kind is how a field is written.
type kind uint8

const (
	unsigned kind = iota
	signed
	float
	varint
	boolean
	data
	cstring
	padding
	jsonText
	list
	choice // the type switch
	group
	coded // by a codec; no declared field has it, only what stands in a list or a switch
)

// shape is what a type says.
type shape struct {
	kind kind
	bits int // of an integer or a float
	size int // in bytes; varies when messages decide, and of bit fields
}

const maxFixed = 1 << 24 // bytes of bytes:N and pad:N

// plainTypes are the types that have no number in them, and the whole ones
// among those that have.
func plainTypes() []string {
	return []string{"u8", "u16", "u24", "u32", "u64", "i8", "i16", "i32", "i64", "f32", "f64", "varint", "bool", "bytes", "cstring", "json", "list", "switch", "group"}
}

// Types lists the names of types that have no number in them, and of the whole
// ones among those that have.
func Types() []string { return plainTypes() }

// IsType says whether a text is a type.
func IsType(text string) bool {
	_, err := parseType(text)
	return err == nil
}

// parseType reads the name of a type.
func parseType(text string) (shape, error) {
	switch text {
	case "varint":
		return shape{kind: varint, size: varies}, nil
	case "bool":
		return shape{kind: boolean, size: 1}, nil
	case "bytes":
		return shape{kind: data, size: varies}, nil
	case "cstring":
		return shape{kind: cstring, size: varies}, nil
	case "json":
		return shape{kind: jsonText, size: varies}, nil
	case "list":
		return shape{kind: list, size: varies}, nil
	case "switch":
		return shape{kind: choice, size: varies}, nil
	case "group":
		return shape{kind: group, size: varies}, nil
	}
	if name, digits, found := strings.Cut(text, ":"); found && (name == "bytes" || name == "pad") {
		return ofSize(name, digits)
	}
	if s, ok := number(text); ok {
		return s, nil
	}
	return shape{}, unknownType(text)
}

func ofSize(name, digits string) (shape, error) {
	n, err := strconv.ParseUint(digits, 10, 31)
	if err != nil || n < 1 || n > maxFixed {
		return shape{}, fmt.Errorf("the type %s:N takes a number of bytes from 1 to %d, got %q", name, maxFixed, digits)
	}
	if name == "pad" {
		return shape{kind: padding, size: int(n)}, nil
	}
	return shape{kind: data, size: int(n)}, nil
}

// number reads a letter and a number of bits.
func number(text string) (shape, bool) {
	if len(text) < 2 || text[1] == '0' || text[1] == '+' {
		return shape{}, false
	}
	bits, err := strconv.ParseUint(text[1:], 10, 7)
	if err != nil {
		return shape{}, false
	}
	s := shape{bits: int(bits), size: int(bits) / 8}
	whole := bits == 8 || bits == 16 || bits == 32 || bits == 64
	switch text[0] {
	case 'u':
		if !whole && bits != 24 {
			s.size = varies
		}
		return s, bits <= 64
	case 'i':
		s.kind = signed
		return s, whole
	case 'f':
		s.kind = float
		return s, bits == 32 || bits == 64
	}
	return shape{}, false
}

func unknownType(text string) error {
	known := plainTypes()
	if ours := typeElsewhere(text); ours != "" {
		return fmt.Errorf("unknown type %q: here it is %s", text, ours)
	}
	if near := spell.Nearest(text, known); near != "" {
		return fmt.Errorf("unknown type %q; did you mean %s?", text, near)
	}
	return fmt.Errorf("unknown type %q; there are %s, bytes:N, pad:N and the bit fields u1 to u63", text, strings.Join(known, ", "))
}

var sizedInteger = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(u?)int_?(8|16|24|32|64)(?:_t)?$`) })

// typeElsewhere returns the type that other declarations call by a name: C's and
// its relatives', and the codes of struct; "" for all other names.
func typeElsewhere(name string) string {
	name = strings.ToLower(name)
	if parts := sizedInteger().FindStringSubmatch(name); parts != nil && (parts[1] == "u" || parts[2] != "24") {
		return map[string]string{"u": "u", "": "i"}[parts[1]] + parts[2]
	}
	switch name {
	case "byte", "uchar", "octet":
		return "u8"
	case "char":
		return "i8, or bytes:N for text"
	case "short":
		return "i16"
	case "ushort", "word":
		return "u16"
	case "int":
		return "i32"
	case "uint", "dword":
		return "u32"
	case "long", "longlong":
		return "i64"
	case "ulong", "qword":
		return "u64"
	case "float", "float32":
		return "f32"
	case "double", "float64":
		return "f64"
	case "boolean":
		return "bool"
	case "string", "str", "text":
		return "bytes with a length, or cstring"
	case "array":
		return "list"
	case "struct":
		return "group"
	}
	return ""
}

// holds says whether fields of a kind hold messages of other headers.
func (k kind) holds() bool { return k >= list }

// takes names what a kind of field takes, as errors do.
func (k kind) takes() string {
	switch k {
	case unsigned, signed, varint:
		return "an integer"
	case float:
		return "a number"
	case boolean:
		return "true or false"
	case jsonText:
		return "a value"
	case list:
		return "a list"
	case group:
		return "a table of fields"
	}
	return "a string"
}
