package scenario

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Source is the text of a scenario file, kept to show lines of it. It may be
// used by several goroutines.
type Source struct {
	name  string
	text  string
	start []int // offset of each line
	// unseen is the flag without which nothing of it may be shown; "" when it may
	// be.
	unseen string
}

// newSource takes the text of a file and the name by which users know it. A byte
// order mark belongs to no line.
func newSource(name, text string) *Source {
	text = strings.TrimPrefix(text, "\ufeff")
	s := &Source{name: name, text: text, start: make([]int, 1, strings.Count(text, "\n")+1)}
	for i := range len(text) {
		if text[i] == '\n' {
			s.start = append(s.start, i+1)
		}
	}
	return s
}

// Name returns the name of the file as shown to the user.
func (s *Source) Name() string { return s.name }

// Error is an error at a place of the file, whose line it shows.
func (s *Source) Error(pos Pos, message string) *Error { return newError(s, pos, message) }

// Lines returns how many lines the file has.
func (s *Source) Lines() int {
	n := len(s.start)
	if s.start[n-1] == len(s.text) {
		n--
	}
	return n
}

// Line returns line n, counted from 1, without its end; "" when there is no
// such line.
func (s *Source) Line(n int) string {
	if n < 1 || n > len(s.start) {
		return ""
	}
	end := len(s.text)
	if n < len(s.start) {
		end = s.start[n] - 1
	}
	return strings.TrimSuffix(s.text[s.start[n-1]:end], "\r")
}

// Excerpt returns the line of pos with as many lines before and after it as
// there are, each with its number and the line of pos with a marker:
//
//	  23 |         note: numbered ping
//	> 24 |       - expect: pong
//
// Very long lines are cut.
func (s *Source) Excerpt(pos Pos, before, after int) []string {
	first, last := max(pos.Line-before, 1), min(pos.Line+after, s.Lines())
	width := len(fmt.Sprint(last))
	var lines []string
	for n := first; n <= last; n++ {
		marker := " "
		if n == pos.Line {
			marker = ">"
		}
		shown, _ := window(s.Line(n), 0)
		lines = append(lines, strings.TrimRight(fmt.Sprintf("  %s %*d | %s", marker, width, n, shown), " "))
	}
	return lines
}

// characters turns a column in bytes, counted from 1, into one in characters.
func (s *Source) characters(line, column int) int {
	text := s.Line(line)
	if column < 1 || column-1 > len(text) {
		return column
	}
	return utf8.RuneCountInString(text[:column-1]) + 1
}

// position returns the position of an offset into the text.
func (s *Source) position(offset int) Pos {
	line, found := slices.BinarySearch(s.start, offset)
	if found {
		line++
	}
	return s.at(line, offset-s.start[line-1]+1)
}

// at returns the position of a line and a column in bytes, counted from 1.
func (s *Source) at(line, column int) Pos {
	return Pos{File: s.name, Line: line, Column: s.characters(line, column)}
}
