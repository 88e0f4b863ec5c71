package real

import "sync/atomic"

// halt says of the call that has the turn of a lane whether it waits for the
// descriptor, in a way that leaves no doubt: it is over before the call looks
// at the descriptor again. So a call that has taken bytes, and whose task has
// not gone on yet, does not seem to wait for them.
type halt struct {
	count atomic.Uint64 // odd during a halt
	moved atomic.Int64  // bytes that the call had moved when it began
	on    bool          // of the call that has the turn
}

func (h *halt) begin(moved int) {
	h.on = true
	h.moved.Store(int64(moved))
	h.count.Add(1)
}

func (h *halt) end() {
	if h.on {
		h.on = false
		h.count.Add(1)
	}
}

// now returns the number of the present halt, and whether there is one.
func (h *halt) now() (number uint64, halted bool) {
	number = h.count.Load()
	return number, number%2 == 1
}
