package play

import (
	"slices"
	"strings"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/luaapi/wire/stream"
	"sockrun/runner/actorname"
	"sockrun/runner/deadlock"
	"sockrun/runner/scenario"
	"sockrun/runner/world"
)

// painter makes a picture of all waits of a scenario.
type painter struct {
	play   *play
	in     *world.Inspector
	waits  []luaapi.Wait // in the order of the picture's
	paint  deadlock.Picture
	calls  map[deadlock.Need]int // how many waits are inside calls of a socket
	shares map[*peer]int         // and of a share of one
	polls  int                   // waits for several sockets
}

// picture paints all waits, those of clients first. It is not ok when a task
// runs.
func (p *play) picture() (painted *painter, ok bool) {
	pt := &painter{play: p, in: p.world.Inspect(), calls: map[deadlock.Need]int{}, shares: map[*peer]int{}}
	actors := p.cast()
	slices.SortStableFunc(actors, func(a, b *actor) int { return rank(a) - rank(b) })
	for _, a := range actors {
		if a.shares() {
			continue // the body tells of all
		}
		waits, ok := a.vm.TryWaits()
		if !ok {
			return nil, false
		}
		for _, w := range waits {
			pt.add(a, w)
		}
	}
	pt.finish()
	return pt, true
}

func rank(a *actor) int {
	if a.kind == "clients" {
		return 0
	}
	return 1
}

// add paints one wait.
func (pt *painter) add(a *actor, w luaapi.Wait) {
	painted := deadlock.Wait{
		Task: w.Task, Actor: pt.actorOf(a, w.Task), Joins: w.Joins,
		Timer: w.Deadline != host.Forever, ByTask: w.Parker != nil, Held: w.Parker == nil || world.Held(w.Parker),
	}
	switch what := w.Object.(type) {
	case *stream.Conn:
		if w.Parker == nil {
			pt.addCall(&painted, what, w.Op)
		}
	case stream.Selection:
		pt.addSelection(&painted, what)
	}
	pt.waits, pt.paint.Waits = append(pt.waits, w), append(pt.paint.Waits, painted)
}

// actorOf is whose a task is. Those that a script has spawned are their VM's.
func (pt *painter) actorOf(a *actor, task string) string {
	name, _, _ := strings.Cut(task, " connection ")
	if strings.HasPrefix(name, "servers.") || strings.HasPrefix(name, "clients.") {
		return name
	}
	return a.String()
}

// addCall paints a wait inside a call of one socket.
func (pt *painter) addCall(w *deadlock.Wait, c *stream.Conn, op string) {
	if share, ok := c.Socket.(*peer); ok {
		w.ByTask = true // the server's, which receives for all
		pt.shares[share]++
		return
	}
	events := eventsOf(op)
	if i, ok := pt.in.Look(c.Socket); ok && events != 0 {
		need := deadlock.Need{Socket: i, Events: events}
		w.Needs = append(w.Needs, need)
		pt.calls[need]++
	}
}

// eventsOf is what a call waits for, by its name in the records of waits;
// nothing for one that ends a socket.
func eventsOf(op string) host.Events {
	switch {
	case op == "close" || op == "reset":
		return 0
	case strings.HasPrefix(op, "send") || op == "write":
		return host.Writable
	}
	return host.Readable
}

// addSelection paints a wait for several sockets.
func (pt *painter) addSelection(w *deadlock.Wait, list stream.Selection) {
	pt.polls++
	for n := range list { // not what is Ready: its task may go on at any moment
		i, ok := pt.in.Look(list[n].Conn.Socket)
		if !ok {
			w.Needs = nil // nobody knows who ends it
			return
		}
		w.Needs = append(w.Needs, deadlock.Need{Socket: i, Events: list[n].Wanted})
	}
}

// finish finds out which waits are beyond doubt: as many calls wait in the
// world as the records say.
func (pt *painter) finish() {
	polls := pt.play.world.HeldPolls()
	for i := range pt.paint.Waits {
		w := &pt.paint.Waits[i]
		switch pt.waits[i].Object.(type) {
		case stream.Selection:
			w.Held = polls == pt.polls
		case *stream.Conn:
			if share, ok := pt.shareOf(i); ok {
				w.Held = share.held(pt.shares[share])
			} else if len(w.Needs) > 0 {
				w.Held = pt.heldAt(w.Needs[0])
			}
		}
	}
	pt.paint.Sockets = pt.in.Sockets
	if pt.play.visited {
		pt.letVisitorsIn()
	}
	sent, received, all := pt.play.world.Datagrams()
	if pt.paint.Datagrams.Sent, pt.paint.Datagrams.Received = sent, received; !all {
		pt.paint.Datagrams.Received = -1
	}
}

// shareOf returns the share of a datagram server's socket for which a wait is.
func (pt *painter) shareOf(i int) (share *peer, ok bool) {
	c, ok := pt.waits[i].Object.(*stream.Conn)
	if !ok || pt.waits[i].Parker != nil {
		return nil, false
	}
	share, ok = c.Socket.(*peer)
	return share, ok
}

func (pt *painter) heldAt(need deadlock.Need) bool {
	dir := host.Received
	if need.Events == host.Writable {
		dir = host.Sent
	}
	return pt.in.Sockets[need.Socket].Held[dir] == pt.calls[need]
}

// sentence says who waits for whom, of a picture in which nobody goes on, and
// where the first of them does.
func (pt *painter) sentence() (text string, at scenario.Pos) {
	p := pt.play
	for i := range pt.waits {
		w := &pt.paint.Waits[i]
		w.Doing = doing(pt.waits[i])
		if share, ok := pt.shareOf(i); ok {
			w.From = p.actorNamed(p.world.Owner(share.addr))
		}
	}
	for i := range pt.paint.Sockets {
		s := &pt.paint.Sockets[i]
		s.Other = p.actorNamed(s.Other)
	}
	text, first := pt.paint.Sentence()
	w := pt.waits[first]
	return text, scenario.Pos{File: w.File, Line: w.Line}
}

// progress is a number that is another one when bytes have moved.
func (pt *painter) progress() (n int64) {
	for _, s := range pt.paint.Sockets {
		n += s.Sent + s.Received + s.Moved[host.Sent] + s.Moved[host.Received]
	}
	return n
}

// actorNamed is how verdicts call the actor, or the instance of one, by whose
// name a socket is recorded.
func (p *play) actorNamed(name string) string {
	plain, instance, isInstance := actorname.Cut(name)
	for _, a := range p.cast() {
		if a.name == plain && isInstance {
			return a.String() + instance
		} else if a.name == plain {
			return a.String()
		}
	}
	return name
}
