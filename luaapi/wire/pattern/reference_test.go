package pattern_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"sockrun/luaapi/wire/pattern"
)

// reference matches as lstrlib.c of Lua 5.1 does, and by nothing but its
// rules: it tries everything again and again. It reads only patterns without
// mistakes.
type reference struct {
	subject, pattern string
	captures         [][2]int // start and length; -1 is open, -2 a position
	tired            int      // how many more attempts it makes
}

// from shows the first match from an offset on as shown does; tired says that
// it took too long.
func (r *reference) from(at int) (text string, tired bool) {
	p, anchored := strings.CutPrefix(r.pattern, "^")
	r.pattern = p
	for ; at <= len(r.subject); at++ {
		r.captures = nil
		if end := r.match(at, 0); end >= 0 && r.tired > 0 {
			return r.show(at, end), false
		}
		if anchored || r.tired <= 0 {
			break
		}
	}
	return "none", r.tired <= 0
}

func (r *reference) match(at, p int) int {
	if r.tired--; r.tired <= 0 {
		return -1
	}
	if p == len(r.pattern) {
		return at
	}
	rest := r.pattern[p:]
	switch {
	case strings.HasPrefix(rest, "()"):
		return r.capture(at, p+2, -2)
	case rest[0] == '(':
		return r.capture(at, p+1, -1)
	case rest[0] == ')':
		return r.close(at, p+1)
	case rest == "$":
		if at == len(r.subject) {
			return at
		}
		return -1
	case strings.HasPrefix(rest, "%b"):
		if end := r.balanced(at, rest[2], rest[3]); end >= 0 {
			return r.match(end, p+4)
		}
		return -1
	case strings.HasPrefix(rest, "%f"):
		return r.frontier(at, p+2)
	case rest[0] == '%' && rest[1] >= '1' && rest[1] <= '9':
		c := r.captures[rest[1]-'1']
		if c[1] < 0 || !strings.HasPrefix(r.subject[at:], r.subject[c[0]:c[0]+c[1]]) {
			return -1
		}
		return r.match(at+c[1], p+2)
	}
	return r.item(at, p, r.classEnd(p))
}

func (r *reference) item(at, p, after int) int {
	suffix := byte(0)
	if after < len(r.pattern) {
		suffix = r.pattern[after]
	}
	least, most := 1, 1
	switch suffix {
	case '?':
		least = 0
	case '*', '-':
		least, most = 0, len(r.subject)
	case '+':
		most = len(r.subject)
	default:
		after--
	}
	run := 0
	for run < most && at+run < len(r.subject) && r.single(r.subject[at+run], r.pattern[p:]) {
		run++
	}
	for i := range run + 1 {
		n := run - i
		if suffix == '-' {
			n = i
		}
		if n < least {
			break
		}
		if end := r.match(at+n, after+1); end >= 0 {
			return end
		}
	}
	return -1
}

func (r *reference) classEnd(p int) int {
	switch r.pattern[p] {
	case '%':
		return p + 2
	case '[':
		p++
		if r.pattern[p] == '^' {
			p++
		}
		for first := true; first || r.pattern[p] != ']'; first = false {
			if r.pattern[p] == '%' {
				p++
			}
			p++
		}
	}
	return p + 1
}

func (r *reference) single(b byte, class string) bool {
	switch class[0] {
	case '.':
		return true
	case '%':
		return inClass(b, class[1])
	case '[':
		return r.inSet(b, class)
	}
	return class[0] == b
}

func (r *reference) inSet(b byte, class string) bool {
	content := class[1 : r.classEnd(len(r.pattern)-len(class))-(len(r.pattern)-len(class))-1]
	content, negated := strings.CutPrefix(content, "^")
	for i := 0; i < len(content); i++ {
		switch {
		case content[i] == '%':
			i++
			if inClass(b, content[i]) {
				return !negated
			}
		case i+2 < len(content) && content[i+1] == '-':
			if content[i] <= b && b <= content[i+2] {
				return !negated
			}
			i += 2
		case content[i] == b:
			return !negated
		}
	}
	return negated
}

