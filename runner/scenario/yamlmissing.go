package scenario

import "strings"

var (
	gluedDash  = lazily(`^( *)-([A-Za-z_]\w*:(?: .*)?|[{[].*)$`)
	gluedColon = lazily(`^([A-Za-z_]\w*):([^\s/:].*)$`)
)

// missingSpace explains a line that is no list element or no key since a space is
// missing in it: the one that breaks the file, or the one above it.
func (l *layout) missingSpace() *Error {
	for _, r := range []row{l.above(), l.this} {
		if parts := gluedDash().FindStringSubmatch(l.src.Line(r.number)); parts != nil {
			return l.at(r, len(parts[1]), "write - "+parts[2], "a space is missing after `-`")
		}
	}
	for _, r := range []row{l.above(), l.this} {
		if parts := gluedColon().FindStringSubmatch(r.body); parts != nil && !strings.Contains(parts[2], ": ") {
			return l.at(r, r.indent, "write "+parts[1]+": "+parts[2], "a space is missing after `%s:`", parts[1])
		}
	}
	return nil
}

// foreignComment explains a comment as other languages write it.
func (l *layout) foreignComment() *Error {
	for _, r := range []row{l.above(), l.this} {
		for _, begin := range []string{"//", "/*", "--", ";", "<!--"} {
			if r.dash < 0 && strings.HasPrefix(r.body, begin) && !strings.HasPrefix(r.body, "---") {
				return l.at(r, r.indent, "", "comments begin with # in YAML")
			}
		}
	}
	return nil
}

var keyAndValue = lazily(`^([A-Za-z_][\w.-]*)(?: +(\S.*))?$`)

// missingColon explains a key without a colon: the one that breaks the file, or
// the one above it, which then is text.
func (l *layout) missingColon() *Error {
	if word, value, found := strings.Cut(l.this.body, " "); found && isWord(word) && strings.ContainsAny(value[:1], `{["'`) {
		return l.withoutColon(l.this, word, value)
	}
	above := l.above()
	parts := keyAndValue().FindStringSubmatch(above.body)
	if parts == nil || strings.Contains(above.body+" ", ": ") || l.this.first() < above.indent || l.isText(len(l.rows)-1) {
		return nil
	}
	if l.this.isKey() && l.this.dash < 0 || l.this.dash >= 0 && above.dash < 0 && parts[2] == "" {
		return l.withoutColon(above, parts[1], parts[2])
	}
	return nil
}

func (l *layout) withoutColon(r row, key, value string) *Error {
	return l.at(r, r.indent, strings.TrimRight("write "+key+": "+value, " "), "a key without `:`")
}

func isWord(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == ""
}

// isText says whether row i goes on with a text that the row above it begins.
func (l *layout) isText(i int) bool {
	if i == 0 {
		return false
	}
	key, value := l.rows[i-1].key()
	return key != "" && isWhole(value) && l.rows[i].indent > l.rows[i-1].indent
}
