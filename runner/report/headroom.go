package report

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"sockrun/runner/outcome"
	"sockrun/runner/scenario"
)

// maxTight is how many waits with little headroom are listed.
const maxTight = 10

// headroom gathers, over all results of a run, the worst wait of each place
// that has used more than half of its time. The zero value has none.
type headroom struct {
	worst map[place]outcome.Headroom
	runs  map[*scenario.Scenario]int
	of    map[place]*scenario.Scenario
}

// place is a limit of time in a file.
type place struct {
	pos   scenario.Pos
	limit string
}

func (h *headroom) add(r *outcome.Result) {
	if h.worst == nil {
		h.worst, h.runs, h.of = map[place]outcome.Headroom{}, map[*scenario.Scenario]int{}, map[place]*scenario.Scenario{}
	}
	h.runs[r.Scenario]++
	for _, w := range r.Headroom {
		at := place{w.Pos, w.Limit}
		if known, ok := h.worst[at]; !ok || w.Share() > known.Share() {
			h.worst[at], h.of[at] = w, r.Scenario
		}
	}
}

// lines are those of the report, the tightest first.
func (h *headroom) lines() (lines []string) {
	var places []place
	for at := range h.worst {
		places = append(places, at)
	}
	slices.SortFunc(places, func(a, b place) int {
		return cmp.Or(cmp.Compare(h.worst[b].Share(), h.worst[a].Share()), a.pos.Compare(b.pos), cmp.Compare(a.limit, b.limit))
	})
	for _, at := range places[:min(len(places), maxTight)] {
		lines = append(lines, h.line(at))
	}
	if more := len(places) - maxTight; more > 0 {
		lines = append(lines, fmt.Sprintf("… and %d more", more))
	}
	return lines
}

func (h *headroom) line(at place) string {
	w := h.worst[at]
	text := fmt.Sprintf("%s  used %d %% of %s %v", atLine(w.Pos), int(100*w.Share()), w.Limit, w.Of.Round(10*time.Microsecond))
	if runs := h.runs[h.of[at]]; runs > 1 {
		text += fmt.Sprintf(", worst of %d runs", runs)
	}
	return text + "  (" + w.Who + ")"
}

// headroom lists the waits that will be the first to fail on a slower machine.
func (b *block) headroom(h *headroom) {
	lines := h.lines()
	if len(lines) == 0 {
		return
	}
	b.line("%s", b.style.paint(bold, "little headroom: more than half of the time was used"))
	for _, line := range lines {
		b.line("  %s", line)
	}
}
