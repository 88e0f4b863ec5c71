// Package printed keeps what scripts and programs of the system print, of too much
// the beginning and the end, and finds in the lines of programs what shows that
// they are ready.
package printed

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"

	"sockrun/luaapi/wire/pattern"
	"sockrun/runner/scenario"
)

const (
	// keptOutput is how much is kept of the beginning, and of the end, of what
	// a process prints on stdout and on stderr each.
	keptOutput = 512 << 10
	// longestLine is where longer lines are cut in two.
	longestLine = 64 << 10
	// lastLines is how many lines are shown with a failure.
	lastLines = 10
	// patternSteps is how often a pattern asks, each 16384 steps, until it is
	// given up on a line.
	patternSteps = 100
)

// Capture takes what one execution of a process prints: it keeps the
// beginning and the end, passes lines on as they come, and looks in them for
// what shows that the process is ready and which ports it has. It may be used from
// several goroutines once it has its streams.
type Capture struct {
	decl    *scenario.Process
	lines   io.Writer   // gets whole lines
	changed func()      // is called when something was found
	late    func() bool // says whether the scenario has failed; it must not wait

	mu      sync.Mutex
	streams []*captured
	recent  []lastLine // the last lines of both streams
	told    bool       // that the scenario had failed
	inUse   bool       // it said that an address is in use
	matched bool       // a line matched the pattern of ready
	ports   map[string]int
	noPorts map[string]string // what was found in the place of those
}

// NewCapture returns one that passes whole lines on to lines, calls changed when it
// has found what decl looks for, and asks late, which must not wait, whether the
// scenario has failed.
func NewCapture(decl *scenario.Process, lines io.Writer, changed func(), late func() bool) *Capture {
	return &Capture{decl: decl, lines: lines, changed: changed, late: late, ports: map[string]int{}, noPorts: map[string]string{}}
}

// captured is one of the streams.
type captured struct {
	*Capture
	name string
	kept clipped
	line []byte // the unfinished one
	late bool   // that began when the scenario had failed
}

// lastLine is a line as it was printed, and behind the name of its stream; that is
// "" where it tells nothing of the process's own failure.
type lastLine struct{ plain, named string }

// Stream returns the writer of a stream: the first is stdout, the second stderr.
func (c *Capture) Stream(name string) io.Writer {
	s := &captured{Capture: c, name: name, kept: clipped{limit: keptOutput}}
	c.streams = append(c.streams, s)
	return s
}

// Write takes output as it comes. It never fails.
func (s *captured) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept.Write(p)
	for rest := p; len(rest) > 0; {
		if len(s.line) == 0 {
			s.late = s.Capture.late()
		}
		line, after, whole := bytes.Cut(rest, []byte("\n"))
		room := longestLine - len(s.line)
		if len(line) > room {
			line, after, whole = rest[:room], rest[room:], true
		}
		s.line, rest = append(s.line, line...), after
		if whole {
			s.finishLine()
		}
	}
	if len(s.line) > 0 && s.awaitsReady() && s.matches(s.decl.Ready.Pattern) != nil { // a prompt has no line end
		s.matched = true
		s.changed()
	}
	return len(p), nil
}

// finishLine passes a line on and looks at it.
func (s *captured) finishLine() {
	line := s.text()
	if !s.told && s.late {
		s.told = true
		s.remark("what follows came after the failure, perhaps because of it", false)
	}
	_, _ = io.WriteString(s.lines, line+"\n")
	s.remember(s.last())
	s.inUse = s.inUse || strings.Contains(line, "ddress already in use") || strings.Contains(line, "EADDRINUSE")
	if s.awaitsReady() && s.matches(s.decl.Ready.Pattern) != nil {
		s.matched = true
		s.changed()
	}
	s.learnPorts()
	s.line = s.line[:0]
}

// text is the unfinished line without its end.
func (s *captured) text() string { return strings.TrimSuffix(string(s.line), "\r") }

// last is the unfinished line as one of the last.
func (s *captured) last() lastLine {
	return lastLine{plain: s.text(), named: s.name + " | " + s.text()}
}

