package transcript

import "slices"

// Resets returns the sockets that were closed by their owners so that the peer
// sees a reset, in the order of their making.
func (t *Transcript) Resets() (entries []Entry) {
	logs, _ := t.snapshot()
	if !slices.ContainsFunc(logs, (*Log).isReset) {
		return nil // as mostly: names are costly
	}
	names := actorNames(logs)
	for _, l := range logs {
		if l.isReset() {
			l.mu.Lock()
			entries = append(entries, l.named(names))
			l.mu.Unlock()
		}
	}
	return entries
}

func (l *Log) isReset() bool { return l.has(Reset) }
