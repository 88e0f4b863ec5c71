package pattern_test

import (
	"errors"
	"strings"
	"testing"

	"sockrun/luaapi/wire/pattern"
)

// What Check says of a pattern is what a search with it would meet.
func TestCheck(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		pattern  string
		captures int
		err      string
	}{
		{"", 0, ""},
		{"^listening on .*:(%d+)$", 1, ""},
		{"((a)())%1[]]%b()%f[%a]", 3, ""},
		{"%", 0, "malformed pattern (ends with '%')"},
		{"[a", 0, "malformed pattern (missing ']')"},
		{"x%f[a", 0, "malformed pattern (missing ']')"},
		{"%b(", 0, "malformed pattern (missing arguments to '%b')"},
		{"%f", 0, "missing '[' after '%f' in pattern"},
		{"a(", 1, "unfinished capture"},
		{"a)", 0, "invalid pattern capture"},
		{"(%1)", 1, "invalid capture index"},
		{"%2()", 0, "invalid capture index"},
		{strings.Repeat("()", 33), 32, "too many captures"},
	} {
		got := ""
		captures, err := pattern.Check(c.pattern)
		if err != nil {
			got = err.Error()
		}
		if got != c.err || captures != c.captures {
			t.Errorf("%q: %d captures, %q, want %d, %q", c.pattern, captures, got, c.captures, c.err)
		}
	}
}

var errTired = errors.New("tired")

// Whatever Check lets pass no search refuses, but for its depth.
func FuzzCheck(f *testing.F) {
	f.Add("^a(b)%1[^x]%b()%f[%w]$", "aab")
	f.Fuzz(func(t *testing.T, p, subject string) {
		if _, err := pattern.Check(p); err != nil || len(p) > 100 || len(subject) > 20 {
			return
		}
		search := pattern.New(subject, p, true, func() error { return errTired })
		if _, _, err := search.From(0); err != nil && err != errTired {
			t.Errorf("%q: %v", p, err)
		}
	})
}
