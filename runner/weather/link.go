// Package weather says what a network does to what crosses it: how streams are
// cut and delayed, which datagrams are lost, whose connection breaks. A
// Forecast is the weather of a whole scenario, for each direction between two
// actors a Link.
//
// What belongs here: the words for weather, the presets that have a name, and
// which weather is between whom. The simulated world and the proxies make it
// happen. Where toxiproxy has a word for the same thing it is the word here.
package weather

import (
	"slices"
	"time"
)

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
	// SlowClose is how much later than all else the end of a stream arrives.
	SlowClose time.Duration
	// LimitData is after how many bytes in this direction both sides of a
	// connection see the end of the stream, ResetAfter after how many it breaks
	// for both, and VanishAfter after how many each hears nothing more of the
	// other, not even the end; 0 for never. They are counted from when the
	// connection begins, or from when the weather says so if that is later.
	LimitData, ResetAfter, VanishAfter int64
	// Down says that nothing passes. What a stream carries waits, datagrams are
	// lost, and connecting takes until it is up again.
	Down bool
}

// IsImmediate says whether what is sent on a stream has arrived at once.
func (l *Link) IsImmediate() bool {
	return l.Latency == 0 && l.Jitter == 0 && l.Bandwidth == 0 && l.Slicer != Joined &&
		l.LimitData == 0 && l.ResetAfter == 0 && l.VanishAfter == 0 && !l.Down
}

// End is what becomes of a connection that the network ends.
type End uint8

// The ends.
const (
	Stands   End = iota // it goes on
	Closes              // both sides see the end of the stream
	Resets              // both sides see ECONNRESET
	Vanishes            // neither side hears of the other any more
)

// Limit is after how many bytes a connection ends, and how: of several limits
// the one that is reached first.
func (l *Link) Limit() (bytes int64, end End) {
	for _, limit := range []struct {
		bytes int64
		end   End
	}{{l.ResetAfter, Resets}, {l.LimitData, Closes}, {l.VanishAfter, Vanishes}} {
		if limit.bytes > 0 && (end == Stands || limit.bytes < bytes) {
			bytes, end = limit.bytes, limit.end
		}
	}
	return bytes, end
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

// Slicers are the words for them, in their order.
func Slicers() []string { return slices.Clone(slicers) }

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
