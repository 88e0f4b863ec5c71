package play

import (
	"fmt"
	"regexp"
	"sync"
	"time"

	"sockrun/luaapi"
	"sockrun/runner/world"
)

// Bounds on what is told of those who wait: of many that are alike a few say
// as much.
const (
	maxAlike     = 3
	maxWaitLines = 50
)

// manner is what those have in common who wait in the same way: instances of a
// client, connections of a server, tasks of a script.
type manner struct {
	who, inside, op, file, told string
	step, line                  int
}

// waitTable says for each task what it waits for, since when, where, and what is
// buffered; of those who are alike for the first, and how many there are
// besides.
func (p *play) waitTable(waits []luaapi.Wait, now time.Duration, in *world.Inspector) []string {
	var kinds []manner
	of := map[manner][]string{}
	for _, w := range waits {
		told := p.buffered(w, in)
		kind := manner{family(w.Task), w.Inside, w.Op, w.File, family(told), w.Step, w.Line}
		if of[kind] == nil {
			kinds = append(kinds, kind)
		}
		of[kind] = append(of[kind], waitLine(w, now, told))
	}
	var lines []string
	for _, kind := range kinds {
		list := of[kind]
		shown := len(list)
		if shown > maxAlike+1 {
			shown = maxAlike
		}
		lines = append(lines, list[:shown]...)
		if more := len(list) - shown; more > 0 {
			lines = append(lines, fmt.Sprintf("%s: %d more wait in the same place", kind.who, more))
		}
	}
	return lines
}

// waitLine says what one task waits for. told is what is buffered.
func waitLine(w luaapi.Wait, now time.Duration, told string) string {
	who := w.Task
	if w.Step > 0 {
		who = fmt.Sprintf("%s step %d", w.Task, w.Step)
	}
	if w.Inside != "" {
		who += ", " + w.Inside
	}
	line := fmt.Sprintf("%s %s for %v", who, doing(w), max(now-w.Since, 0).Round(time.Millisecond))
	if w.Line > 0 {
		line += fmt.Sprintf(" at %s:%d", w.File, w.Line)
	}
	if told != "" {
		line += " (" + told + ")"
	}
	return line
}

var numbered = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\[\d+\]| connection \d+|\d+ times`) })

// family is what the tasks of an actor have in common by their names.
func family(task string) string { return numbered().ReplaceAllString(task, "") }
