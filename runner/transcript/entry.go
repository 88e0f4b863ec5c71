package transcript

import (
	"cmp"
	"slices"
	"time"

	"sockrun/luaapi/host"
	"sockrun/runner/actorname"
)

// Entry is one thing in the record of a socket: a message where a codec
// marked one, else a read, a write or a datagram, or what happened to the
// socket.
type Entry struct {
	At          time.Duration  // since the scenario began; of a message: when its last byte crossed
	Link        int            // number of the socket, from 1 in the order of making
	Local, Peer string         // who is at the two ends: names of actors, else addresses
	Kind        Kind           // Data, or what happened to the socket
	Dir         host.Direction // of Data, as the socket's owner sees it
	Length      int            // bytes in all, of Data
	Data        []byte         // the head of the bytes, as far as it is kept
	Message     bool           // a whole message as a codec marked it, or would
	Unfinished  bool           // a part of a message of which more should follow
	Secured     bool           // Data was encrypted on the wire
	Summary     string         // what a Message is about, "" when nobody can tell
	Codec       any            // of a Message: what SetSummary was given with its summary
	Detail      string         // what there is to say besides, of all kinds but Data

	own, other host.Addr // the addresses at the two ends, of all kinds but Data
}

// Entries returns all that is kept, in order of time. Both ends of a
// connection inside the scenario are there, each from its owner's view.
func (t *Transcript) Entries() []Entry {
	logs, _ := t.snapshot()
	names := actorNames(logs)
	var entries []Entry
	for _, l := range logs {
		entries = append(entries, l.entries(names)...)
	}
	slices.SortStableFunc(entries, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Link, b.Link))
	})
	return entries
}

// Last returns the newest n messages (or reads, writes and datagrams) in
// order of time, without what happened to the sockets besides.
func (t *Transcript) Last(n int) []Entry {
	return t.last(n, func(e Entry) bool { return e.Kind == Data })
}

// LastOf is Last for the sockets of one actor: every message once, as that
// actor saw it.
func (t *Transcript) LastOf(actor string, n int) []Entry {
	return t.last(n, func(e Entry) bool { return e.Kind == Data && e.Local == actor })
}

// Truncated returns the ends of streams over TLS that the other side has not
// announced.
func (t *Transcript) Truncated() []Entry {
	if logs, _ := t.snapshot(); !slices.ContainsFunc(logs, (*Log).isTruncated) {
		return nil // as mostly: entries are costly
	}
	return slices.DeleteFunc(t.Entries(), func(e Entry) bool { return e.Kind != EndOfStream || e.Detail == "" })
}

func (l *Log) isTruncated() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.ContainsFunc(l.events, func(e event) bool { return e.kind == EndOfStream && e.detail != "" })
}

// Cuts returns where parts of datagrams were taken, the first of each socket.
func (t *Transcript) Cuts() []Entry {
	if logs, _ := t.snapshot(); !slices.ContainsFunc(logs, func(l *Log) bool { return l.cut.Load() }) {
		return nil // as mostly: entries are costly
	}
	return slices.DeleteFunc(t.Entries(), func(e Entry) bool { return e.Kind != Cut })
}

func (t *Transcript) last(n int, wanted func(Entry) bool) []Entry {
	entries := slices.DeleteFunc(t.Entries(), func(e Entry) bool { return !wanted(e) })
	return entries[max(0, len(entries)-n):]
}

// names tells whose an address is.
type names struct {
	owners map[host.Addr]string // of the sockets that have the address
	// callers are who has connected to a unix address: their own sockets have
	// none, by which the other end could tell who it is.
	callers map[host.Addr]string
}

// actorNames collects what the sockets that have a name tell.
func actorNames(logs []*Log) names {
	n := names{owners: make(map[host.Addr]string), callers: make(map[host.Addr]string)}
	for _, l := range logs {
		l.mu.Lock()
		if l.localName != "" && l.local.IsNamed() {
			n.owners[l.local] = l.localName
		}
		if l.localName != "" && l.peer.Path != "" {
			n.called(l.peer, l.localName)
		}
		l.mu.Unlock()
	}
	return n
}

// called notes who has connected to an address. Of several instances of an
// actor only the actor is known, of several actors nothing.
func (n names) called(to host.Addr, caller string) {
	before, known := n.callers[to]
	if !known || before == caller {
		n.callers[to] = caller
		return
	}
	actor := actorname.Base(caller)
	if actorname.Base(before) != actor {
		actor = ""
	}
	n.callers[to] = actor
}

func (n names) of(a host.Addr) string { return cmp.Or(n.owners[a], a.String()) }

// peerOf names the other end of a connection.
func (n names) peerOf(l *Log) string {
	if !l.peer.IsNamed() && slices.ContainsFunc(l.events, func(e event) bool { return e.kind == Accept }) {
		return cmp.Or(l.peerName, n.callers[l.local], n.of(l.peer))
	}
	return cmp.Or(l.peerName, n.of(l.peer))
}

// named is an entry with who is at the two ends. The caller has the lock.
func (l *Log) named(names names) Entry {
	return Entry{Link: l.id, Local: cmp.Or(l.localName, names.of(l.local)), Peer: names.peerOf(l)}
}

// entries returns what is kept of a socket, in no order of time.
func (l *Log) entries(names names) []Entry {
	l.mu.Lock()
	end := l.named(names)
	var entries []Entry
	for _, ev := range l.events {
		e := end
		e.At, e.Kind, e.Detail = ev.at, ev.kind, ev.detail
		e.own, e.other = l.local, l.peer
		entries = append(entries, e)
	}
	summaries, sizes := l.summaries, l.sizes
	l.mu.Unlock()
	for d := range l.flows {
		end.Dir = host.Direction(d)
		pieces := l.flows[d].pieces(l.kind.IsStream(), sizes[d])
		if !l.kind.IsStream() && sizes[d] == nil {
			takeForMessages(pieces, summaries[d])
		}
		entries = append(entries, end.with(pieces, summaries[d], names)...)
	}
	return entries
}

// takeForMessages has datagrams be messages of which only Lua can say how long they
// are, but something else what they are about.
func takeForMessages(datagrams []piece, summaries []summary) {
	for i := range datagrams {
		p := &datagrams[i]
		for _, s := range slices.Backward(summaries) {
			if s.from <= p.start {
				p.message = p.message || s.of != nil
				break
			}
		}
	}
}

// with returns an entry for each piece of a flow.
func (e Entry) with(pieces []piece, summaries []summary, names names) []Entry {
	entries := make([]Entry, len(pieces))
	for i, p := range pieces {
		e := e
		e.At, e.Length, e.Data, e.Message, e.Unfinished = p.at, p.length, p.data, p.message, p.unfinished
		e.Secured = p.secured
		if p.message {
			e.describe(p, summaries)
		}
		if p.peer != (host.Addr{}) {
			e.Peer = names.of(p.peer)
		}
		entries[i] = e
	}
	return entries
}

// Caller names the actor that has connected from an address to another, the
// address when none is known, and "" when it has none.
func (t *Transcript) Caller(from, to host.Addr) string {
	logs, _ := t.snapshot()
	names := actorNames(logs)
	if from.IsNamed() {
		return names.of(from)
	}
	return names.callers[to]
}
