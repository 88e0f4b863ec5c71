package diff

import (
	"bytes"
	"fmt"
	"strings"
)

const (
	plainWidth = 16 // bytes in a row
	asciiWidth = 12 // bytes in a row that has their characters beside it
)

// Bytes compares two byte strings as aligned hex dumps with offsets in hex and
// ^^ below the bytes that differ. Their characters stand beside the bytes when
// at least half of what is shown is printable ASCII. It returns nil when they
// are equal.
func Bytes(expected, received []byte) []string {
	if bytes.Equal(expected, received) {
		return nil
	}
	d := newDump(expected, received)
	d.summary()
	d.print("%16s%s", "offset", d.heading())
	d.rows()
	return d.lines
}

// dump draws two byte strings in rows.
type dump struct {
	expected, received []byte
	first              int // offset of the first difference
	longest            int // length of the longer one
	width              int // bytes in a row
	ascii              bool
	lines              []string
}

func newDump(expected, received []byte) *dump {
	d := &dump{
		expected: expected, received: received,
		first:   commonPrefix(expected, received),
		longest: max(len(expected), len(received)),
		width:   plainWidth,
	}
	if d.ascii = d.isASCII(expected) || d.isASCII(received); d.ascii {
		d.width = asciiWidth
	}
	d.width = min(d.width, d.longest)
	return d
}

// isASCII says whether half of what may be shown of b is printable ASCII.
func (d *dump) isASCII(b []byte) bool {
	from := max(0, d.first-2*plainWidth)
	if from >= len(b) {
		return false
	}
	window := b[from:min(len(b), d.first+6*plainWidth)]
	printable := 0
	for _, c := range window {
		if isGraphic(c) {
			printable++
		}
	}
	return 2*printable >= len(window)
}

func isGraphic(c byte) bool { return c >= ' ' && c <= '~' }

func (d *dump) print(format string, args ...any) {
	line := fmt.Sprintf(format, args...)
	d.lines = append(d.lines, strings.TrimRight(line, " "))
}

// summary says what the rows below cannot show at a glance.
func (d *dump) summary() {
	e, r := len(d.expected), len(d.received)
	sizes := fmt.Sprintf("expected %s, received %s", count(e, "byte"), grouped(r))
	switch {
	case e == r && e <= d.width:
	case e == r:
		d.print("%s each: the first difference is at offset %s", count(e, "byte"), grouped(d.first))
	case r == 0:
		d.print("expected %s, received none", count(e, "byte"))
	case e == 0:
		d.print("expected no bytes, received %s", grouped(r))
	case d.first == 1 && min(e, r) == 1:
		d.print("%s: the first is equal", sizes)
	case d.first == min(e, r):
		d.print("%s: the first %s are equal", sizes, grouped(d.first))
	default:
		d.print("%s: the first difference is at offset %s", sizes, grouped(d.first))
	}
}

func (d *dump) heading() string {
	var b strings.Builder
	for column := range d.width {
		fmt.Fprintf(&b, " %2d", column)
	}
	return b.String()
}

// rows draws the row before the first difference and what follows, as far as
// there is room. Runs of equal rows are counted instead.
func (d *dump) rows() {
	from := d.first/d.width*d.width - d.width
	if from <= d.width {
		from = 0 // one row takes no more room than the line that would count it
	} else {
		d.print("… %s before", count(from, "equal byte"))
	}
	for from < d.longest {
		if equal := d.equalFrom(from); from > d.first && equal > d.width {
			d.print("… %s", count(equal, "equal byte"))
			from += equal
			continue
		}
		if len(d.lines)+3 >= maxLines && from+d.width < d.longest {
			d.print("… %s", count(d.longest-from, "more byte"))
			return
		}
		d.row(from)
		from += d.width
	}
}

// equalFrom returns how many bytes in whole rows from an offset on are equal.
func (d *dump) equalFrom(from int) int {
	shortest := min(len(d.expected), len(d.received))
	if from >= shortest {
		return 0
	}
	equal := commonPrefix(d.expected[from:], d.received[from:])
	if from+equal == d.longest {
		return equal
	}
	return equal / d.width * d.width
}

// row draws the bytes from an offset on: once when they are equal or when only
// one side has them, else both with marks.
func (d *dump) row(from int) {
	expected, received := cut(d.expected, from, d.width), cut(d.received, from, d.width)
	switch {
	case bytes.Equal(expected, received):
		d.side("both", from, expected)
	case len(received) == 0 && from > 0:
		d.side("expected", from, expected)
	case len(expected) == 0 && from > 0:
		d.side("received", from, received)
	default:
		d.side("expected", from, expected)
		d.side("received", from, received)
		d.print("%16s%s", "", marks(expected, received))
	}
}

func (d *dump) side(label string, from int, row []byte) {
	offset := fmt.Sprintf("%04x", from)
	if !d.ascii || len(row) == 0 {
		d.print("%-8s%8s % x", label, offset, row)
		return
	}
	d.print("%-8s%8s %-*s  |%s|", label, offset, 3*d.width-1, fmt.Sprintf("% x", row), graphic(row))
}

// graphic returns the characters of a row, with dots for the others.
func graphic(row []byte) []byte {
	shown := bytes.Clone(row)
	for i, c := range shown {
		if !isGraphic(c) {
			shown[i] = '.'
		}
	}
	return shown
}

// marks writes ^^ below the bytes that differ and joins neighbours.
func marks(expected, received []byte) string {
	var b strings.Builder
	joined := false
	for i := range max(len(expected), len(received)) {
		differs := i >= len(expected) || i >= len(received) || expected[i] != received[i]
		switch {
		case differs && joined:
			b.WriteString("^^^")
		case differs:
			b.WriteString(" ^^")
		default:
			b.WriteString("   ")
		}
		joined = differs
	}
	return b.String()
}

// cut returns the at most n bytes of b from an offset on.
func cut(b []byte, from, n int) []byte {
	from = min(from, len(b))
	return b[from:min(from+n, len(b))]
}

// commonPrefix returns how many bytes at the start of a and b are equal.
func commonPrefix[T ~string | ~[]byte](a, b T) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}
