package diff

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Table shows each field on a line, with what may have gone wrong; of very many
// the first ones.
func Table(fields []Field) []string {
	if len(fields) == 0 {
		return nil
	}
	var rows [][]string
	for _, f := range fields[:min(len(fields), maxLines)] {
		note := ""
		if f.Note != "" {
			note = "(" + f.Note + ")"
		}
		rows = append(rows, []string{f.Name, fmt.Sprintf("%s at %d", f.Type, f.Offset), "expected " + f.Expected, "received " + f.Received, note})
	}
	lines := Columns(rows, len(rows[0]))
	if more := len(fields) - maxLines; more > 0 {
		lines = append(lines, "… "+grouped(more)+" more")
	}
	return lines
}

// Columns aligns the cells of rows, all but the column right to the left.
func Columns(rows [][]string, right int) []string {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	var lines []string
	for _, row := range rows {
		var line strings.Builder
		for i, cell := range row {
			fill := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if i > 0 {
				line.WriteString("  ")
			}
			if i == right {
				line.WriteString(fill + cell)
			} else {
				line.WriteString(cell + fill)
			}
		}
		lines = append(lines, strings.TrimRight(line.String(), " "))
	}
	return lines
}
