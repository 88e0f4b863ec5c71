package weather

import (
	"time"

	"sockrun/runner/chance"
)

// Incident is something that luck has brought about: a turn that is not the
// plain one, a cut, a lost datagram.
type Incident struct {
	ID       chance.ID
	At       time.Duration // since the scenario began
	From, To string        // the actors, "" when they have no name
	Offset   int64         // in the stream, how many bytes came before
	// Task is whose turn it is, and Instead who would have had it; the same when
	// it goes on later.
	Task, Instead string
	// Op and Where are the call of Lua, or the step, in which it happens, such as
	// "recv" and "client.lua:14"; "" when nobody knows.
	Op, Where string
	// Datagram is which of the datagrams that From sends it concerns, from 1; 0
	// when it concerns none.
	Datagram int
	Late     time.Duration // how much later than others it arrives
	Asked    int           // of a cut, how many bytes the receiver has asked for
	Size, Of int           // of a cut, how many bytes arrive of how many; else Of is the datagram's size
}
