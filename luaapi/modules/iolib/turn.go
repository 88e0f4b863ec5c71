package iolib

import (
	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/thread"
)

// turn lets one task at a time read from a file: whoever reads gives the baton
// away, and neither the file nor what was read ahead may be used by two. The
// baton guards it.
type turn struct {
	taken bool
	given thread.Condition
}

// take waits until nobody reads. Whoever has taken the turn gives it.
func (t *turn) take(c bind.Call) {
	if err := t.given.Wait(c.S, "read", func() bool { return !t.taken }); err != nil {
		c.Error("read", "", 0, err)
	}
	t.taken = true
}

func (t *turn) give() {
	t.taken = false
	t.given.Changed()
}
