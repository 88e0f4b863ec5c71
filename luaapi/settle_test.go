package luaapi_test

import (
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/luaapi/wire/stream"
	"sockrun/runner/deadlock"
	"sockrun/runner/world"
)

// settler makes the function settle, which returns once every other task of the
// VM waits for what nobody has done yet. So a script need not guess how long a
// task takes to come so far.
type settler struct {
	vm    *luaapi.VM
	world *world.World
	kind  world.Kind
}

// of returns settle as a value of the VM that task runs in.
func (s settler) of(task *luaapi.Task) luaapi.Value {
	return &lua.LFunction{IsG: true, GFunction: func(L *lua.LState) int {
		if err := s.settle(task); err != nil {
			L.RaiseError("settle: %s", err)
		}
		return 0
	}}
}

// settle waits as the running task. In a simulated world time passes only when
// nobody can go on.
func (s settler) settle(task *luaapi.Task) error {
	if s.kind == world.Simulated {
		return task.Sleep(host.After(s.world, 20*time.Millisecond))
	}
	return task.Wait("settle", nil, host.Forever, func(host.Deadline) error {
		for end := time.Now().Add(patience); !s.settled(); time.Sleep(time.Millisecond) {
			if time.Now().After(end) {
				return host.ErrEnded
			}
		}
		return nil
	})
}

// settled says whether all tasks wait beyond doubt, the one that settles
// included.
func (s settler) settled() bool {
	before := s.vm.Rest()
	waits, ok := s.vm.TryWaits()
	if !before.Quiet || !ok {
		return false
	}
	held := s.held(waits)
	return held && s.vm.Rest() == before
}

// held says whether each of the waits goes on until somebody ends it.
func (s settler) held(waits []luaapi.Wait) bool {
	in, polls := s.world.Inspect(), 0
	calls := map[int]int{} // those that wait in the world, by socket
	for _, w := range waits {
		c, isCall := w.Object.(*stream.Conn)
		_, isPoll := w.Object.(stream.Selection)
		switch {
		case w.Parker != nil:
			if !world.Held(w.Parker) {
				return false
			}
		case isPoll:
			polls++
		case isCall:
			i, ok := in.Look(c.Socket)
			if !ok {
				return false
			}
			calls[i]++
		}
	}
	for i, n := range calls {
		if !stand(in.Sockets[i].Glance, n) {
			return false
		}
	}
	return polls == 0 || s.world.HeldPolls() == polls
}

// stand says whether n calls wait for a socket, and in vain.
func stand(g deadlock.Glance, n int) bool {
	receives, sends := g.Held[host.Received], g.Held[host.Sent]
	return receives+sends == n && (receives == 0 || g.Ready&host.Readable == 0) && (sends == 0 || g.Ready&host.Writable == 0)
}
