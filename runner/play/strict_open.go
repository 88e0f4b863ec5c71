package play

import (
	"cmp"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/runner/actorname"
	"sockrun/runner/outcome"
	"sockrun/runner/positioned"
	"sockrun/runner/scenario"
	"sockrun/runner/world"
)

// findLeftOpen notes the sockets that the scripts of the wanted actors have
// made or accepted and not closed, with what was left in them, and closes them
// as the end of a program does.
func (p *play) findLeftOpen(wanted func(*actor) bool) {
	for _, vm := range p.cast() {
		if vm.shares() || !vm.talks() {
			continue
		}
		vm.vm.TryDo(vm.String(), func(t *luaapi.Task) {
			for _, left := range t.LeftOpen() {
				if a := vm.labelled(left.Label); wanted(a) {
					a.findOpen(t, left)
					_ = left.Socket.Close()
				}
			}
		})
	}
}

// labelled is the actor for which a task of the VM runs.
func (a *actor) labelled(label string) *actor {
	for _, other := range a.play.cast() {
		if other.owner() == a && other.name == label {
			return other
		}
	}
	return a
}

// findOpen notes a socket that was left open, and what nobody has read or
// accepted from it.
func (a *actor) findOpen(t *luaapi.Task, left luaapi.LeftSocket) {
	at := scenario.Pos{File: left.File, Line: left.Line}
	if parting := a.parting(t, left.Socket, a.String(), at); parting != nil {
		a.play.keepParting(parting)
	}
	if a.looks(scenario.Open) {
		a.found(scenario.Open, &outcome.Failure{
			Pos: at, Message: "a socket" + ends(left.Socket.Socket) + " was left open",
			Detail: []string{positioned.Hint("close it, also on the way of an error: socket.with(s, function(s) … end)")},
		})
	}
	a.findWaiting(left.Socket.Socket, at)
}

// ends says where a socket stands, if it stands anywhere.
func ends(s host.Socket) string {
	if peer, err := s.PeerAddr(); err == nil && peer.IsNamed() {
		return " to " + peer.String()
	}
	if own, err := s.LocalAddr(); err == nil && own.IsNamed() {
		return " at " + own.String()
	}
	return ""
}

// findUnaccepted notes the connections that wait at the servers' listeners.
func (p *play) findUnaccepted() {
	for _, s := range p.servers {
		if s.listener.Kind().Accepts() && s.looks(scenario.Unaccepted) {
			s.foundWaiting(s.unaccepted(), s.addr, s.decl.Listen.Pos)
		}
	}
}

// findWaiting notes the connections that nobody has accepted on a socket.
func (a *actor) findWaiting(listener host.Socket, at scenario.Pos) {
	if !listener.Kind().Accepts() || !a.looks(scenario.Unaccepted) {
		return
	}
	to, _ := listener.LocalAddr() // it may be closed
	a.foundWaiting(world.Backlog(listener), to, at)
}

// foundWaiting notes those whose connection to an address nobody has accepted.
func (a *actor) foundWaiting(callers []host.Addr, to host.Addr, at scenario.Pos) {
	for _, from := range callers {
		caller := cmp.Or(actorname.Base(a.play.record.Caller(from, to)), "a client")
		a.found(scenario.Unaccepted, &outcome.Failure{
			Pos: at, Message: "the connection of " + caller + " was never accepted",
			Detail: []string{positioned.Hint("accept it, or say strict: {unaccepted: off} where it is to wait")},
		})
	}
}

// talks says whether an actor is one that a scenario is about.
func (a *actor) talks() bool { return a.kind == "servers" || a.isClient() }

// isClient says whether an actor ends by itself: a client, or a body.
func (a *actor) isClient() bool { return a.kind == "clients" || a.kind == "" }
