package steps

import "sockrun/luaapi/wire/frame"

// ignores says whether a message is one that the actor's steps pass over.
func (do *Performer) ignores(m frame.Message) (bool, error) {
	c, err := do.candidate(do.Ignore)
	if err != nil {
		return false, err
	}
	if c.Lua != nil { // most messages are none: how they differ nobody asks
		return do.truth(c.patience, c.Lua, do.Task.MessageValue(m))
	}
	c.last = true
	return do.matches(c, m)
}
