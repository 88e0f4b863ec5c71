package steps

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"

	"sockrun/luaapi"
	"sockrun/luaapi/wire/diff"
	"sockrun/luaapi/wire/frame"
	"sockrun/luaapi/wire/jsontext"
	"sockrun/runner/positioned"
	"sockrun/runner/scenario"
)

// What is told of several matchers, none of which matches.

// noneOf says that a message is none of those that may come, and how it
// differs from the one that comes nearest.
func (do *Performer) noneOf(list []*candidate, got frame.Message) error {
	if len(list) == 1 {
		return do.different(list[0], got)
	}
	err := do.wrong("the next message matches none of the %d matchers", len(list)).(*positioned.Error)
	err.Detail = expectedAny(list)
	do.addNearest(err, list, got, list)
	for i, c := range list {
		if c.late {
			err.Detail = append(err.Detail, fmt.Sprintf("for %d it came later than %s", i+1, do.Scene.Scale.Shown(c.patience)))
		}
	}
	return err
}

// unexpected says that a message is none of those that are still missing.
func (a *assembly) unexpected(got frame.Message) error {
	fits := "matches none of the matchers that are left"
	if len(a.missing()) == 1 {
		fits = "does not match the only matcher that is left"
	}
	err := a.wrong("message %d of %d %s", len(a.got), len(a.list), fits).(*positioned.Error)
	err.Detail = a.expected()
	for _, c := range a.missing() { // how others differ was asked meanwhile
		_, _ = a.matches(c, got)
	}
	a.addNearest(err, a.missing(), got, a.list)
	for i := range a.list {
		if fits, _ := a.fit(len(a.got)-1, i); fits && a.met[i] > 0 {
			err.Detail = append(err.Detail, fmt.Sprintf("it matches %d, but message %d was that already", i+1, a.met[i]))
		}
	}
	return err
}

// addNearest shows the message, and how it differs from the matcher that it
// comes nearest to. Its number is that among all.
func (do *Performer) addNearest(err *positioned.Error, list []*candidate, got frame.Message, all []*candidate) {
	nearest, best := (*candidate)(nil), 0.0
	for _, c := range list {
		if like := likeness(c.diff); like > best {
			nearest, best = c, like
		}
	}
	err.Detail = append(err.Detail, do.received(got))
	if nearest == nil {
		return
	}
	message, lines, difference := explained(nearest.diff)
	err.Difference = difference
	err.Detail = append(err.Detail, fmt.Sprintf("nearest is %d: %s", slices.Index(all, nearest)+1, message))
	for _, line := range lines {
		err.Detail = append(err.Detail, "  "+line)
	}
}

// explained takes apart what an assertion says.
func explained(err error) (message string, lines []string, difference *diff.Difference) {
	var own *positioned.Error
	var script *luaapi.Error
	switch {
	case errors.As(err, &own):
		return own.Error(), own.Detail, own.Difference
	case errors.As(err, &script):
		return script.Message, script.Detail, script.Difference
	}
	return err.Error(), nil, nil
}

// likeness says how near a message came, from 0 to less than 1.
func likeness(err error) float64 {
	if err == nil {
		return 0
	}
	_, lines, d := explained(err)
	var values *luaapi.Error
	switch {
	case d == nil && errors.As(err, &values):
		return 1 / float64(100+len(lines)) // nobody knows, but the fewer lines the nearer
	case d == nil:
		return 0
	case len(d.Fields) > 0:
		return 1 / float64(1+len(d.Fields))
	}
	return alike(d.Expected, d.Received)
}

// alike is the share of bytes that are equal at the start and at the end.
func alike(a, b []byte) float64 {
	short, long := min(len(a), len(b)), max(len(a), len(b))
	start, end := 0, 0
	for start < short && a[start] == b[start] {
		start++
	}
	for end < short-start && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	return float64(start+end) / float64(long+1)
}

// missed shows what a message does not contain, and where it comes nearest when
// that is not seen at once.
func missed(want, got []byte) []string {
	lines := []string{"expected  " + Preview(want), received(got)}
	at, most := longestStart(want, got)
	if most < 2 || at+len(want) <= previewWidth/3 {
		return lines
	}
	part := got[at:min(at+len(want), len(got))]
	return append(lines, fmt.Sprintf("nearest   %s at offset %d (the first %d bytes are equal)", Preview(part), at, most))
}

// longestStart finds the most bytes with which want begins that got contains.
func longestStart(want, got []byte) (at, most int) {
	most = sort.Search(len(want), func(n int) bool { return !bytes.Contains(got, want[:n+1]) })
	return bytes.Index(got, want[:most]), most
}

// expectedAny lists what may come.
func expectedAny(list []*candidate) []string {
	return append([]string{"expected one of"}, table(list, func(i int) string {
		if c := list[i]; c.Kind == scenario.MatchLua && c.diff != nil {
			_, values, _ := explained(c.diff)
			return strings.Join(values, ", ")
		}
		return ""
	})...)
}

// expected lists what is to come, and what has.
func (a *assembly) expected() []string {
	return append([]string{"expected in any order"}, table(a.list, func(i int) string {
		if a.met[i] > 0 {
			return fmt.Sprintf("was message %d", a.met[i])
		}
		return "missing"
	})...)
}

// maxListed is how many matchers are listed.
const maxListed = 10

// table shows matchers with their numbers, and a remark about each.
func table(list []*candidate, remark func(i int) string) (lines []string) {
	var texts []string
	width := 0
	for _, c := range list[:min(len(list), maxListed)] {
		text := c.String()
		texts, width = append(texts, text), max(width, len([]rune(text)))
	}
	for i, text := range texts {
		padding := strings.Repeat(" ", width-len([]rune(text)))
		lines = append(lines, strings.TrimRight(fmt.Sprintf("  %d  %s%s  %s", i+1, text, padding, remark(i)), " "))
	}
	if more := len(list) - maxListed; more > 0 {
		lines = append(lines, fmt.Sprintf("  … %d more", more))
	}
	return lines
}

// String shows what the matcher wants, in a few words.
func (c *candidate) String() string {
	switch {
	case c.Kind == scenario.MatchLength:
		return fmt.Sprintf("length %d", c.N)
	case c.Kind == scenario.MatchLua && c.Lua.Function != nil:
		return fmt.Sprintf("the function at %s:%d", c.Lua.Pos.File, c.Lua.Pos.Line)
	case c.Kind == scenario.MatchLua:
		return "lua " + diff.Preview([]byte(c.Lua.Code), previewWidth)
	}
	text := Preview(c.want.Bytes)
	if c.Kind == scenario.MatchJSON {
		text = jsontext.Show(c.want.Value)
	}
	if v, ok := c.want.Value.(luaapi.Value); ok {
		text = luaapi.Show(v)
	}
	if c.Kind == scenario.MatchEqual {
		return text
	}
	return string(c.Kind) + " " + text
}

// withExpected adds what should have come to an error that came instead.
func (do *Performer) withExpected(err error, lines []string) error {
	if own, ok := errors.AsType[*positioned.Error](err); ok {
		own.Detail = append(own.Detail, lines...)
	}
	return err
}
