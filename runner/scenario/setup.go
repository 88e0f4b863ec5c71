package scenario

// setupBlock decodes the setup. The variables that it sets are known
// everywhere.
func (d *decoder) setupBlock(v value) *Lua {
	var l *Lua
	l, d.scenario.SetupVars = d.ownBlock(v)
	d.setVars = d.scenario.SetupVars
	d.setsUnseen = l == nil || d.setVars == nil
	return l
}

// ownBlock decodes Lua that belongs to no actor, and returns which variables it
// sets, nil when they may be others than these.
func (d *decoder) ownBlock(v value) (*Lua, []string) {
	s := startScope()
	defer d.enter(s)()
	l := d.block(v)
	if v.isFunction() {
		return l, nil
	}
	sets, _ := s.seen()
	return l, sets
}
