package scenario

import (
	"strconv"
	"strings"
)

// syntaxError makes an error with a position and a cause of what the YAML
// library says, which names a line at most, and often not the one to mend.
func syntaxError(src *Source, err error) *Error {
	return explained(src, err).about("yaml")
}

func explained(src *Source, err error) *Error {
	line, message := libraryMessage(err)
	if len(src.text) <= maxSearched {
		line = culprit(src)
	}
	if e := newLayout(src, line).explain(); e != nil {
		return e
	}
	text := src.Line(line)
	if at, cause, hint := causeOf(text); cause != "" {
		e := newError(src, src.at(line, at+1), cause)
		e.Hint = hint
		return e
	}
	if e := unpaired(src, line); e != nil {
		return e
	}
	return newError(src, src.at(line, indentOf(text)+1), "this is not valid YAML: "+message)
}

func indentOf(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

// luaInFlow finds Lua without quotes inside of a map in braces, with a character
// that means something else there.
var luaInFlow = lazily(`[{,] *(handler|script|lua|check|when): +([^"'|{\s][^{}]*?["\[\]{][^{}]*?)\s*}`)

var libraryLine = lazily(`^yaml: (?:line (\d+): )?(.*)`)

func libraryMessage(err error) (line int, message string) {
	parts := libraryLine().FindStringSubmatch(err.Error())
	if parts == nil {
		return 1, printable(err.Error())
	}
	line, _ = strconv.Atoi(parts[1])
	return max(line, 1), printable(parts[2])
}

const (
	// maxSearched bounds the search for the culprit, which parses parts of
	// the file again and again.
	maxSearched = 64 << 10
	// openLines is how many lines a quoted text or a list in brackets may
	// span for the search to see that it is closed.
	openLines = 20
)

// culprit returns the line that breaks the file: the one after the longest
// beginning of the file that is valid by itself.
func culprit(src *Source) int {
	good := longestGood(src, 0)
	for n := good + 2; n <= min(good+openLines, src.Lines()); n++ {
		if isGood(src, n) {
			good = longestGood(src, n)
			n = good + 1
		}
	}
	return good + 1
}

// longestGood returns a number of lines, at least good, that are valid while
// one more is not.
func longestGood(src *Source, good int) int {
	bad := src.Lines()
	for bad-good > 1 {
		middle := (good + bad) / 2
		if isGood(src, middle) {
			good = middle
		} else {
			bad = middle
		}
	}
	return good
}

func isGood(src *Source, lines int) bool {
	end := len(src.text)
	if lines < len(src.start) {
		end = src.start[lines]
	}
	_, err := yamlDocuments(src.text[:end])
	return err == nil
}

// beforeValue finds what stands before the value of a line.
var beforeValue = lazily(`^\s*(?:- +)*(?:[\w.-]+:(?: +|$))?`)

// maxKey is the longest key that YAML allows on one line.
const maxKey = 1024

// causeOf names what usually breaks a line like this, with the index of it
// and what to do; "" when nothing is known.
func causeOf(line string) (at int, cause, hint string) {
	if at, cause, hint = lineCause(line); cause != "" {
		return at, cause, hint
	}
	before := beforeValue().FindString(line)
	value := strings.TrimRight(line[len(before):], " ")
	if value == "" {
		return 0, "", ""
	}
	return valueCause(len(before), before, value)
}

// lineCause is for lines that break whatever their value is.
func lineCause(line string) (at int, cause, hint string) {
	tab, colon := strings.IndexByte(line, '\t'), strings.IndexByte(line, ':')
	switch {
	case tab >= 0 && strings.TrimSpace(line[:tab]) == "":
		return tab, "a tab cannot indent YAML", "use spaces"
	case strings.HasPrefix(strings.TrimLeft(line, " "), "-\t"):
		return tab, "a tab cannot follow `-`", "use a space"
	case strings.HasPrefix(line, "%"):
		return 0, "a line that begins with % is a YAML directive, which scenarios do not use", "leave it out"
	case strings.HasPrefix(line, "--- "):
		return 4, "what follows `---` stands on the next line", ""
	case colon > maxKey && !strings.ContainsAny(line[:colon], "\"'"):
		return indentOf(line), "a key is longer than 1,024 characters", ""
	}
	return 0, "", ""
}

// valueCause is for the value of a line, which stands behind what is before it.
func valueCause(at int, before, value string) (int, string, string) {
	write := "write " + strings.TrimSpace(before+quoteYAML(value))
	switch {
	case hasBraces(value) && strings.ContainsAny(value[:1], "{[") && quoteBraces(value) != value:
		at += strings.Index(value, "{{")
		return at, "`{{` begins a map in YAML", "put quotes around the text: " + strings.TrimSpace(before+quoteBraces(value))
	case strings.HasPrefix(value, "{{") && !strings.Contains(value, "}}"):
		return at, "`{{` without `}}`", "close it, with quotes around the text: " + strings.TrimSpace(before+quoteYAML(value+" }}"))
	case value[0] == '"' || value[0] == '\'':
		return quotedCause(at, value, write)
	case strings.ContainsRune("@`%", rune(value[0])):
		return at, "a value cannot begin with " + value[:1], write
	case (value[0] == '>' || value[0] == '|') && len(value) > 1:
		return at, "`" + value[:1] + "` begins a block of text, which stands indented on the next lines", "for text " + write
	case strings.HasPrefix(value, "- ") || strings.HasPrefix(value, "? "):
		return at, "a value cannot begin with `" + value[:2] + "`", "for text " + write
	case aliasAlone().MatchString(value):
		return at, "`" + value + "` repeats what has the anchor `&" + value[1:] + "`, which is nowhere before it", "for text " + write
	case value[0] == '*' || value[0] == '&':
		return at, "`" + value[:1] + "` begins one of YAML's aliases and anchors", "for text " + write
	}
	return plainCause(at, before, value, write)
}

// aliasAlone finds a value that can only be an alias.
var aliasAlone = lazily(`^\*[\w-]+$`)

// quoteBraces puts quotes around a value that begins with a template, or
// around the templates inside a map or list.
func quoteBraces(value string) string {
	if strings.HasPrefix(value, "{{") {
		return quoteYAML(value)
	}
	return quoteTemplates(value)
}

// quotedCause is for values that begin with a quote.
func quotedCause(at int, value, write string) (int, string, string) {
	if bad := badEscape().FindStringIndex(value[:min(len(value), maxSearched)]); value[0] == '"' && bad != nil {
		return at + bad[1] - 2, "`" + value[bad[1]-2:bad[1]] + "` is no escape of double quotes", "in single quotes a \\ is a \\: " + strings.Replace(write, quoteYAML(value), singleQuote(value[1:len(value)-1]), 1)
	}
	length := stringLength(value)
	if length == len(value) && value[length-1] != value[0] || length == 1 {
		return at, "the quote is not closed", ""
	}
	rest := strings.TrimSpace(value[length:])
	if rest == "" || rest[0] == '#' || rest[0] == ':' {
		return 0, "", ""
	}
	at += length + strings.Index(value[length:], rest)
	if inner := value[1 : len(value)-1]; value[len(value)-1] == value[0] && len(value) > length+1 {
		return at, "text after the closing quote", "the quotes inside end the text: " + strings.Replace(write, quoteYAML(value), quoteYAML(inner), 1)
	}
	return at, "text after the closing quote", "put quotes around the whole: " + write
}

// badEscape finds what follows a backslash that YAML does not know.
var badEscape = lazily(`^"(?:[^"\\]|\\[0abtnvfre "/\\N_LPxuU])*\\[^0abtnvfre "/\\N_LPxuU]`)

// badEscapeInside finds the same in a map or list.
var badEscapeInside = lazily(`[{\[,:] *"(?:[^"\\]|\\[0abtnvfre "/\\N_LPxuU])*\\[^0abtnvfre "/\\N_LPxuU]`)

func singleQuote(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// plainCause is for values without quotes.
func plainCause(at int, before, value, write string) (int, string, string) {
	flow := value[0] == '{' || value[0] == '['
	if value[0] == '}' || value[0] == ']' {
		return 0, "", "" // see unpaired
	}
	if lua := luaInFlow().FindStringSubmatchIndex(value); flow && lua != nil {
		return at + lua[4], "inside { } Lua needs quotes around it when it has [ ], { } or quotes", "write " + value[lua[2]:lua[3]] + ": " + quoteYAML(value[lua[4]:lua[5]])
	}
	switch i := strings.IndexByte(value, '#'); {
	case flow && i > 0 && strings.ContainsRune(" ,{[", rune(value[i-1])) && strings.ContainsAny(value[i:], "}]\"'"):
		return at + i, "# begins a comment, so the rest of the line is missing", "put quotes around the text with #"
	case flow:
		if bad := badEscapeInside().FindStringIndex(value[:min(len(value), maxSearched)]); bad != nil {
			return at + bad[1] - 2, "`" + value[bad[1]-2:bad[1]] + "` is no escape of double quotes", "in single quotes a \\ is a \\"
		}
		return escapedQuote(at, value)
	}
	if i := strings.Index(value, ": "); i >= 0 && strings.Contains(before, ":") {
		return at + i, "`: ` inside text without quotes", write
	}
	if strings.HasSuffix(value, ":") && strings.Contains(before, ":") {
		return at + len(value) - 1, "`:` at the end of text without quotes", write
	}
	if !strings.Contains(value, ":") && !strings.Contains(before, ":") && !strings.Contains(before, "-") {
		return at, "a key without `:`, or text that is not indented under its key", ""
	}
	return 0, "", ""
}

// quoteInside finds a quote behind a backslash inside of a text in single quotes,
// in a map or list.
var quoteInside = lazily(`[{\[,:] *'[^']*\\'[^\s,}\]]`)

// escapedQuote is for a text in single quotes whose author took \' for a quote
// inside of it.
func escapedQuote(at int, value string) (int, string, string) {
	found := quoteInside().FindStringIndex(value)
	if found == nil {
		return 0, "", ""
	}
	at += found[0] + strings.LastIndex(value[found[0]:found[1]], `\'`)
	return at, "in single quotes a \\ is a \\, so the ' behind it ends the text", "for a ' inside of them write ''"
}
