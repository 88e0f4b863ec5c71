package cli

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"sockrun/runner"
	"sockrun/runner/scenario"
)

func scenarioNamed(name string) *scenario.Scenario { return &scenario.Scenario{Name: name} }

func TestProgressText(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("long ", 20)
	tests := []struct {
		running   []string
		done, bad int
		elapsed   time.Duration
		width     int
		want      string
	}{
		{nil, 0, 0, time.Second, 80, "0/200, 1s"},
		{[]string{"echo"}, 12, 0, 3999 * time.Millisecond, 80, "12/200, 3s: echo"},
		{[]string{"echo", "b", "c"}, 12, 2, 65 * time.Second, 80, "12/200, 2 did not pass, 1m5s: echo and 2 more"},
		{[]string{long, "b"}, 1, 0, time.Second, 40, "1/200, 1s: long long long l… and 1 more"},
		{[]string{long}, 1, 0, time.Second, 30, "1/200, 1s: long long long lo…"},
		{[]string{"连接的测试场景"}, 1, 0, time.Second, 20, "1/200, 1s: 连接的…"},
		{[]string{"a\x1b[2J\nb"}, 1, 0, time.Second, 80, "1/200, 1s: a?[2J?b"},
		{[]string{"echo", "b"}, 1, 0, time.Second, 8, "1/200,…"},
		{[]string{"echo", "b"}, 1, 0, time.Second, 1, ""},
	}
	for _, test := range tests {
		p := &progress{total: 200, done: test.done, bad: test.bad}
		for _, name := range test.running {
			p.running = append(p.running, scenarioNamed(name))
		}
		got := p.text(test.elapsed, test.width)
		if got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
		if n := utf8.RuneCountInString(got); n >= test.width {
			t.Errorf("%q has %d characters on a terminal of %d", got, n, test.width)
		}
	}
}

// screen is a terminal of one line that understands what progress uses.
type screen struct {
	line    string
	history []string // finished lines
	writes  int
}

func (s *screen) Write(b []byte) (int, error) {
	s.writes++
	text := string(b)
	for text != "" {
		switch {
		case strings.HasPrefix(text, "\r"):
			text = text[1:]
			if next := strings.IndexAny(text, "\r\n"); next < 0 && strings.HasSuffix(text, "\x1b[K") {
				s.line, text = strings.TrimSuffix(text, "\x1b[K"), ""
			}
		case strings.HasPrefix(text, "\n"):
			s.history, s.line, text = append(s.history, s.line), "", text[1:]
		default:
			end := strings.IndexAny(text+"\n", "\r\n")
			s.line, text = s.line+text[:end], text[end:]
		}
	}
	return len(b), nil
}

func TestProgressComesAndGoes(t *testing.T) {
	t.Parallel()
	began := time.Now()
	terminal := &screen{}
	p := &progress{out: terminal, width: func() int { return 80 }, total: 2, began: began, stopped: make(chan struct{})}
	shows := func(want string) {
		t.Helper()
		if terminal.line != want {
			t.Errorf("the line is %q, want %q", terminal.line, want)
		}
	}
	one, two := scenarioNamed("one"), scenarioNamed("two")
	p.watch(one, nil)
	p.tick(began.Add(progressFrom - 1))
	shows("")
	p.tick(began.Add(time.Second))
	shows("0/2, 1s: one")
	before := terminal.writes
	p.tick(began.Add(time.Second + 100*time.Millisecond))
	if terminal.writes != before {
		t.Error("the same line is written again")
	}
	p.watch(two, nil)
	p.watch(one, &runner.Result{Verdict: runner.Failed})
	p.tick(began.Add(2 * time.Second))
	shows("1/2, 1 did not pass, 2s: two")
	p.aside(func() { fmt.Fprint(terminal, "FAIL  one\n") })
	shows("")
	p.tick(began.Add(2 * time.Second))
	shows("1/2, 1 did not pass, 2s: two")
	p.watch(two, &runner.Result{Verdict: runner.Skipped})
	p.end()
	p.tick(began.Add(3 * time.Second))
	shows("")
	if len(terminal.history) != 1 || terminal.history[0] != "FAIL  one" {
		t.Errorf("what stays is %q", terminal.history)
	}
}

// Many scenarios end while the line is drawn and reports are written.
func TestProgressInParallel(t *testing.T) {
	t.Parallel()
	terminal := &screen{}
	p := &progress{out: terminal, width: func() int { return 80 }, total: 400, began: time.Now().Add(-time.Hour), stopped: make(chan struct{})}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 50 {
				s := scenarioNamed("x")
				p.watch(s, nil)
				p.tick(time.Now())
				p.watch(s, &runner.Result{Verdict: runner.Passed})
				p.aside(func() { fmt.Fprint(terminal, "PASS\n") })
			}
		})
	}
	all.Wait()
	p.end()
	if got := strings.Join(terminal.history, ""); got != strings.Repeat("PASS", 400) {
		t.Errorf("what stays is %q", got)
	}
	if p.done != 400 || len(p.running) > 0 {
		t.Errorf("%d done, %d running", p.done, len(p.running))
	}
}

func TestNoProgress(t *testing.T) {
	t.Parallel()
	a := &app{err: &strings.Builder{}}
	p := a.newProgress(1, nil, time.Now())
	if p != nil {
		t.Fatal("progress without a terminal")
	}
	p.watch(scenarioNamed("x"), nil)
	called := false
	p.aside(func() { called = true })
	p.end()
	if !called {
		t.Error("what should be written aside is not")
	}
}

// TestProgressCountsSeeds: a search goes on for longer than any one scenario.
func TestProgressCountsSeeds(t *testing.T) {
	t.Parallel()
	var seeds runner.Seeds
	seeds.Tried.Store(5120)
	p := &progress{total: 2, seeds: &seeds.Tried}
	if got := p.text(time.Second, 80); got != "0/2, 5120 seeds, 1s" {
		t.Errorf("got %q", got)
	}
}
