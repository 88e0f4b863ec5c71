package docs

import (
	"io"
	"strings"
	"unicode/utf8"
)

// Style says how text is laid out.
type Style struct {
	Width int // of a line, in characters
	Color bool
}

const (
	margin    = 2  // of what stands below a title
	maxColumn = 30 // of names beside which something is said
	leastText = 24 // characters beside a name; with fewer the text goes below it
)

// printer lays out blocks.
type printer struct {
	style Style
	out   strings.Builder
}

const (
	bold  = "\x1b[1m"
	faint = "\x1b[2m"
	plain = "\x1b[0m"
)

func (p *printer) paint(style, text string) string {
	if !p.style.Color || text == "" {
		return text
	}
	return style + text + plain
}

// line writes one line at an indentation.
func (p *printer) line(indent int, text string) {
	if text != "" {
		p.out.WriteString(strings.Repeat(" ", indent) + text)
	}
	p.out.WriteByte('\n')
}

// Write shows topics one after the other.
func Write(w io.Writer, style Style, topics ...*Topic) error {
	p := &printer{style: style}
	for i, t := range topics {
		if i > 0 {
			p.line(0, "")
		}
		t.write(p)
	}
	_, err := io.WriteString(w, p.out.String())
	return err
}

func (t *Topic) write(p *printer) {
	if t.Title != "" {
		p.line(0, p.paint(bold, t.Title))
	}
	for i, b := range t.body {
		if !followsOn(t.body, i) {
			p.line(0, "")
		}
		b.write(p)
	}
	if len(t.see) > 0 {
		p.line(0, "")
		for _, line := range wrap("see: sockrun docs "+strings.Join(t.see, ", "), p.style.Width-margin) {
			p.line(margin, p.paint(faint, line))
		}
	}
}

// followsOn says whether a block belongs closely to the one before it, as
// lines that are kept do to the paragraph above them.
func followsOn(body []block, i int) bool {
	if i == 0 {
		return false
	}
	text, ok := body[i-1].(paragraph)
	_, isParagraph := body[i].(paragraph)
	return ok && !isParagraph && strings.HasSuffix(string(text), ":")
}

func (text paragraph) write(p *printer) {
	for _, line := range wrap(string(text), p.style.Width-margin) {
		p.line(margin, line)
	}
}

func (text verbatim) write(p *printer) {
	for line := range strings.SplitSeq(strings.ReplaceAll(string(text), "\t", "    "), "\n") {
		p.line(2*margin, line)
	}
}

func (ps pairs) write(p *printer) {
	indent := margin
	if ps.heading != "" {
		p.line(margin, p.paint(bold, ps.heading))
	}
	if ps.heading != "" || ps.inside {
		indent = 2 * margin
	}
	column := 0
	for _, e := range ps.list {
		if n := utf8.RuneCountInString(e.name); n <= maxColumn {
			column = max(column, n)
		}
	}
	for _, e := range ps.list {
		p.pair(indent, column, e)
	}
}

// pair writes a name and beside it, or below it when there is no room, what is
// said of it.
func (p *printer) pair(indent, column int, e pair) {
	at := indent + column + 2
	if p.style.Width-at < leastText {
		at = indent + 2*margin
	}
	lines := wrap(e.text, p.style.Width-at)
	if room := at - indent - utf8.RuneCountInString(e.name); room >= 2 && len(lines) > 0 {
		p.line(indent, e.name+strings.Repeat(" ", room)+lines[0])
		lines = lines[1:]
	} else {
		p.line(indent, e.name)
	}
	for _, line := range lines {
		p.line(at, line)
	}
}

// wrap breaks a text into lines of at most width characters, where its words
// are no longer.
func wrap(text string, width int) (lines []string) {
	line := ""
	for _, word := range unbroken(text) {
		switch {
		case line == "":
			line = word
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) <= width:
			line += " " + word
		default:
			lines, line = append(lines, line), word
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// unbroken are the words of a text; {{ vars.NAME }} is one of them.
func unbroken(text string) (words []string) {
	all := strings.Fields(text)
	for len(all) > 0 {
		n := 1
		if len(all) > 2 && strings.HasSuffix(all[0], "{{") && strings.HasPrefix(all[2], "}}") {
			n = 3
		}
		words, all = append(words, strings.Join(all[:n], " ")), all[n:]
	}
	return words
}