func (c *Capture) remember(line lastLine) {
	c.recent = append(c.recent, line)
	if len(c.recent) > lastLines {
		c.recent = c.recent[1:]
	}
}

func (c *Capture) awaitsReady() bool {
	return !c.matched && c.decl.Ready != nil && c.decl.Ready.Kind == scenario.ReadyLog
}

// learnPorts looks for ports in the line. The first line that tells one counts.
func (s *captured) learnPorts() {
	for _, port := range s.decl.Ports {
		if port.Kind != scenario.PortLog || s.ports[port.Name] != 0 {
			continue
		}
		captures := s.matches(port.Pattern)
		switch {
		case len(captures) == 0:
		case parsePort(captures[0]) == 0:
			s.noPorts[port.Name] = captures[0]
		default:
			s.ports[port.Name] = parsePort(captures[0])
			s.changed()
		}
	}
}

// matches returns the captures of a pattern in the line, all that matched
// when it has none; nil when it does not match.
func (s *captured) matches(text string) []string {
	line, steps := s.text(), 0
	check := func() error {
		if steps++; steps > patternSteps {
			return errors.New("too long")
		}
		return nil
	}
	m, found, err := pattern.New(line, text, true, check).From(0)
	if err != nil || !found {
		return nil
	}
	if len(m.Captures) == 0 {
		return []string{line[m.Start:m.End]}
	}
	var captures []string
	for _, c := range m.Captures {
		captures = append(captures, line[c.Start:c.Start+max(c.Len, 0)])
	}
	return captures
}

// Finish ends the last lines, when nothing more will come.
func (c *Capture) Finish() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, s := range c.streams {
		if len(s.line) > 0 {
			s.finishLine()
		}
	}
}

// Note adds a remark of ours to the lines.
func (c *Capture) Note(text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.remark(text, true)
}

// remark is Note with the lock; last says whether Last shows it.
func (c *Capture) remark(text string, last bool) {
	line := lastLine{plain: "(" + text + ")"}
	_, _ = io.WriteString(c.lines, line.plain+"\n")
	if last {
		line.named = line.plain
	}
	c.remember(line)
}

// Last returns the last lines, each with the name of its stream and not too long,
// and all of them as they were printed. They are for the failure of the process
// itself: that they were read after it, or after that of a peer, is not among them.
func (c *Capture) Last() (lines, plain []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, line := range c.latest() {
		plain = append(plain, line.plain)
		if runes := []rune(line.named); len(runes) > 200 {
			line.named = string(runes[:200]) + "…"
		}
		if line.named != "" {
			lines = append(lines, "  "+line.named)
		}
	}
	return lines, plain
}

// latest is recent with the unfinished lines, such as a prompt.
func (c *Capture) latest() []lastLine {
	lines := slices.Clone(c.recent)
	for _, s := range c.streams {
		if len(s.line) > 0 {
			lines = append(lines, s.last())
		}
	}
	return lines[max(0, len(lines)-lastLines):]
}

// Text returns what was printed on both streams, without the middle where it is
// long.
func (c *Capture) Text() (stdout, stderr string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.streams[0].kept.String(), c.streams[1].kept.String()
}

// SaysAddressInUse says whether a line tells that an address is in use.
func (c *Capture) SaysAddressInUse() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.inUse
}

// SaysReady says whether a line matches the pattern of ready.
func (c *Capture) SaysReady() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.matched
}

// Port is a port that the process has told, 0 while it has not.
func (c *Capture) Port(name string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ports[name]
}

// Portless says why a process has not told a port.
func (c *Capture) Portless(port *scenario.Port) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if found, ok := c.noPorts[port.Name]; ok {
		return fmt.Sprintf("%s finds %q in a line of its output, which is no port", port.Pattern, found)
	}
	return "no line of its output matches " + port.Pattern
}

// parsePort reads the number of a port, 0 for what is none.
func parsePort(text string) int {
	n, err := strconv.ParseUint(text, 10, 16)
	if err != nil {
		return 0
	}
	return int(n)
}
