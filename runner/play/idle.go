package play

import (
	"slices"
	"time"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/luaapi/wire/stream"
)

// settled is how long a script must have waited for more before it counts as
// idle: what was sent to it just before has arrived by then.
const settled = 10 * time.Millisecond

// idle says whether the server has ended, or only waits for more to do.
func (s *server) idle() bool {
	if s.listener == nil || s.play.isDone(s) || s.decl.Script == nil && !s.listener.Kind().Accepts() {
		return true
	}
	if s.decl.Script == nil || s.hasMore() {
		return false
	}
	rest := s.vm.Rest() // of all its tasks, also of those that are about to go on
	waits, ok := s.vm.TryWaits()
	waits = slices.DeleteFunc(waits, func(w luaapi.Wait) bool {
		return s.body != nil && w.Task != s.String() // another actor's
	})
	for _, w := range waits {
		if !s.isForMore(w) || s.play.world.Elapsed()-w.Since < settled {
			return false
		}
	}
	return ok && rest.Quiet && len(waits) > 0 && (s.isSelected(waits) || s.isHeld())
}

// hasMore says whether a connection or a datagram waits in the queue.
func (s *server) hasMore() bool {
	watch := []host.Watch{{Socket: s.listener, Wanted: host.Readable}}
	return s.play.world.Poll(watch, host.DontWait) == nil && watch[0].Ready&host.Readable != 0
}

// isSelected says whether a task waits for more in select, which takes nothing
// from the queue.
func (s *server) isSelected(waits []luaapi.Wait) bool {
	return slices.ContainsFunc(waits, func(w luaapi.Wait) bool {
		list, _ := w.Object.(stream.Selection)
		return list.Read(func(c *stream.Conn) bool { return c.Socket == s.listener })
	})
}

// isHeld says whether the call that waits at the listener certainly waits on:
// it may have taken something already, and its task has not gone on.
func (s *server) isHeld() bool {
	in := s.play.world.Inspect()
	i, known := in.Look(s.listener)
	return !known || in.Sockets[i].Held[host.Received] > 0
}

// isForMore says whether a script waits for the next connection, or for the
// next datagram from anybody.
func (s *server) isForMore(w luaapi.Wait) bool {
	if list, selects := w.Object.(stream.Selection); selects {
		return list.Read(s.bringsMore)
	}
	if s.listener.Kind().Accepts() {
		return w.Op == "accept"
	}
	return w.Op == "recvfrom" || w.Op == "recv"
}

// bringsMore is isForMore for a socket that select waits for.
func (s *server) bringsMore(c *stream.Conn) bool {
	in := s.play.world.Inspect()
	i, known := in.Look(c.Socket)
	return c.Socket == s.listener || known && in.Sockets[i].Listens
}
