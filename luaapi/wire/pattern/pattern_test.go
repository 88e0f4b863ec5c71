package pattern_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"sockrun/luaapi/wire/pattern"
)

// shown is a match as "start-end" with the captures behind it.
func shown(subject string, m pattern.Match, found bool, err error) string {
	if err != nil {
		return err.Error()
	}
	if !found {
		return "none"
	}
	text := fmt.Sprintf("%d-%d", m.Start, m.End)
	for _, c := range m.Captures {
		if c.Len == pattern.Position {
			text += fmt.Sprintf(" @%d", c.Start)
		} else {
			text += fmt.Sprintf(" %q", subject[c.Start:c.Start+c.Len])
		}
	}
	return text
}

// What PUC-Lua 5.1.5 gives, with offsets that count from 0.
func TestFrom(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		subject, pattern string
		from             int
		want             string
	}{
		{"hello", "", 0, "0-0"},
		{"hello", "", 5, "5-5"},
		{"hello", "l", 0, "2-3"},
		{"hello", "l", 3, "3-4"},
		{"hello", "lo", 0, "3-5"},
		{"hello", "x", 0, "none"},
		{"hello", "^h", 0, "0-1"},
		{"hello", "^e", 0, "none"},
		{"hello", "^e", 1, "1-2"},
		{"hello", "o$", 0, "4-5"},
		{"hello", "l$", 0, "none"},
		{"a$b", "$b", 0, "1-3"},
		{"a^b", "a^", 0, "0-2"},
		{"hello", "l+", 0, "2-4"},
		{"hello", "l-o", 0, "2-5"},
		{"hello", "x*", 0, "0-0"},
		{"hello", "hx?e", 0, "0-2"},
		{"hello", "h.-l", 0, "0-3"},
		{"hello", "h.*l", 0, "0-4"},
		{"key = value", "(%w+)%s*=%s*(%w+)", 0, `0-11 "key" "value"`},
		{"key", "()e()", 0, "1-2 @1 @2"},
		{"key", "((k)(e))y", 0, `0-3 "ke" "k" "e"`},
		{"abcabc", "(%w%w%w)%1", 0, `0-6 "abc"`},
		{"abcabd", "(%w%w%w)%1", 0, "none"},
		{"f(a(b)c)d", "%b()", 0, "1-8"},
		{"f(a(b)c", "%b()", 0, "3-6"},
		{"THE (quick) fox", "%f[%a]%a+%f[%A]", 1, "5-10"},
		{"ab", "%f[%z]", 0, "2-2"},
		{"a]b", "[]]", 0, "1-2"},
		{"a]b", "[^]a]", 0, "2-3"},
		{"a-b", "[a-]+", 0, "0-2"},
		{"x^y", "[x^]+", 0, "0-2"},
		{"a%b", "[%%]", 0, "1-2"},
		{"2024-01", "[0-9]+", 0, "0-4"},
		{"\x00\xff", "%z", 0, "0-1"},
		{"\x00\xff", "\xff", 0, "1-2"},
		{"\xc3\xa9", "%a", 0, "none"},
		{"aZ 5\x01.", "%u%s%d%c%p$", 0, "1-6"},
		{"aZ5", "%L%U%D", 0, "none"},
		{"5aZ", "%D%U%L", 0, "none"},
		{"a", "%", 0, "malformed pattern (ends with '%')"},
		{"a", "[a", 0, "malformed pattern (missing ']')"},
		{"a", "[", 0, "malformed pattern (missing ']')"},
		{"a", "[^", 0, "malformed pattern (missing ']')"},
		{"a", "[%", 0, "malformed pattern (missing ']')"},
		{"a", "%b(", 0, "malformed pattern (missing arguments to '%b')"},
		{"a", "%f", 0, "missing '[' after '%f' in pattern"},
		{"a", "(a", 0, "unfinished capture"},
		{"a", "a?)", 0, "invalid pattern capture"},
		{"xa)", "a)", 0, "1-3"},
		{"a", "%1", 0, "invalid capture index"},
		{"a", "(%1)", 0, "invalid capture index"},
		{"a", strings.Repeat("()", 33), 0, "too many captures"},
		{strings.Repeat("a", 500), strings.Repeat("a?", 500), 0, "pattern too complex"},
	} {
		t.Run(c.pattern, func(t *testing.T) {
			t.Parallel()
			m, found, err := pattern.New(c.subject, c.pattern, true, nil).From(c.from)
			if got := shown(c.subject, m, found, err); got != c.want {
				t.Errorf("%q in %q from %d is %s, want %s", c.pattern, c.subject, c.from, got, c.want)
			}
		})
	}
}

