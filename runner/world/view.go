package world

import (
	"slices"
	"strings"
	"sync"

	"sockrun/luaapi/host"
	"sockrun/runner/actorname"
	"sockrun/runner/transcript"
)

// View is a World as one of its actors has it: the sockets that are made
// through it, and those that they accept, are recorded under the actor's
// name. Its methods may be called from several goroutines.
type View struct {
	*World
	name string

	mu       sync.Mutex
	logs     []*transcript.Log
	full     int               // length at which they are swept
	past     transcript.Totals // of those that were swept
	accepted int
}

// View returns the view of the actor of that name.
func (w *World) View(name string) *View { return &View{World: w, name: name} }

// Socket is World.Socket.
func (v *View) Socket(family host.Family, typ host.Type, proto int) (host.Socket, error) {
	s, err := v.World.socket(family, typ, proto)
	if err != nil {
		return nil, err
	}
	v.own(s)
	return s, nil
}

// SocketPair is World.SocketPair.
func (v *View) SocketPair(family host.Family, typ host.Type, proto int) (host.Socket, host.Socket, error) {
	a, b, err := v.World.socketPair(family, typ, proto)
	if err != nil {
		return nil, nil, err
	}
	v.own(a)
	v.own(b)
	return a, b, nil
}

// NameSocket follows host.Namer: what an instance of the actor makes has the name
// of the instance, as in the task "clients.alice[2]".
func (v *View) NameSocket(s host.Socket, task string) {
	_, name, _ := strings.Cut(task, ".")
	if base, _, isInstance := actorname.Cut(name); isInstance && base == v.name {
		SetName(s, name)
	}
}

// own makes a socket one of the view's.
func (v *View) own(s *socket) {
	s.view = v
	s.setName(v.name)
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.logs) >= v.full {
		v.sweep()
	}
	v.logs = append(v.logs, s.log)
}

// sweep lets the logs go that the transcript has forgotten, and keeps their
// totals: a view may see a hundred thousand sockets come and go.
func (v *View) sweep() {
	v.logs = slices.DeleteFunc(v.logs, func(log *transcript.Log) bool {
		gone := log.Forgotten()
		if gone {
			v.past = v.past.Plus(log.Totals())
		}
		return gone
	})
	v.full = max(2*len(v.logs), 1024)
}

// accept is own for a socket that one of the view's has accepted.
func (v *View) accept(s *socket) {
	v.own(s)
	v.mu.Lock()
	defer v.mu.Unlock()
	v.accepted++
}

// Accepted returns how many connections the view's sockets have accepted.
func (v *View) Accepted() int {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.accepted
}

// Messages returns what Totals counts, in order of time, and how much of it the
// transcript has not kept.
func (v *View) Messages() (entries []transcript.Entry, dropped int) {
	v.mu.Lock()
	logs, past := slices.Clone(v.logs), v.past
	v.mu.Unlock()
	entries, dropped = v.World.record.Messages(logs)
	return entries, dropped + past.Sent + past.Received
}

// Totals returns what crossed all sockets of the view.
func (v *View) Totals() transcript.Totals {
	v.mu.Lock()
	defer v.mu.Unlock()
	sum := v.past
	for _, log := range v.logs {
		sum = sum.Plus(log.Totals())
	}
	return sum
}
