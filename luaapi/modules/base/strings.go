package base

import (
	"slices"
	gostrings "strings"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/thread"
	"sockrun/luaapi/wire/plural"
)

func strings() *bind.Module {
	return &bind.Module{Name: "string", Doc: "The string library of Lua 5.1. Strings are bytes, at most 256 MiB of them; positions count from 1, negative ones from the end. " + patternDoc,
		Example: `print(("hello"):upper(), #"hello")         --> HELLO	5
print(("seq=7 ack=9"):match("ack=(%d+)"))  --> 9
print(string.format("%04x", 0xcafe))       --> cafe`,
		Funcs: slices.Concat(patterns(), []bind.Func{
			bind.Func{Name: "len", Params: "s: string", Returns: "integer", Doc: "Returns the number of bytes.", Run: length},
			bind.Func{Name: "sub", Params: "s: string, i: number, j?: number", Returns: "string", Doc: "Returns the bytes i to j, up to the last by default; negative positions count from the end, and a fraction is cut off.", Run: sub},
			bind.Func{Name: "char", Params: "...: integer", Returns: "string", Doc: "Returns the bytes of these numbers, each from 0 to 255.", Run: char},
			bind.Func{Name: "reverse", Params: "s: string", Returns: "string", Doc: "Returns the bytes in reverse order.", Run: reverse},
			bind.Func{Name: "upper", Params: "s: string", Returns: "string", Doc: "Returns s with the letters a to z in upper case; other bytes stay.", Run: upper},
			bind.Func{Name: "lower", Params: "s: string", Returns: "string", Doc: "Returns s with the letters A to Z in lower case; other bytes stay.", Run: lower},
			bind.Func{Name: "byte", Params: "s: string, i?: integer, j?: integer", Returns: "...", Doc: "Returns the numbers of the bytes i to j; i is 1 and j is i by default.", Run: byteAt},
			bind.Func{Name: "format", Params: "format: string, ...: any", Returns: "string", Doc: formatDoc,
				Errors: "no value for a conversion, one of another type, or a conversion that there is not",
				Example: `print(string.format("%-6s|%6.2f|%#06x|%q", "ab", 1/3, 255, "a\0"))  --> ab    |  0.33|0x00ff|"a\000"
print(string.format("%x %d", -1, int64("18446744073709551615")))      --> ffffffffffffffff 18446744073709551615`, Run: format},
			bind.Func{Name: "rep", Params: "s: string, n: integer", Returns: "string", Doc: "Returns n copies of s, at most 256 MiB in all.", Run: rep},
		})}
}

const patternDoc = `Patterns are those of Lua 5.1: . is any byte; ` +
	`%a a letter, %c a control character, %d a digit, %l a lower-case letter, %p punctuation, %s white space, %u an upper-case letter, ` +
	`%w a letter or digit, %x a hexadecimal digit, %z the byte 0, and in upper case all others; % before any other character that character itself. ` +
	`[a-z_%d] is a set of these, [^,] all others. Behind one of them * is as many as there are, + the same but at least one, - as few as will do, ? one or none. ` +
	`%b() goes from ( to the ) that closes it; %f[%a] is a place where the set begins. ` +
	`^ at the beginning and $ at the end are those of the text. (…) captures what it matches, () the position, and %1 to %9 is what was captured, once more. ` +
	`The time of a search grows with the length of the text only, unless the pattern has %1 to %9; whatever is too long ends at the deadline.`

const formatDoc = `Formats as C's printf. %d and %i are integers, %u, %o, %x and %X their 64 bits without a sign; numbers lose their fraction, int64 objects are exact. ` +
	`%e, %E, %f, %g and %G are numbers, %c is a byte by its number, %s anything as tostring shows it, %q text in quotes as Lua reads it, and %% a percent sign. ` +
	`Between % and the letter may be flags (- + space # 0), a width and a precision, of two digits at most; %s counts bytes.`

func upper(c bind.Call) int { return mapped(c, 'a', 'z', 'A') }
func lower(c bind.Call) int { return mapped(c, 'A', 'Z', 'a') }

// mapped moves the letters from first to last to those from to on. Strings
// are bytes: Go's own functions would take them for UTF-8.
func mapped(c bind.Call, first, last, to byte) int {
	s := []byte(c.String(1))
	for i, b := range s {
		if first <= b && b <= last {
			s[i] = b - first + to
		}
	}
	return c.Push(lua.LString(s))
}

func length(c bind.Call) int { return c.Push(lua.LNumber(len(c.String(1)))) }

func sub(c bind.Call) int {
	s, j := c.String(1), -1
	i := position(c, 2)
	if c.Given(3) {
		j = position(c, 3)
	}
	i, j = max(fromEnd(i, len(s)), 1), min(fromEnd(j, len(s)), len(s))
	if i > j {
		return c.Push(lua.LString(""))
	}
	return c.Push(lua.LString(s[i-1 : j]))
}

// position is argument i, so far from any string's end that it is no matter
// how far if it is out of all proportion.
func position(c bind.Call, i int) int {
	return int(max(-far, min(far, c.Number(i))))
}

func char(c bind.Call) int {
	s := make([]byte, c.Len())
	for i := range s {
		s[i] = byte(c.Int(i+1, 0, 255))
	}
	return c.Push(lua.LString(s))
}

func reverse(c bind.Call) int {
	s := []byte(c.String(1))
	slices.Reverse(s)
	return c.Push(lua.LString(s))
}

func byteAt(c bind.Call) int {
	s := c.Bytes(1)
	i := c.OptInt(2, -far, far, 1)
	j := c.OptInt(3, -far, far, i)
	i, j = fromEnd(i, len(s)), min(fromEnd(j, len(s)), len(s))
	if i = max(i, 1); i > j {
		return 0
	}
	if j-i >= thread.MaxResults {
		c.Raise("too many results (%d): a call returns at most %d, so take the bytes piece by piece", j-i+1, thread.MaxResults)
	}
	thread.Reserve(c.L, j-i+1)
	for _, b := range s[i-1 : j] {
		c.L.Push(lua.LNumber(b))
	}
	return j - i + 1
}

// fromEnd turns a negative position into one from the start.
func fromEnd(i, size int) int {
	if i < 0 {
		return size + i + 1
	}
	return i
}

func rep(c bind.Call) int {
	s, n := c.String(1), max(c.Int(2, -(1<<53), 1<<53), 0)
	if len(s) > 0 && n > thread.MaxString/len(s) {
		c.Raise("%d copies of %s are more than %d MiB", n, plural.Of(len(s), "byte"), thread.MaxString>>20)
	}
	c.Room(len(s) * n)
	return c.Push(lua.LString(gostrings.Repeat(s, n)))
}

// builder makes a text of which nobody knows how long it will be.
type builder struct {
	gostrings.Builder
	c     bind.Call
	room  int // what was asked for
	parts int // that were added
}

// add adds s, or raises when there is no room for it, or no more time.
func (b *builder) add(s string) {
	if b.parts++; b.parts%thread.Interval == 0 {
		thread.Interrupt(b.c.L)
	}
	if n := b.Len() + len(s); n > b.room {
		b.room = min(2*n, thread.MaxString)
		b.c.Room(n)
	}
	b.WriteString(s)
}
