package base

import (
	"fmt"
	"math"
	gostrings "strings"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	int64s "sockrun/luaapi/modules/int64"
	"sockrun/luaapi/wire/integer"
)

func format(c bind.Call) int { return c.Push(lua.LString(Format(c, 1))) }

// Format is string.format of argument i and those after it: printf of C with
// the conversions of Lua 5.1.
func Format(c bind.Call, i int) string {
	text := c.String(i)
	var out gostrings.Builder
	next := i
	for {
		before, rest, found := gostrings.Cut(text, "%")
		out.WriteString(before)
		if !found {
			return out.String()
		}
		if after, ok := gostrings.CutPrefix(rest, "%"); ok {
			out.WriteByte('%')
			text = after
			continue
		}
		spec, verb, after := directive(c, rest)
		next++
		if next > c.Len() {
			c.Raise("no value for %%%s%c", spec, verb)
		}
		out.WriteString(convert(c, spec, verb, next))
		text = after
	}
}

// directive splits what follows a % into flags, width and precision, the
// conversion, and the rest.
func directive(c bind.Call, s string) (spec string, verb byte, rest string) {
	i := len(s) - len(gostrings.TrimLeft(s, "-+ #0123456789."))
	if i == len(s) {
		c.Raise("the format ends inside a conversion")
	}
	spec, verb = s[:i], s[i]
	if !gostrings.ContainsRune("diucxXoeEfgGqs", rune(verb)) {
		c.Raise("invalid conversion %%%s%c", spec, verb)
	}
	width := gostrings.TrimLeft(spec, "-+ #0")
	if before, after, _ := gostrings.Cut(width, "."); len(before) > 2 || len(after) > 2 || gostrings.Contains(after, ".") {
		c.Raise("invalid width or precision in %%%s%c", spec, verb)
	}
	return spec, verb, s[i+1:]
}

func convert(c bind.Call, spec string, verb byte, i int) string {
	switch verb {
	case 's':
		return fmt.Sprintf("%"+spec+"s", ToString(c, c.Arg(i)))
	case 'q':
		return quote(c.String(i))
	case 'c':
		return string([]byte{byte(c.Int(i, 0, 255))})
	case 'e', 'E', 'f', 'g', 'G':
		return cFloat("%"+spec+string(verb), number(c, i))
	}
	if n, ok := int64s.Of(c.Arg(i)); ok {
		return wide(spec, verb, n)
	}
	return cInteger(spec, verb, number(c, i))
}

// wide formats an int64 object.
func wide(spec string, verb byte, n integer.Integer) string {
	signed, fits := n.Int64()
	switch {
	case (verb == 'd' || verb == 'i') && fits:
		return fmt.Sprintf("%"+spec+"d", signed)
	case verb == 'd' || verb == 'i' || verb == 'u':
		return fmt.Sprintf("%"+spec+"d", n.Bits())
	}
	return fmt.Sprintf("%"+spec+string(verb), n.Bits())
}

func number(c bind.Call, i int) float64 {
	if s, ok := c.Arg(i).(lua.LString); ok {
		if f, ok := parseNumber(string(s), 10); ok {
			return f
		}
	}
	return c.Number(i)
}

// cInteger formats as C does, where a precision is a least number of digits
// and unsigned conversions show negative numbers as 64-bit patterns.
func cInteger(spec string, verb byte, f float64) string {
	if verb == 'd' || verb == 'i' {
		return fmt.Sprintf("%"+spec+"d", int64(f))
	}
	bits := uint64(int64(f))
	if f >= math.MaxInt64 {
		bits = uint64(f)
	}
	if verb == 'u' {
		verb = 'd'
	}
	return fmt.Sprintf("%"+spec+string(verb), bits)
}

// cFloat formats with C's default precision of six, which Go's %g lacks, and
// C's words for what is no number.
func cFloat(format string, f float64) string {
	if math.IsInf(f, 0) || math.IsNaN(f) {
		width := gostrings.TrimRight(format, "eEfgG0123456789.")
		return fmt.Sprintf(width+"s", gostrings.ToLower(gostrings.TrimPrefix(fmt.Sprint(f), "+")))
	}
	if !gostrings.Contains(format, ".") {
		format = format[:len(format)-1] + ".6" + format[len(format)-1:]
	}
	return fmt.Sprintf(format, f)
}

func quote(s string) string {
	var out gostrings.Builder
	out.WriteByte('"')
	for i := 0; i < len(s); i++ {
		switch b := s[i]; b {
		case '"', '\\', '\n':
			out.WriteByte('\\')
			out.WriteByte(b)
		case '\r':
			out.WriteString(`\r`)
		case 0:
			out.WriteString(`\000`)
		default:
			out.WriteByte(b)
		}
	}
	out.WriteByte('"')
	return out.String()
}
