// Package weather says what a network does to what crosses it: how streams are
// cut and delayed, which datagrams are lost, whose connection breaks. A
// Forecast is the weather of a whole scenario, for each direction between two
// actors a Link.
//
// What belongs here: the words for weather, the presets that have a name, and
// which weather is between whom. The simulated world and the proxies make it
// happen. Where toxiproxy has a word for the same thing it is the word here.
package weather

import "time"

// Link is the weather of one direction between two sockets. The zero Link is
// calm: all arrives whole, at once and in order.
type Link struct {
	// Slicer is how the bytes of a stream are cut and joined on their way.
	Slicer Slicer
	// Latency is how long all is under way, and Jitter how much longer at most.
	// What is sent later stays behind.
	Latency, Jitter time.Duration
	// Bandwidth is how many bytes a second pass; 0 for no limit. What waits to
	// pass fills the buffers, as behind a reader who takes no more than that.
	Bandwidth int64
	// Buffer is how many bytes of a stream may be under way and unread before
	// the sender has to wait; 0 for what the sockets have.
	Buffer int
	// Loss, Duplicate, Reorder and Corrupt are how probable it is, from 0 to 1,
	// that a datagram is lost, arrives two times, is overtaken by later ones, or
	// arrives with a wrong byte.
	Loss, Duplicate, Reorder, Corrupt float64
	// ResetAfter is after how many bytes a connection breaks for both sides, and
	// VanishAfter after how many each side hears nothing more of the other, not
	// even the end; 0 for never.
	ResetAfter, VanishAfter int64
	// Down says that nothing passes. What a stream carries waits, datagrams are
	// lost, and connecting takes until it is up again.
	Down bool
}

// IsImmediate says whether what is sent on a stream has arrived at once.
func (l *Link) IsImmediate() bool {
	return l.Latency == 0 && l.Jitter == 0 && l.Bandwidth == 0 && l.Slicer != Joined &&
		l.ResetAfter == 0 && l.VanishAfter == 0 && !l.Down
}

// Slicer is a way to cut and join the bytes of a stream.
type Slicer uint8

// The ways.
const (
	Whole   Slicer = iota // what has come is received as far as the call has room
	Some                  // some receives get only a part of it
	Often                 // every other receive gets only a part of it
	Bytes                 // every receive gets one byte
	Headers               // the first bytes after a pause come in two parts
	Joined                // what is sent in quick succession arrives together
)

var slicers = []string{"whole", "some", "often", "bytes", "headers", "joined"}

// String is the word for it in scenarios.
func (s Slicer) String() string { return slicers[s] }

// TouchesDatagrams says whether datagrams may arrive in another way than at
// once and as they were sent.
func (l *Link) TouchesDatagrams() bool {
	return l.Latency > 0 || l.Jitter > 0 || l.Bandwidth > 0 || l.Down ||
		l.Loss > 0 || l.Duplicate > 0 || l.Reorder > 0 || l.Corrupt > 0
}

// Passing is how long n bytes take to pass.
func (l *Link) Passing(n int) time.Duration {
	if l.Bandwidth == 0 {
		return 0
	}
	return time.Duration(float64(n) / float64(l.Bandwidth) * float64(time.Second))
}
