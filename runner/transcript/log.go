package transcript

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"sockrun/luaapi/host"
	"sockrun/luaapi/wire/plural"
)

const (
	logCost   = 1 << 10 // bytes of the budget for a Log without its rings
	maxEvents = 16      // that are kept of one socket
	// usualEvents are those of a connection that both ends close in good order.
	usualEvents = 3
)

// Log is the record of one socket. A nil *Log records nothing, so callers
// need not ask whether there is a transcript. All methods may be called from
// several goroutines; the two directions do not disturb each other.
type Log struct {
	transcript *Transcript
	id         int
	kind       host.Kind
	flows      [2]flow // by host.Direction
	forgotten  atomic.Bool
	cut        atomic.Bool // a datagram was, which is told of once
	released   bool        // guarded by mu, as all that follows

	mu                  sync.Mutex
	local, peer         host.Addr
	localName, peerName string
	events              []event
	left                int64                    // see Leave
	summaries           [2][]summary             // by host.Direction, in the order of the bytes
	sizes               [2]func(data []byte) int // by host.Direction
}

// summary tells what messages are about that begin at a byte or later.
type summary struct {
	from uint64
	of   func(head []byte) string
	// codec is what the owner wants to know the messages by.
	codec any
}

// event is something that happened to a socket besides data.
type event struct {
	at     time.Duration
	kind   Kind
	detail string
}

// Now returns the time since the scenario began, as the calls that record bytes
// take it: 0 when the transcript keeps totals only, since nobody asks for it
// then and the clock is not free.
func (l *Log) Now() time.Duration {
	if l == nil || l.transcript.budget == 0 {
		return 0
	}
	return l.transcript.stamp()
}

// Bytes records one read or write, or one datagram, that was done at the
// given time. For a write that is when it began, so that it comes before the
// read that it causes. It keeps no reference to b.
func (l *Log) Bytes(dir host.Direction, at time.Duration, b []byte) {
	if l != nil {
		l.flows[dir].add(at, b, nil)
	}
}

// Datagram is Bytes for a datagram of a socket that has more than one peer.
func (l *Log) Datagram(dir host.Direction, at time.Duration, b []byte, peer host.Addr) {
	if l != nil {
		l.flows[dir].add(at, b, &peer)
	}
}

// Mark records that the next n bytes in a direction that no mark covers yet
// are one message. They may have crossed already, or cross later.
func (l *Log) Mark(dir host.Direction, n int) {
	if l != nil {
		l.flows[dir].mark(n)
	}
}

// Skip records that the bytes which have crossed in a direction and that no
// mark covers are no messages, but for the last ahead of them: a codec begins
// behind them.
func (l *Log) Skip(dir host.Direction, ahead int) {
	if l != nil {
		l.flows[dir].skip(ahead)
	}
}

// Event records what happened to the socket besides data. detail is for
// people and may be "". Close or Reset is the last event; from then on the
// log may be forgotten when other sockets need the budget. Its totals stay.
func (l *Log) Event(kind Kind, detail string) {
	if l == nil {
		return
	}
	if l.addEvent(event{at: l.transcript.stamp(), kind: kind, detail: detail}) {
		l.transcript.release(l)
	}
}

// Secure records that what crosses from now on is encrypted on the wire: the
// bytes that are recorded are not. detail is as in Event.
func (l *Log) Secure(detail string) {
	if l == nil {
		return
	}
	for d := range l.flows {
		l.flows[d].secure()
	}
	l.Event(Secured, detail)
}

// Cut records that only n bytes of a datagram were taken, of which the rest is
// lost. Of each socket the first is kept.
func (l *Log) Cut(n, of int) {
	if l != nil && !l.cut.Swap(true) {
		l.Event(Cut, fmt.Sprintf("%s of a datagram of %d", plural.Of(n, "byte"), of))
	}
}

// addEvent returns whether this event was the end of the socket, after which
// nothing happens to it.
func (l *Log) addEvent(e event) (ended bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.released {
		return false
	}
	if len(l.events) == maxEvents {
		l.events = slices.Delete(l.events, 0, 1)
	}
	if l.events == nil {
		l.events = make([]event, 0, usualEvents)
	}
	l.events = append(l.events, e)
	l.released = e.kind == Close || e.kind == Reset
	return l.released
}

// SetAddr says between which addresses the socket stands. Zero addresses
// leave what is known.
func (l *Log) SetAddr(local, peer host.Addr) {
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if local != (host.Addr{}) {
		l.local = local
	}
	if peer != (host.Addr{}) {
		l.peer = peer
	}
}

// SetName says who is at the two ends, such as "alice" and "echo"; "" leaves
// what is known. It may come after the bytes. An end without a name is shown
// by the name of the actor that has its address, else by the address.
func (l *Log) SetName(local, peer string) {
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if local != "" {
		l.localName = local
	}
	if peer != "" {
		l.peerName = peer
	}
}

// SetSummary says what tells in a line what the messages of a direction are
// about, from their first bytes; it may be called at any time after, by any
// goroutine, and returns "" when it cannot tell. It is for all messages until
// it is set again, and from then on for those that are marked later. codec is
// kept for whoever reads the messages.
func (l *Log) SetSummary(dir host.Direction, of func(head []byte) string, codec any) {
	if l == nil {
		return
	}
	s := summary{of: of, codec: codec}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.summaries[dir]) > 0 {
		s.from = l.flows[dir].next(l.kind.IsStream())
	}
	if len(l.summaries[dir]) == maxEvents { // the oldest messages are told by their bytes then
		l.summaries[dir] = slices.Delete(l.summaries[dir], 0, 1)
	}
	l.summaries[dir] = append(l.summaries[dir], s)
}

// describe tells what a message is about, as far as anybody can.
func (e *Entry) describe(p piece, summaries []summary) {
	for _, s := range slices.Backward(summaries) {
		if s.from > p.start {
			continue
		}
		if e.Codec = s.codec; s.of != nil {
			e.Summary = s.of(p.data)
		}
		return
	}
}

// SetSize sets the function that says how many bytes the first message in data
// takes: 0 when more are needed, less than 0 when they are malformed. Any
// goroutine may call the function, at any time from now on. With it bytes that
// no mark covers are told apart: whole messages that nobody has taken, and an
// unfinished one.
func (l *Log) SetSize(dir host.Direction, of func(data []byte) int) {
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sizes[dir] = of
}
