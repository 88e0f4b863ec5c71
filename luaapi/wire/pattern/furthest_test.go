package pattern_test

import (
	"errors"
	"strings"
	"testing"

	"sockrun/luaapi/wire/pattern"
)

func TestFurthest(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ subject, pattern, want string }{
		{"HTTP/1.1 404 Not found", "^HTTP/1%.1 (2%d%d) ", "^HTTP/1%.1 "},
		{"seq=x", "^seq=%d+$", "^seq="},
		{"aaa", "^a*b", "^a*"},
		{"key: value", "(%w+)=(%w+)", "(%w+)"},
		{"abc", "^xyz", ""},
		{"abc", "[x-z]+", ""},
		{"", "a", ""},
		{"a", strings.Repeat("b", 1000), ""},
	} {
		if got := pattern.Furthest(c.subject, c.pattern, nil); got != c.want {
			t.Errorf("%q in %q: got %q, want %q", c.pattern, c.subject, got, c.want)
		}
	}
	stop := func() error { return errors.New("stop") }
	if got := pattern.Furthest(strings.Repeat("a", 30), strings.Repeat("a?", 30)+strings.Repeat("a", 31)+"b", stop); len(got) > 100 {
		t.Error(got)
	}
}
