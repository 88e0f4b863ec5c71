package scenario

import "slices"

// waiter is an actor that may start only when others have ended.
type waiter struct {
	name  string
	topic string // of its key after
	after []Name
}

// waiters are the clients, then the processes.
func (d *decoder) waiters() (list []waiter) {
	for _, c := range d.scenario.Clients {
		list = append(list, waiter{c.Name, "clients.after", c.After})
	}
	for _, p := range d.scenario.Processes {
		list = append(list, waiter{p.Name, "processes.after", p.After})
	}
	return list
}

// checkAfter checks that those whom actors wait for will have ended, and that
// nobody waits for itself.
func (d *decoder) checkAfter() {
	if d.namesMissing {
		return
	}
	all, told := d.waiters(), map[string]bool{}
	for _, w := range all {
		for _, name := range w.after {
			if e := d.checkAwaited(name); e != nil {
				e.about(w.topic)
			} else if chain := leadsTo(all, name.Name, w.name, map[string]bool{}); chain != nil && !told[w.name] {
				d.waitsForItself(name.Pos, append([]string{w.name}, chain...)).about(w.topic)
				for _, name := range chain {
					told[name] = true
				}
			}
		}
	}
}

// waitsForItself reports a circle of names, of which the last is the first.
func (d *decoder) waitsForItself(pos Pos, circle []string) *Error {
	e := d.fail(pos, "%s would wait for itself", quoteName(circle[0]))
	if len(circle) > 2 {
		e.Message += ": " + arrows(circle)
	}
	return e
}

// checkAwaited reports a name of nobody who ends by itself.
func (d *decoder) checkAwaited(name Name) *Error {
	process := d.scenario.Process(name.Name)
	switch {
	case name.Name == "" || slices.Contains(d.clientNames(), name.Name):
		return nil
	case process != nil && process.Exit == nil:
		e := d.fail(name.Pos, "%s does not end by itself, so nothing can come after it", quoteName(name.Name))
		e.Hint = "give it exit: 0"
		return e
	case process != nil:
		return nil
	case d.scenario.Server(name.Name) != nil:
		return d.fail(name.Pos, "%s is a server, which does not end before the clients have", quoteName(name.Name))
	}
	return d.fail(name.Pos, "no client or process is named %s: %s", quoteName(name.Name), suggestion(name.Name, d.endingNames()))
}

// leadsTo returns the names by which one actor waits for another, from it to
// the other, or nil. seen are those who are known not to. Of a client and a
// process with one name the client is meant.
func leadsTo(all []waiter, from, to string, seen map[string]bool) []string {
	if from == to {
		return []string{to}
	}
	i := slices.IndexFunc(all, func(w waiter) bool { return w.name == from })
	if i < 0 || seen[from] {
		return nil
	}
	seen[from] = true
	for _, next := range all[i].after {
		if chain := leadsTo(all, next.Name, to, seen); chain != nil {
			return append([]string{from}, chain...)
		}
	}
	return nil
}

// endingNames are the actors that end by themselves.
func (d *decoder) endingNames() []string {
	names := d.clientNames()
	for _, p := range d.scenario.Processes {
		if p.Exit != nil {
			names = append(names, p.Name)
		}
	}
	return names
}
