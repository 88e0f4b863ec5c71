package cli

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode"

	"sockrun/runner"
	"sockrun/runner/scenario"
)

// How often the progress line is drawn, and from when on: most runs are over
// before anybody could read it.
const (
	progressEvery = 100 * time.Millisecond
	progressFrom  = 400 * time.Millisecond
)

// progress is one line on a terminal that is written over and over while
// scenarios run, and is gone at the end. A nil *progress shows nothing. Its
// methods may be called from several goroutines.
type progress struct {
	out   io.Writer
	width func() int    // columns of the terminal
	total int           // 0 when there is no end
	seeds *atomic.Int64 // how many runs under other seeds have ended; nil without them
	began time.Time

	mu      sync.Mutex
	running []*scenario.Scenario // in the order in which they began
	done    int
	bad     int
	shown   string // what is on the terminal now
	ended   bool
	stopped chan struct{}
}

// newProgress starts to show a run on stderr, unless nobody would see it; the
// caller ends it.
func (a *app) newProgress(total int, seeds *runner.Seeds, began time.Time) *progress {
	if a.show.quiet || os.Getenv("TERM") == "dumb" || !isTerminal(a.err) {
		return nil
	}
	p := &progress{out: a.err, width: func() int { return progressWidth(a.err) }, total: total, began: began, stopped: make(chan struct{})}
	if seeds != nil {
		p.seeds = &seeds.Tried
	}
	go p.draw()
	return p
}

// draw writes the line until the end.
func (p *progress) draw() {
	tick := time.NewTicker(progressEvery)
	defer tick.Stop()
	for {
		select {
		case <-p.stopped:
			return
		case now := <-tick.C:
			p.tick(now)
		}
	}
}

// tick brings the line up to date. It writes only what has changed, in one
// piece.
func (p *progress) tick(now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	elapsed := now.Sub(p.began)
	if p.ended || elapsed < progressFrom {
		return
	}
	if text := p.text(elapsed, p.width()); text != p.shown {
		fmt.Fprintf(p.out, "\r%s\x1b[K", text)
		p.shown = text
	}
}

// text is the line: "12/200, 1 did not pass, 5120 seeds, 3s: the name of a scenario and 7
// more", without the last column, in which some terminals wrap.
func (p *progress) text(elapsed time.Duration, width int) string {
	text := fmt.Sprint(p.done)
	if p.total > 0 {
		text += fmt.Sprintf("/%d", p.total)
	}
	if p.bad > 0 {
		text += fmt.Sprintf(", %d did not pass", p.bad)
	}
	if p.seeds != nil {
		text += fmt.Sprintf(", %d seeds", p.seeds.Load())
	}
	text += ", " + elapsed.Truncate(time.Second).String()
	if len(p.running) == 0 {
		return fitted(text, width-1)
	}
	more := ""
	if n := len(p.running) - 1; n > 0 {
		more = fmt.Sprintf(" and %d more", n)
	}
	text += ": "
	return fitted(text+fitted(p.running[0].Name, width-1-len(text)-len(more))+more, width-1)
}

// fitted cuts a text to a number of columns.
func fitted(text string, columns int) string {
	var b strings.Builder
	for i, r := range text {
		if !unicode.IsPrint(r) {
			r = '?'
		}
		left := columns - wide(r)
		if left < 0 || left == 0 && i+len(string(r)) < len(text) {
			if columns > 0 {
				b.WriteString("…")
			}
			break
		}
		columns = left
		b.WriteRune(r)
	}
	return b.String()
}

// wide is how many columns a character takes at most.
func wide(r rune) int {
	if r >= 0x1100 && r != '…' { // from here on there are wide ones, such as Chinese
		return 2
	}
	return 1
}

// watch notes that a scenario has begun, or that it has ended with r.
func (p *progress) watch(s *scenario.Scenario, r *runner.Result) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if r == nil {
		p.running = append(p.running, s)
		return
	}
	if i := slices.Index(p.running, s); i >= 0 {
		p.running = slices.Delete(p.running, i, i+1)
	}
	p.done++
	if !r.Verdict.Good() {
		p.bad++
	}
}

// aside takes the line away while write writes to the terminal.
func (p *progress) aside(write func()) {
	if p == nil {
		write()
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.clear()
	write()
}

// end takes the line away for good.
func (p *progress) end() {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.clear()
	p.ended = true
	close(p.stopped)
}

func (p *progress) clear() {
	if p.shown != "" {
		io.WriteString(p.out, "\r\x1b[K")
		p.shown = ""
	}
}
