package transcript

import (
	"cmp"
	"slices"

	"sockrun/luaapi/host"
)

// Messages returns what Totals counts of some sockets, in order of time:
// whole messages where any are marked, else reads, writes and datagrams; and
// how many of them are not kept. They may be of forgotten sockets.
//
// A nil Transcript has none.
func (t *Transcript) Messages(of []*Log) (entries []Entry, dropped int) {
	if t == nil {
		return nil, 0
	}
	logs, _ := t.snapshot()
	names := actorNames(logs)
	for _, l := range of {
		kept, lost := l.messages(names)
		entries, dropped = append(entries, kept...), dropped+lost
	}
	slices.SortStableFunc(entries, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Link, b.Link))
	})
	return entries, dropped
}

func (l *Log) messages(names names) (entries []Entry, dropped int) {
	if l == nil {
		return nil, 0
	}
	l.mu.Lock()
	end := l.named(names)
	summaries, sizes := l.summaries, l.sizes
	l.mu.Unlock()
	for d := range l.flows {
		pieces, lost := l.flows[d].counted(l.kind.IsStream(), sizes[d])
		end.Dir = host.Direction(d)
		entries, dropped = append(entries, end.with(pieces, summaries[d], names)...), dropped+lost
	}
	return entries, dropped
}

// counted returns what totals counts as far as it is kept, and how much of it
// is not.
func (f *flow) counted(stream bool, size func([]byte) int) (pieces []piece, dropped int) {
	all, _ := f.totals()
	f.mu.Lock()
	defer f.mu.Unlock()
	switch k := f.keptCalls(); {
	case !stream:
		pieces = f.datagrams(k, size)
	case f.messages == 0: // reads and writes
		pieces = f.datagrams(k, nil)
	default:
		marked, _ := f.markedPieces(k)
		pieces = slices.DeleteFunc(marked, func(p piece) bool { return !p.message })
	}
	return pieces, max(0, all-len(pieces))
}
