package deadlock

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"sockrun/luaapi/host"
)

// Sentence says who waits for whom, beginning with the first wait that is for
// somebody: "clients.alice waits for servers.echo, which waits for
// clients.alice: both read". first is the index of the wait that it begins with.
func (p *Picture) Sentence() (sentence string, first int) {
	start := slices.IndexFunc(p.Waits, func(w Wait) bool { return p.after(&w) != nobody })
	if start < 0 {
		return p.alone()
	}
	chain := []int{start}
	for {
		l := p.after(&p.Waits[chain[len(chain)-1]])
		switch again := slices.Index(chain, l.wait); {
		case l.wait < 0:
			return p.told(chain) + p.end(chain, l), start
		case again >= 0:
			return p.told(append(chain, l.wait)) + p.alike(chain[again:]), start
		}
		chain = append(chain, l.wait)
	}
}

// alone says of the first wait that nobody can end it.
func (p *Picture) alone() (sentence string, first int) {
	first = max(slices.IndexFunc(p.Waits, func(w Wait) bool { return !p.listens(&w) }), 0)
	w := p.Waits[first]
	return fmt.Sprintf("%s %s, and nobody is left who could end that", w.name(), w.Doing), first
}

// link is for what a wait waits: another wait, or an actor that does not wait
// itself.
type link struct {
	wait    int    // -1 for none
	actor   string // "" for none
	backlog bool   // it has not accepted the connection
}

var nobody = link{wait: -1}

// after returns for what a wait waits.
func (p *Picture) after(w *Wait) link {
	if w.Joins != "" {
		return link{wait: slices.IndexFunc(p.Waits, func(o Wait) bool { return o.Task == w.Joins }), actor: w.Joins}
	}
	if w.From != "" {
		return p.actor(w.From)
	}
	for _, need := range w.Needs {
		s := &p.Sockets[need.Socket]
		if l := p.across(s); !s.Listens && l != nobody {
			return l
		}
	}
	return nobody
}

// across returns who is at the other end of a socket: preferably the task that
// waits there.
func (p *Picture) across(s *Socket) link {
	if s.Peer >= 0 {
		at := func(n Need) bool { return n.Socket == s.Peer }
		if i := slices.IndexFunc(p.Waits, func(o Wait) bool { return slices.ContainsFunc(o.Needs, at) }); i >= 0 {
			return link{wait: i, actor: s.Other}
		}
	}
	if s.Other == "" {
		return nobody
	}
	if s.Place == Backlog {
		return link{wait: -1, actor: s.Other, backlog: true}
	}
	return p.actor(s.Other)
}

// actor returns what an actor waits for: datagrams of one peer rather than of
// anybody, and new connections last.
func (p *Picture) actor(name string) link {
	best := link{wait: -1, actor: name}
	for i := range p.Waits {
		switch w := &p.Waits[i]; {
		case w.Actor != name || p.listens(w):
		case w.From != "":
			return link{wait: i, actor: name}
		case best.wait < 0:
			best.wait = i
		}
	}
	return best
}

// listens says whether a wait is for new connections only.
func (p *Picture) listens(w *Wait) bool {
	return len(w.Needs) > 0 && !slices.ContainsFunc(w.Needs, func(n Need) bool { return !p.Sockets[n.Socket].Listens })
}

// told is the chain in words.
func (p *Picture) told(chain []int) string {
	text := p.Waits[chain[0]].name()
	for i, n := range chain[1:] {
		if i > 0 {
			text += ", which"
		}
		if n == chain[i] {
			return text + " " + cmp.Or(p.Waits[n].Doing, "waits") + ", whose other end it has itself"
		}
		text += " waits for " + p.Waits[n].name()
	}
	return text
}

// end says what is at the end of a chain that is no ring.
func (p *Picture) end(chain []int, l link) string {
	lead := ", which"
	if len(chain) == 1 {
		lead = ""
	}
	switch {
	case l == nobody:
		return lead + " " + p.Waits[chain[len(chain)-1]].Doing
	case l.backlog:
		return fmt.Sprintf("%s waits for %s, which has not accepted the connection", lead, l.actor)
	}
	return fmt.Sprintf("%s waits for %s, which does nothing more", lead, l.actor)
}

// alike says what those in a ring have in common.
func (p *Picture) alike(ring []int) string {
	all := [...]string{2: "both", 3: "all"}[min(len(ring), 3)]
	if all == "" {
		return ""
	}
	for _, kind := range []struct {
		events host.Events
		verb   string
	}{{host.Readable, "read"}, {host.Writable, "write"}} {
		if !slices.ContainsFunc(ring, func(n int) bool { return !p.Waits[n].wants(kind.events) }) {
			return ": " + all + " " + kind.verb
		}
	}
	return ""
}

// wants says whether a wait is for events of sockets.
func (w *Wait) wants(events host.Events) bool {
	wanted := func(need Need) bool { return need.Events&events != 0 }
	return slices.ContainsFunc(w.Needs, wanted) || w.From != "" && events == host.Readable
}

// name is the task's, without the number of a server's connection.
func (w *Wait) name() string {
	name, _, _ := strings.Cut(w.Task, " connection ")
	return name
}