// inClass is isalpha of C and its relatives.
func inClass(b, letter byte) bool {
	const digits, lower, upper = "0123456789", "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	const punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
	control := "\x7f"
	for c := range 0x20 {
		control += string(rune(c))
	}
	members, ok := map[string]string{
		"a": lower + upper, "c": control, "d": digits, "l": lower, "p": punctuation, "s": " \t\n\v\f\r",
		"u": upper, "w": lower + upper + digits, "x": digits + "abcdefABCDEF", "z": "\x00",
	}[strings.ToLower(string(letter))]
	if !ok || letter > 'z' {
		return b == letter
	}
	return (strings.IndexByte(members, b) >= 0) == (letter >= 'a')
}

func (r *reference) capture(at, p, length int) int {
	r.captures = append(r.captures, [2]int{at, length})
	end := r.match(at, p)
	if end < 0 {
		r.captures = r.captures[:len(r.captures)-1]
	}
	return end
}

func (r *reference) close(at, p int) int {
	i := len(r.captures) - 1
	for r.captures[i][1] != -1 {
		i--
	}
	r.captures[i][1] = at - r.captures[i][0]
	end := r.match(at, p)
	if end < 0 {
		r.captures[i][1] = -1
	}
	return end
}

func (r *reference) balanced(at int, begin, end byte) int {
	if at == len(r.subject) || r.subject[at] != begin {
		return -1
	}
	depth := 1
	for i := at + 1; i < len(r.subject); i++ {
		if r.subject[i] == end {
			if depth--; depth == 0 {
				return i + 1
			}
		} else if r.subject[i] == begin {
			depth++
		}
	}
	return -1
}

func (r *reference) frontier(at, p int) int {
	around := "\x00" + r.subject + "\x00"
	if r.inSet(around[at], r.pattern[p:]) || !r.inSet(around[at+1], r.pattern[p:]) {
		return -1
	}
	return r.match(at, r.classEnd(p))
}

// show shows a match from start to end as shown does.
func (r *reference) show(start, end int) string {
	m := pattern.Match{Start: start, End: end}
	for _, c := range r.captures {
		m.Captures = append(m.Captures, pattern.Capture{Start: c[0], Len: c[1]})
	}
	return shown(r.subject, m, true, nil)
}

// TestReference makes patterns and subjects by chance, of few letters so that
// they often match, and some that are long enough for a search to remember
// where it failed.
func TestReference(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	matched, long := 0, 0
	for range 4000 {
		subject := pick(random, random.IntN(40), "a", "b", "ab", "aab", "(", ")", "(b)")
		text := pick(random, 1+random.IntN(9), "a", "b", "(a", "(.-)", "(b*)", ".", "[ab]", "[^b]", "%a", "%A", ".-", ".*", "a*", "b-", "a?", ".?", "b+", "()", "%b()", "%bab", "%f[b]", "%1", "(a-)", ")")
		text += pick(random, random.IntN(2), "$", "x", "b")
		if _, err := pattern.Check(text); err != nil {
			continue
		}
		want, tired := (&reference{subject: subject, pattern: text, tired: 50000}).from(0)
		if tired {
			continue
		}
		m, found, err := pattern.New(subject, text, true, nil).From(0)
		if got := shown(subject, m, found, err); got != want {
			t.Errorf("%q in %q is %s, want %s", text, subject, got, want)
		}
		if found {
			matched++
		} else if len(subject) > 20 {
			long++
		}
	}
	if matched < 300 || long < 300 {
		t.Errorf("%d matched, %d long did not", matched, long)
	}
}

// pick joins n of the parts.
func pick(random *rand.Rand, n int, parts ...string) string {
	var out strings.Builder
	for range n {
		out.WriteString(parts[random.IntN(len(parts))])
	}
	return out.String()
}
