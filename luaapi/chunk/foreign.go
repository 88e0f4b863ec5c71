package chunk

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"sockrun/luaapi/wire/charset"
)

// foreignCharacter explains characters that begin no token, which mostly come
// from other languages.
func foreignCharacter(rest string) string {
	for _, f := range []struct{ prefix, message string }{
		{"!=", "unexpected `!=`: Lua writes `~=`"},
		{"!", "unexpected `!`: Lua writes `not`"},
		{"&&", "unexpected `&&`: Lua writes `and`"},
		{"||", "unexpected `||`: Lua writes `or`"},
		{"&", "unexpected `&`: bit operations are functions of `bit`"},
		{"|", "unexpected `|`: bit operations are functions of `bit`"},
		{"~", "unexpected `~`: bit operations are functions of `bit`, \"unequal\" is `~=`"},
		{"?", "unexpected `?`: Lua writes `condition and a or b`"},
	} {
		if strings.HasPrefix(rest, f.prefix) {
			return f.message
		}
	}
	if encoding := charset.Guess(rest); encoding != "" {
		return "the file is in " + encoding + ": save it as UTF-8"
	}
	switch r, _ := utf8.DecodeRuneInString(rest); r {
	case '“', '”', '„', '‘', '’':
		return fmt.Sprintf("unexpected character `%c`: strings stand between \" or '", r)
	case utf8.RuneError:
		return fmt.Sprintf("unexpected byte 0x%02x", rest[0])
	default:
		return fmt.Sprintf("unexpected character %q", r)
	}
}

// foreignSymbol explains two symbols that, standing side by side, are an
// operator of other languages and never right in Lua; "" for all others.
func foreignSymbol(a, b token) string {
	if a.kind != symbol || b.kind != symbol || !b.follows(a) {
		return ""
	}
	switch both := a.text + b.text; both {
	case "+=", "-=", "*=", "/=", "%=", "^=", "..=":
		return fmt.Sprintf("unexpected `%s`: Lua writes `x = x %s y`", both, a.text)
	case "++":
		return "unexpected `++`: Lua writes `x = x + 1`"
	case "//":
		return "unexpected `//`: Lua 5.1 writes `math.floor(a / b)`, and comments begin with `--`"
	case "/*":
		return "unexpected `/*`: comments are written `--[[ … ]]`"
	case "=>":
		return "unexpected `=>`: Lua compares with `>=`, and writes functions as `function(x) return … end`"
	case "===", "=<":
		return fmt.Sprintf("unexpected `%s`: Lua compares with `==`, `<=` and `>=`", both)
	case "<>", "~==":
		return fmt.Sprintf("unexpected `%s`: Lua writes `~=`", both)
	case "<<", ">>":
		return fmt.Sprintf("unexpected `%s`: bit operations are functions of `bit`", both)
	}
	return ""
}

// hint explains the refused token i where it looks like a known mistake.
func (x explainer) hint(i int, before *nesting) string {
	t, last := x.nest.near(i), x.nest.near(i-1)
	if hint := x.pythonSymbol(i, before); hint != "" {
		return hint
	}
	switch {
	case t.is("="):
		return x.assignmentHint(i, before)
	case last.is("break"):
		return "unexpected " + describe(t) + ": `break` must be the last statement of its block"
	case t.kind == keyword && (last.is(".") || last.is(":")):
		return fmt.Sprintf("`%s` is a reserved word: write [\"%s\"]", t.text, t.text)
	case t.kind == keyword && (last.is("local") || last.is("for") || last.is("function") || last.is("goto")):
		return fmt.Sprintf("`%s` is a reserved word and cannot be a name", t.text)
	case t.is("<") && x.nest.near(i-2).is("local"):
		return "unexpected `<`: Lua 5.1 has no attributes of variables"
	case last.kind == name:
		return wordHint(last.text, t)
	}
	return ""
}

func (x explainer) assignmentHint(i int, before *nesting) string {
	last := x.nest.near(i - 1)
	const compare = "unexpected `=`, which assigns: `==` compares"
	switch {
	case last.is("="):
		return "`==` is written without a space"
	case before.top().waits == "then", before.top().waits == "do" && !before.isOpen("for"):
		return compare
	case before.isParameters():
		return "unexpected `=`: a parameter has no default: write `" + last.text + " = " + last.text + " or …` in the function"
	case x.nest.near(i-2).is(",") && before.top().waits == "" && !before.isOpen("(") && !before.isOpen("{") && !before.isOpen("["):
		return "unexpected `=`: Lua writes `a, b = 1, 2`"
	case before.isOpen("("):
		return compare + ", and named arguments go in a table"
	case x.org.Expression && len(before.open) == 1:
		return compare
	}
	return ""
}

// wordHint explains a name that other languages give a meaning, before the
// refused token t.
func wordHint(word string, t token) string {
	switch word {
	case "continue":
		return "Lua has no `continue`: write `goto continue`, and `::continue::` at the end of the loop"
	case "elif", "elsif":
		return fmt.Sprintf("unexpected `%s`: Lua writes `elseif`", word)
	case "var", "let", "const":
		if t.kind == name {
			return fmt.Sprintf("unexpected `%s`: Lua writes `local %s`", word, t.text)
		}
	case "def", "func", "fn":
		if t.kind == name {
			return fmt.Sprintf("unexpected `%s`: Lua writes `function %s`", word, t.text)
		}
	}
	return pythonWord(word, t)
}
