package sim

import (
	"slices"

	"sockrun/runner/deadlock"
	"sockrun/runner/weather"
)

// connections are those of a world, in the order in which they came to be:
// one end of each. Closed ones are forgotten by and by.
type connections struct {
	ends []*socket
	full int // when to look for closed ones
}

func (c *connections) add(s *socket) {
	if len(c.ends) >= c.full {
		c.ends = slices.DeleteFunc(c.ends, func(s *socket) bool { return s.closed && s.stream.other.closed })
		c.full = max(64, 2*len(c.ends))
	}
	c.ends = append(c.ends, s)
}

// Change changes the weather from now on, by one rule after the other. Only
// tasks call it.
func (w *World) Change(rules ...weather.Rule) {
	for _, r := range rules {
		w.forecast.Add(r)
	}
	w.season++
	waiting := w.held
	w.held = nil
	for _, h := range waiting {
		h.from.land(h.arrive)
	}
	for _, s := range w.connections.ends { // there may be more room
		s.writers.wake(&w.schedule)
		s.stream.other.writers.wake(&w.schedule)
	}
}

// Break ends the connections that stand between two actors now, in one
// direction or the other; an empty name stands for any. What is under way is
// lost. Only tasks call it.
func (w *World) Break(from, to string, how weather.End) {
	between := weather.Rule{From: from, To: to}
	for _, s := range slices.Clone(w.connections.ends) {
		other := s.stream.other
		if between.Means(s.owner, other.owner) || between.Means(other.owner, s.owner) {
			s.breakNow(how)
		}
	}
}

// breakNow ends a connection, and what is under way with it.
func (s *socket) breakNow(how weather.End) {
	other := s.stream.other
	s.stream.wire.broken, other.stream.wire.broken = true, true
	s.stream.wire.lost, other.stream.wire.lost = true, true
	s.meet(how)
}

// breakDown ends a connection that has carried all that it ever will, behind
// what is under way.
func (s *socket) breakDown(how weather.End) {
	s.dispatch(0, func() { s.meet(how) })
	s.stream.wire.broken, s.stream.other.stream.wire.broken = true, true
}

// meet lets both sides meet the end of their connection.
func (s *socket) meet(how weather.End) {
	other := s.stream.other
	s.world.note(s.owner, other.owner, how)
	switch how {
	case weather.Resets:
		s.abort()
		other.abort()
	case weather.Closes:
		s.stream.wire.ended, other.stream.wire.ended = true, true
		s.stream.in.finished, s.stream.out.finished = true, true
		s.wakeAll()
		other.wakeAll()
	}
}

// note counts a connection that the network has ended.
func (w *World) note(from, to string, how weather.End) {
	i := slices.IndexFunc(w.ended, func(e weather.Ended) bool { return e.From == from && e.To == to && e.How == how })
	if i < 0 {
		i, w.ended = len(w.ended), append(w.ended, weather.Ended{From: from, To: to, How: how})
	}
	w.ended[i].Connections++
}

// Ended returns the connections that the network has ended so far. Only tasks
// call it.
func (w *World) Ended() []weather.Ended { return slices.Clone(w.ended) }

// CutOff ends the streams of which nothing comes any more, or nothing before a
// change of the weather: whoever waits there sees the end. What is under way is
// lost. Only tasks call it.
func (w *World) CutOff() {
	for _, s := range w.connections.ends {
		s.cutOff()
		s.stream.other.cutOff()
	}
}

// cutOff ends what comes to a socket, if the network keeps it back.
func (s *socket) cutOff() {
	other := s.stream.other
	if s.closed || other.outlook() == deadlock.Clear {
		return
	}
	x := other.way()
	x.broken, x.lost, x.ended = true, true, true
	s.stream.in.finished = true
	s.readers.wakeAll(&s.world.schedule)
}
