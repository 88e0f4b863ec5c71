package scenario

import (
	"fmt"
	"slices"
	"strings"
)

// misaligned explains a line that is indented less than those above it and more
// than the one to which they belong.
func (l *layout) misaligned() *Error {
	begin, inner := l.this.first(), row{}
	for _, r := range slices.Backward(l.rows) {
		switch {
		case r.indent == begin, r.first() == begin:
			return nil // the keys of an item line up behind its dash
		case r.first() > begin:
			inner = r
			continue
		case inner.number == 0:
			return nil
		}
		return l.fitsNone(inner, fmt.Sprintf(", or %s, as before line %d", spaces(r.first()), r.number))
	}
	if inner.number == 0 {
		return nil
	}
	return l.fitsNone(inner, "")
}

// fitsNone is about a line that stands beside none above it, between two of them.
func (l *layout) fitsNone(inner row, outer string) *Error {
	hint := fmt.Sprintf("%s, as before line %d%s", putSpaces(inner.first()), inner.number, outer)
	return l.at(l.this, l.this.first(), hint, "the indentation fits no line above")
}

// tooDeep explains a key or an item of a list that stands deeper than the key
// above it, though that one has its value already.
func (l *layout) tooDeep() *Error {
	above, this := l.above(), l.this
	key, value := above.key()
	if key == "" || this.first() <= above.indent || !isWhole(value) {
		return nil
	}
	name, _ := this.key()
	if this.dash >= 0 {
		return l.at(this, this.dash, "", "`-` stands below `%s`, which already has a value", key)
	}
	if name == "" {
		return nil
	}
	hint := "a key beside " + key + " begins in the same column: " + putSpaces(above.indent)
	return l.at(this, this.indent, hint, "`%s` is indented deeper than `%s`, which already has a value", name, key)
}

// isWhole says whether nothing of the next lines can belong to a value.
func isWhole(value string) bool {
	return value != "" && !strings.ContainsAny(value[:1], "|>#&!")
}

// missingDash explains the item of a list that stands beside a key.
func (l *layout) missingDash() *Error {
	i := l.around(l.this.dash)
	if l.this.dash < 0 || i < 0 || l.rows[i].first() != l.this.dash || l.rows[i].dash >= 0 {
		return nil
	}
	beside := l.rows[i]
	key, value := beside.key()
	switch {
	case key == "" || !isWhole(value):
		return nil
	case i > 0 && l.rows[i-1].opensList():
		return l.at(beside, beside.indent, "write - "+beside.body, "a `-` is missing before `%s`, as before the lines below it", key)
	}
	return l.at(l.this, l.this.dash, "name above it the key that has this list, such as steps:",
		"an item of a list stands beside the key `%s`", key)
}

// bareItem explains a map or a list in brackets that stands beside the items of a
// list without a dash of its own.
func (l *layout) bareItem() *Error {
	i := l.around(l.this.indent)
	if l.this.dash >= 0 || i < 0 || l.rows[i].dash != l.this.indent || !strings.ContainsAny(l.this.body[:1], "{[") {
		return nil
	}
	return l.at(l.this, l.this.indent, "write - "+l.this.body, "a `-` is missing, as before line %d", l.rows[i].number)
}

var listKey = lazily(`^(?:steps|connections|fields|check|expect_any|expect_all):$`)

// opensList says whether the rows below must be items of a list.
func (r row) opensList() bool { return listKey().MatchString(r.body) }

// opens says whether a row is a key whose value begins with the other row.
func (r row) opens(first row) bool {
	key, value := r.key()
	return key != "" && value == "" && first.first() > r.indent
}

// around is the index of the last row above that stands as far to the left as a
// column, or further; -1 when there is none.
func (l *layout) around(column int) int {
	for i, r := range slices.Backward(l.rows) {
		if r.first() <= column {
			return i
		}
	}
	return -1
}

// strayDash explains an item of a list that stands deeper than the others.
func (l *layout) strayDash() *Error {
	i := l.around(l.this.dash)
	if l.this.dash < 0 || i < 0 || l.rows[i].dash < 0 || l.rows[i].dash == l.this.dash || l.above().opens(l.this) {
		return nil
	}
	item := l.rows[i]
	hint := "the items of a list begin in the same column: " + putSpaces(item.dash)
	return l.at(l.this, l.this.dash, hint, "this `-` is indented deeper than the one in line %d", item.number)
}

// besideDash explains a key that belongs to the item above it, or is one of its
// own, but stands beside or right behind its dash.
func (l *layout) besideDash() *Error {
	name, _ := l.this.key()
	i := l.around(l.this.indent)
	if name == "" || l.this.dash >= 0 || i < 0 || l.rows[i].dash < 0 || l.rows[i].indent <= l.this.indent || l.isBesideList(i) {
		return nil
	}
	item := l.rows[i]
	hint := fmt.Sprintf("for a key of the item in line %d ", item.number) + putSpaces(item.indent) + ", for another item write - " + l.this.body
	return l.at(l.this, l.this.indent, hint, "`%s` belongs to no item of the list above", name)
}

// isBesideList says whether a list whose item is row i stands in the column of
// the key that it is the value of, where other keys may follow.
func (l *layout) isBesideList(i int) bool {
	for _, r := range slices.Backward(l.rows[:i]) {
		if r.first() < l.rows[i].dash || r.first() == l.rows[i].dash && r.dash < 0 {
			return r.first() == l.rows[i].dash
		}
	}
	return false
}
