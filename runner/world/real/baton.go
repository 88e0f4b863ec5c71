package real

import (
	"sync"
	"sync/atomic"

	"sockrun/luaapi/host"
)

// NewBaton returns a lock with two queues.
func (w *World) NewBaton() sync.Locker { return &baton{} }

var _ host.Baton = &baton{}

// baton is a host.Baton. Of all who wait in Lock only one, who has the turn,
// waits for held, so that LockFirst has to wait for that one at most.
type baton struct {
	turn, held sync.Mutex
	first      atomic.Int32 // how many wait in LockFirst
}

// Lock takes the baton at once when nobody has it, though others may be about to
// wake for it: that they do not starve is held's business. To queue each time
// would hand the baton from processor to processor, which takes a crowd a tenth
// of its time.
func (b *baton) Lock() {
	if b.first.Load() == 0 && b.held.TryLock() {
		return
	}
	b.turn.Lock()
	b.held.Lock()
	b.turn.Unlock()
}

func (b *baton) LockFirst() {
	b.first.Add(1)
	b.held.Lock()
	b.first.Add(-1)
}

func (b *baton) TryLock() bool { return b.held.TryLock() }
func (b *baton) Unlock()       { b.held.Unlock() }
