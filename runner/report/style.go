package report

// Escape sequences of ECMA-48, "select graphic rendition".
const (
	red    = "\x1b[1;31m"
	green  = "\x1b[32m"
	yellow = "\x1b[33m"
	bold   = "\x1b[1m"
	reset  = "\x1b[0m"
)

// Style says how text looks. The zero value is plain.
type Style struct {
	Color bool // with the escape sequences of a terminal
	Width int  // of a line, to which headlines are filled at most; 0 for a usual one
}

// usualWidth is the width to which headlines are filled where there is room.
const usualWidth = 96

// width is the one to which headlines are filled.
func (s Style) width() int {
	if s.Width <= 0 {
		return usualWidth
	}
	return min(s.Width, usualWidth)
}

// painted is text for a terminal, which may hold the sequences of Style and no
// other controls.
type painted string

// paint puts s in a colour.
func (s Style) paint(color, text string) painted {
	text = terminalText(text)
	if s.Color && text != "" {
		text = color + text + reset
	}
	return painted(text)
}
