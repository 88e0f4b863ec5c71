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
	Late     time.Duration // how much later than others it arrives
	Size, Of int           // of a cut, how many bytes arrive of how many; else Of is the datagram's size
}
