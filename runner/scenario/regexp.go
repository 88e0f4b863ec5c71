package scenario

import (
	"strconv"
	"strings"
)

// warnOfRegexp warns of a pattern that is written as a regular expression: all
// of it is a valid pattern, which finds something else.
func (d *decoder) warnOfRegexp(v value, text string) {
	plain := notPlain().ReplaceAllStringFunc(text, func(s string) string { return strings.Repeat("x", len(s)) })
	sign, hint := `\`, escapesHint(text)
	if hint == "" {
		sign, hint = "|", alternativesHint(v.key, plain)
	}
	if hint == "" {
		sign, hint = countHint(text, plain)
	}
	if hint != "" {
		d.warn(v.pos, "%s is a Lua pattern, in which %s is a character like others", v.key, sign).Hint = hint
	}
}

var (
	// notPlain finds what stands for characters in a pattern in other ways than
	// as it is written: escapes and sets.
	notPlain = lazily(`%.|\[\^?\]?(?:%.|[^\]%])*\]`)

	regexpEscape = lazily(`\\([dwsDWS.+*?()^$-]|\[|\])`)
	alternatives = lazily(`[\w)]\|[\w(^]`)
	countedItem  = lazily(`[\w.)]\{(\d+)(,?)(\d*)\}`)
)

// escapesHint says how a pattern is written that has the escapes of a regular
// expression; "" when it has none.
func escapesHint(text string) string {
	if !regexpEscape().MatchString(text) {
		return ""
	}
	return "escapes begin with % in Lua: write " + strings.ReplaceAll(regexpEscape().ReplaceAllString(text, "%$1"), "%w", "[%w_]")
}

// alternativesHint says what to do in place of alternatives.
func alternativesHint(key, plain string) string {
	switch {
	case !alternatives().MatchString(plain):
		return ""
	case key == "matches":
		return "a Lua pattern has no alternatives: the step expect_any takes a list of matchers; for the character write %|"
	}
	return "a Lua pattern has no alternatives; for the character write %|"
}

// countHint says how a number of items is written, and what was written.
func countHint(text, plain string) (sign, hint string) {
	at := countedItem().FindStringSubmatchIndex(plain)
	if at == nil {
		return "", ""
	}
	hint = "a Lua pattern has no counts: repeat the item itself, with * behind a last one for any number more and ? behind each that may be missing; for the character write %{"
	if item := itemBefore(text, at[0]+1); item != "" {
		if n, err := strconv.Atoi(plain[at[2]:at[3]]); err == nil && n > 0 && n <= 8 && at[4] == at[5] && at[6] == at[7] {
			hint = "a Lua pattern has no counts: write " + text[:at[0]+1-len(item)] + strings.Repeat(item, n) + text[at[1]:] + "; for the character write %{"
		}
	}
	return "{", hint
}

// lastItem finds the item of one character at the end of a pattern.
var lastItem = lazily(`(?:%.|\[\^?\]?(?:%.|[^\]%])*\]|[^)])$`)

// itemBefore is the item that ends at an index, "" when it is a capture.
func itemBefore(text string, end int) string { return lastItem().FindString(text[:end]) }
