package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
)

// printTable prints one line a peer: medians, the range of the rounds, the
// ratio to the first peer of the figure, and what became of the targets.
func printTable(w io.Writer, figures []*figure) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	defer t.Flush()
	for _, f := range figures {
		fmt.Fprintf(t, "%s (%s)\tmedian\trange\tratio\tmemory\ttarget\n", f.title, f.unit)
		for _, p := range f.peers {
			low, high := slices.Min(p.values()), slices.Max(p.values())
			fmt.Fprintf(t, "  %s\t%s\t%s..%s\t%.3g\t%s\t%s\n", p.name, number(median(p.values())), number(low), number(high),
				p.ratio(f.peers[0]), size(median(p.memory())), f.verdicts(p))
		}
		fmt.Fprintln(t, "\t\t\t\t\t")
	}
}

// verdicts says for each goal of a peer whether it is reached.
func (f *figure) verdicts(p *peer) string {
	var list []string
	for _, g := range p.goals {
		list = append(list, f.verdict(p, g))
	}
	return strings.Join(list, "; ")
}

func (f *figure) verdict(p *peer, g goal) string {
	got, unit := median(p.values()), f.unit
	other := f.find(g.of)
	switch {
	case g.memory:
		return reached(median(p.memory()) <= g.limit) + ": at most " + size(g.limit)
	case g.of == "":
	case other == nil:
		return g.of + " is not installed"
	case g.beside:
		got -= median(other.values())
		unit += fmt.Sprintf(" beside the %s (%.3g)", g.of, got)
	default:
		got = p.ratio(other)
		unit = fmt.Sprintf("of %s (%.3f)", g.of, got)
	}
	if g.atLeast {
		return fmt.Sprintf("%s: at least %.3g %s", reached(got >= g.limit), g.limit, unit)
	}
	return fmt.Sprintf("%s: at most %.3g %s", reached(got <= g.limit), g.limit, unit)
}

func reached(yes bool) string {
	if yes {
		return "reached"
	}
	return "MISSED"
}

// number shows three or four digits.
func number(v float64) string {
	switch {
	case v >= 1e5:
		return fmt.Sprintf("%.0fk", v/1e3)
	case v >= 100:
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.3g", v)
}

func size(kib float64) string {
	if kib >= 1024 {
		return fmt.Sprintf("%.1f MiB", kib/1024)
	}
	return fmt.Sprintf("%.1f KiB", kib)
}
