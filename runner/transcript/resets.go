package transcript

// ByLinger is the Detail of a Reset that the option SO_LINGER has made of a close.
const ByLinger = "SO_LINGER of 0 seconds"

// Resets returns the sockets that their owners closed so that the peer sees a
// reset, in the order of their making. Kind is Reset where the owner has asked for
// that, and Detail says how; it is Close where bytes were left unread, and Length
// says how many.
func (t *Transcript) Resets() (entries []Entry) {
	logs, _ := t.snapshot()
	pairs, names := t.Pairs(), actorNames(logs)
	for _, l := range logs {
		e := Entry{Length: int(l.unread(pairs))}
		l.mu.Lock()
		switch ended := l.lastEvent(); {
		case ended.kind == Reset && l.left == 0:
			e.Kind, e.Detail, e.Length = Reset, ended.detail, 0
		case e.Length > 0:
			e.Kind = Close
		}
		if e.Kind != Data {
			end := l.named(names)
			e.Link, e.Local, e.Peer = end.Link, end.Local, end.Peer
			entries = append(entries, e)
		}
		l.mu.Unlock()
	}
	return entries
}

// lastEvent is the zero event when nothing has happened. The caller has the lock.
func (l *Log) lastEvent() event {
	if len(l.events) == 0 {
		return event{}
	}
	return l.events[len(l.events)-1]
}

// Leave records that the socket is about to be closed with so many bytes of a stream
// unread that it has received.
func (l *Log) Leave(n int) {
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.left = int64(n)
}

// unread returns how many bytes were left unread in a stream that is closed, as far
// as that is known.
func (l *Log) unread(pairs Pairs) int64 {
	if !l.kind.IsStream() || !l.has(Close) && !l.has(Reset) {
		return 0
	}
	l.mu.Lock()
	left := l.left
	l.mu.Unlock()
	more, _, _ := pairs.Untaken(l, l.Totals().BytesReceived)
	return left + more
}
