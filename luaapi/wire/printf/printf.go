// Package printf formats single values as printf of C does (C99, 7.19.6.1),
// byte by byte and in the C locale. It knows nothing of Lua.
package printf

import (
	"errors"
	"fmt"
	"strings"
)

// conversions are the letters that Parse takes: those of string.format of Lua
// 5.1.
const conversions = "cdiouxXeEfgGqs"

// maxDigits is how many digits a width and a precision may have, as in Lua.
const maxDigits = 2

// Directive is what stands behind a "%".
type Directive struct {
	Minus, Plus, Space, Sharp, Zero bool // the flags
	Width                           int
	Precision                       int // -1 when there is none
	Verb                            byte
	text                            string
}

// String returns the directive as it was written, with its "%".
func (d Directive) String() string { return "%" + d.text }

// Parse reads the directive that s begins with, without its "%", and returns
// what follows it. "%%" is none. The error says what is wrong with the directive, and
// nothing of the arguments.
func Parse(s string) (d Directive, rest string, err error) {
	d.Precision = -1
	i := d.flags(s)
	width := digits(s[i:])
	i += len(width)
	precision := ""
	if i < len(s) && s[i] == '.' {
		precision = digits(s[i+1:])
		i += 1 + len(precision)
		d.Precision = number(precision)
	}
	d.Width = number(width)
	if i == len(s) {
		return d, "", errors.New("the format ends inside a conversion")
	}
	d.Verb, d.text = s[i], s[:i+1]
	if strings.IndexByte(conversions, d.Verb) < 0 {
		return d, "", fmt.Errorf("invalid conversion %s: there are %%%s and %%%%", shown(d.text), strings.Join(strings.Split(conversions, ""), " %"))
	}
	if len(width) > maxDigits || len(precision) > maxDigits {
		return d, "", fmt.Errorf("invalid width or precision in %s: at most two digits", shown(d.text))
	}
	return d, s[i+1:], nil
}

// flags reads the flags and returns how many there are.
func (d *Directive) flags(s string) int {
	for i := range len(s) {
		switch s[i] {
		case '-':
			d.Minus = true
		case '+':
			d.Plus = true
		case ' ':
			d.Space = true
		case '#':
			d.Sharp = true
		case '0':
			d.Zero = true
		default:
			return i
		}
	}
	return len(s)
}

func digits(s string) string {
	return s[:len(s)-len(strings.TrimLeft(s, "0123456789"))]
}

func number(digits string) (n int) {
	for _, c := range []byte(digits[:min(len(digits), maxDigits)]) {
		n = 10*n + int(c-'0')
	}
	return n
}

// shown is a directive for an error: its last byte may be anything.
func shown(text string) string {
	quoted := fmt.Sprintf("%.40q", "%"+text)
	return quoted[1 : len(quoted)-1]
}

// pad brings a text to the width of the directive. Zeros go between the sign
// or prefix and the body.
func (d Directive) pad(prefix, body string, zeros bool) string {
	missing := d.Width - len(prefix) - len(body)
	switch {
	case missing <= 0:
		return prefix + body
	case d.Minus:
		return prefix + body + strings.Repeat(" ", missing)
	case d.Zero && zeros:
		return prefix + strings.Repeat("0", missing) + body
	}
	return strings.Repeat(" ", missing) + prefix + body
}

// Text is %s: at most so many bytes as the precision says.
func (d Directive) Text(s string) string {
	if d.Precision >= 0 && len(s) > d.Precision {
		s = s[:d.Precision]
	}
	return d.pad("", s, false)
}

// Byte is %c.
func (d Directive) Byte(b byte) string { return d.pad("", string([]byte{b}), false) }
