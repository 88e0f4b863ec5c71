package runner

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"sockrun/runner/paths"
	"sockrun/runner/scenario"
)

// Place splits FILE:LINE and FILE:LINE:COLUMN, as positions are shown, into the
// file and the line. The line is 0 for all other paths, and for a file that
// really has such a name.
func Place(path string) (file string, line int) {
	for file := path; ; {
		info, err := os.Stat(file)
		if err == nil && (file == path || !info.IsDir()) {
			return file, line
		}
		i := strings.LastIndexByte(file, ':')
		n, err := strconv.Atoi(file[i+1:])
		if i < 1 || err != nil || n < 1 {
			return path, 0
		}
		file, line = file[:i], n
	}
}

// ask adds what was asked for: the scenario at a line, all of them for line 0.
func (f *file) ask(line int) {
	if line == 0 {
		f.whole = true
		return
	}
	f.lines = append(f.lines, line)
}

// choose leaves the scenarios that were asked for; when none stands at a line
// that is an error.
func (f *file) choose(started string) {
	if f.whole || f.err != nil || len(f.scenarios) == 0 {
		return
	}
	shown := paths.Shown(f.path, started)
	var starts []int
	for _, line := range f.lines {
		start, err := f.startAt(shown, line)
		if err != nil {
			f.err = err
			return
		}
		starts = append(starts, start)
	}
	f.scenarios = slices.DeleteFunc(f.scenarios, func(s *scenario.Scenario) bool {
		return !slices.Contains(starts, f.start(s, shown))
	})
}

// startAt returns where the scenario begins that stands at a line: it goes on
// until the next one begins.
func (f *file) startAt(shown string, line int) (int, error) {
	before, after := 0, 0
	for _, s := range f.scenarios {
		switch start := f.start(s, shown); {
		case start == 0:
		case start > line && (after == 0 || start < after):
			after = start
		case start <= line:
			before = max(before, start)
		}
	}
	lines := f.scenarios[0].Source.Lines()
	switch {
	case line > lines:
		return 0, fmt.Errorf("%s: there is no line %d, the last one is %d", shown, line, lines)
	case before == 0 && after == 0:
		return 0, fmt.Errorf("%s:%d: no scenario is declared in this file itself", shown, line)
	case before == 0:
		return 0, fmt.Errorf("%s:%d: no scenario stands here, the first one begins at line %d", shown, line, after)
	}
	return before, nil
}

// start is the line where a scenario begins; 0 when it stands in another file. In
// YAML a document begins at its line ---, or with the file.
func (f *file) start(s *scenario.Scenario, shown string) int {
	switch {
	case s.Pos.File != shown:
		return 0
	case isProgram(f.path):
		return s.Pos.Line
	}
	for line := s.Pos.Line; line > 1; line-- {
		if strings.HasPrefix(s.Source.Line(line), "---") {
			return line
		}
	}
	return 1
}