// Without anchors, as for gmatch, "^" stands for itself.
func TestWithoutAnchors(t *testing.T) {
	t.Parallel()
	m, found, err := pattern.New("ab^b", "^b", false, nil).From(0)
	if got := shown("ab^b", m, found, err); got != "2-4" {
		t.Errorf("match is %s, want 2-4", got)
	}
}

// A search that would take for ever ends when check says so, and one over a
// long subject needs no deep stack.
func TestCheckStops(t *testing.T) {
	t.Parallel()
	errStop := errors.New("stop")
	long := strings.Repeat("a", 1<<20)
	set := strings.Repeat("bc", 1<<20)
	for _, text := range []string{"(.*)%1x", "(.-)(.-)%1%2x", "%b()x", "[" + set + "]", "a*[" + set + "]", "%f[" + set + "]"} {
		end := time.Now().Add(20 * time.Millisecond)
		subject := long
		if text == "%b()x" {
			subject = strings.Repeat("(", 1<<19) + strings.Repeat(")", 1<<19)
		}
		check := func() error {
			if time.Now().After(end) {
				return errStop
			}
			return nil
		}
		begin := time.Now()
		if _, _, err := pattern.New(subject, text, true, check).From(0); err != errStop {
			t.Errorf("%.20s ended with %v", text, err)
		}
		if took := time.Since(begin); took > time.Minute {
			t.Errorf("%.20s took %v", text, took)
		}
	}
	m, found, err := pattern.New(long, "^(.*)$", true, nil).From(0)
	if err != nil || !found || m.Captures[0].Len != len(long) {
		t.Errorf("long match: %v %v", found, err)
	}
}

// TestTimeGrowsWithTheLength counts how often a search asks whether to go on,
// which is each time that it has done the same amount of work.
func TestTimeGrowsWithTheLength(t *testing.T) {
	t.Parallel()
	const short, times = 1 << 14, 8
	for _, c := range []struct{ pattern, of string }{
		{"(.-)\r\n", "x"}, {"(.-)\r\n", "x\r"}, {"(.-)\r?\n", "x"}, {"(.*)\r\n", "x"}, {"[^\n]*\n", "x"}, {"(.+):(.+)\n", "x:"},
		{"%s*(.-)%s*$", " x"}, {".-.-.-y", "x"}, {".*.*.*y", "x"}, {"%a-%a-(%a*)y", "x"}, {"x?x?x?x?y", "x"}, {"%b()", "("}, {"%b''", "'x"},
		{"(.-)%f[%z]y", "x"}, {"(%w+)=(%w+);", "x="}, {"(x)%1(.-)\n", "xxy"},
	} {
		t.Run(c.pattern, func(t *testing.T) {
			t.Parallel()
			count := func(size int) (asked int) {
				subject := strings.Repeat(c.of, size/len(c.of))
				if c.pattern == "%b''" {
					subject = subject[:len(subject)-len(subject)%2-1]
				}
				if _, _, err := pattern.New(subject, c.pattern, true, func() error { asked++; return nil }).From(0); err != nil {
					t.Error(err)
				}
				return asked
			}
			if one, many := count(short), count(times*short); many > 2*times*max(one, 1) || one > 100*short/(1<<14) {
				t.Errorf("asked %d times, and %d for %d times the length", one, many, times)
			}
		})
	}
}

// FuzzFrom requires that no pattern panics, and that what is found is what
// plain backtracking finds, where that is quick enough.
func FuzzFrom(f *testing.F) {
	for _, text := range []string{"%b()", "[^%]-a]", "%f[%w]()", "(a*(.)%w(%s*))%1", "%", "[%", "a?a?a?a?a?a?a?a?[^a]", ".-.-.*c$", "^(.-)b.-\n"} {
		f.Add("a b(c)\x00aaaaaaaaaaaaaaaa", text)
	}
	f.Fuzz(func(t *testing.T, subject, text string) {
		asked := 0
		check := func() error {
			if asked++; asked > 100 {
				return errors.New("long enough")
			}
			return nil
		}
		m, found, err := pattern.New(subject, text, true, check).From(0)
		if _, wrong := pattern.Check(text); wrong != nil || err != nil {
			return
		}
		if want, tired := (&reference{subject: subject, pattern: text, tired: 100_000}).from(0); !tired {
			if got := shown(subject, m, found, err); got != want {
				t.Errorf("%q in %q is %s, want %s", text, subject, got, want)
			}
		}
	})
}

func BenchmarkNoLineEnd(b *testing.B) {
	for _, size := range []int{64 << 10, 512 << 10, 4 << 20} {
		subject := strings.Repeat("x", size)
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			b.SetBytes(int64(size))
			for b.Loop() {
				if _, found, err := pattern.New(subject, "(.-)\r\n", true, nil).From(0); found || err != nil {
					b.Fatal(found, err)
				}
			}
		})
	}
}
