package base

import (
	"math"
	gostrings "strings"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	int64s "sockrun/luaapi/modules/int64"
	"sockrun/luaapi/wire/integer"
	"sockrun/luaapi/wire/printf"
)

func format(c bind.Call) int { return c.Push(lua.LString(Format(c, 1))) }

// Format is string.format of argument i and those after it: printf of C with
// the conversions of Lua 5.1.
func Format(c bind.Call, i int) string {
	text := c.String(i)
	out := builder{c: c}
	next := i
	for {
		before, rest, found := gostrings.Cut(text, "%")
		out.add(before)
		if !found {
			return out.String()
		}
		if after, ok := gostrings.CutPrefix(rest, "%"); ok {
			out.WriteByte('%')
			text = after
			continue
		}
		d, after, err := printf.Parse(rest)
		if err != nil {
			c.Raise("%s", err)
		}
		if next++; next > c.Len() {
			c.Raise("no value for %s", d)
		}
		out.add(convert(c, d, next))
		text = after
	}
}

func convert(c bind.Call, d printf.Directive, i int) string {
	switch d.Verb {
	case 's':
		return d.Text(ToString(c, c.Arg(i)))
	case 'q':
		if d.String() != "%q" {
			c.Raise("%s: %%q takes no flags, width or precision", d)
		}
		return quote(c, c.String(i))
	case 'c':
		return d.Byte(byte(c.Int(i, 0, 255)))
	case 'd', 'i':
		n := whole(c, d, i)
		if signed, fits := n.Int64(); fits && signed < 0 {
			return d.Integer(true, -uint64(signed))
		}
		return d.Integer(false, n.Bits())
	case 'u', 'o', 'x', 'X':
		return d.Unsigned(whole(c, d, i).Bits())
	}
	if n, ok := int64s.Of(c.Arg(i)); ok {
		f, _ := n.Float64()
		return d.Float(f)
	}
	return d.Float(number(c, i))
}

// whole is argument i for an integer conversion. As in C, a fraction is cut
// off; unsigned ones show what is negative as its bits.
func whole(c bind.Call, d printf.Directive, i int) integer.Integer {
	if n, ok := int64s.Of(c.Arg(i)); ok {
		return n
	}
	switch f := math.Trunc(number(c, i)); {
	case f >= -1<<63 && f < 1<<63:
		return integer.FromInt64(int64(f))
	case f > 0 && f < 1<<64:
		return integer.FromUint64(uint64(f))
	}
	c.Raise("%s needs an integer from -2^63 to 2^64-1, got %s", d, bind.Describe(c.Arg(i)))
	return integer.Integer{}
}

// number is argument i, which may be text that is one.
func number(c bind.Call, i int) float64 {
	if s, ok := c.Arg(i).(lua.LString); ok {
		if f, ok := parseNumber(gostrings.TrimSpace(string(s)), 10); ok {
			return f
		}
	}
	return c.Number(i)
}

func quote(c bind.Call, s string) string {
	out := builder{c: c}
	out.add(`"`)
	for {
		plain := gostrings.IndexAny(s, "\"\\\n\r\x00")
		if plain < 0 {
			break
		}
		out.add(s[:plain])
		switch b := s[plain]; b {
		case '\r':
			out.add(`\r`)
		case 0:
			out.add(`\000`)
		default:
			out.add(`\`)
			out.add(string(rune(b)))
		}
		s = s[plain+1:]
	}
	out.add(s)
	out.add(`"`)
	return out.String()
}
