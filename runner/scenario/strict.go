package scenario

import "cmp"

// Level says what becomes of a finding of the strict end.
type Level string

// The levels. The zero value says nothing: that of the scenario holds for an
// actor, and the default for a scenario.
const (
	LevelOff  Level = "off"  // it is not told
	LevelWarn Level = "warn" // it is told with the result
	LevelFail Level = "fail" // it fails a scenario in which nothing else has failed
)

// Finding is a kind of what the strict end finds.
type Finding string

// The findings, by the names of the keys of Strict.
const (
	Unread     Finding = "unread"     // bytes that had come and that nobody took
	Unreached  Finding = "unreached"  // a step, a handler or a process that never had its turn
	Unaccepted Finding = "unaccepted" // a connection that nobody accepted
	Open       Finding = "open"       // a socket that a script left open
	Unjoined   Finding = "unjoined"   // a task that nobody joined and that had not ended
	Truncated  Finding = "truncated"  // a stream over TLS that ended without close_notify
	Killed     Finding = "killed"     // a process that did not end within its grace
)

// findings are all kinds, in the order of the reference.
func findings() []Finding {
	return []Finding{Unread, Unreached, Unaccepted, Open, Unjoined, Truncated, Killed}
}

// Strict says what the findings of the end do. Kinds that it does not name are
// left to others; nil names none.
type Strict map[Finding]Level

// defaultLevel is what a kind of finding does where nobody says so.
func defaultLevel(f Finding) Level {
	if f == Unread || f == Unreached {
		return LevelFail
	}
	return LevelWarn
}

// Level is what a finding does that concerns the server or the client of that
// kind ("servers", "clients") and name, or no actor for other kinds.
func (s *Scenario) Level(f Finding, kind, name string) Level {
	return cmp.Or(s.strictOf(kind, name)[f], s.Strict[f], defaultLevel(f))
}

// strictOf is what an actor says for itself.
func (s *Scenario) strictOf(kind, name string) Strict {
	switch kind {
	case "servers":
		if server := s.Server(name); server != nil {
			return server.Strict
		}
	case "clients":
		for _, c := range s.Clients {
			if c.Name == name {
				return c.Strict
			}
		}
	}
	return nil
}
