package real

import (
	"sync"

	"sockrun/luaapi/host"
)

// NewBaton returns a lock with two queues.
func (w *World) NewBaton() sync.Locker { return &baton{} }

var _ host.Baton = &baton{}

// baton is a host.Baton. Of all who wait in Lock only one, who has the turn,
// waits for held, so that LockFirst has to wait for that one at most.
type baton struct{ turn, held sync.Mutex }

func (b *baton) Lock() {
	b.turn.Lock()
	b.held.Lock()
	b.turn.Unlock()
}

func (b *baton) LockFirst()    { b.held.Lock() }
func (b *baton) TryLock() bool { return b.held.TryLock() }
func (b *baton) Unlock()       { b.held.Unlock() }
