// Package chance is all the luck of one run: who runs next, where a stream is
// cut, which datagram is lost. A seed fixes it, and every drawing is told from
// every other by its kind and number. Any of them can be made plain, so that
// what is simplest happens (nothing is cut, late or lost), without a change to
// the rest. So a run can be repeated, and one that fails can be made simpler
// drawing by drawing, until only those are left that make it fail.
//
// What belongs here: the drawings and what is known of them. What they decide
// is the business of those who draw.
package chance

import "math/bits"

// Kind is what a drawing is about. Drawings of different kinds do not
// influence each other.
type Kind uint8

// The kinds, from what disturbs a conversation least to what does most.
const (
	Turn      Kind = iota // which task runs next, or whether one gives way
	Cut                   // where the bytes of a stream are cut
	Delay                 // how much later than others something arrives
	Reorder               // whether a datagram is overtaken
	Duplicate             // whether a datagram arrives two times
	Corrupt               // whether a datagram arrives with wrong bytes
	Loss                  // whether a datagram is lost
	Kinds                 // how many kinds there are
)

var names = [Kinds]string{"turn", "cut", "delay", "reordering", "duplicate", "corruption", "loss"}

// String returns the kind's name.
func (k Kind) String() string { return names[k] }

// ID tells one drawing of a run from all others.
type ID struct {
	Kind   Kind
	Number uint64 // of those of its kind, from 0
}

// Luck draws. It is used by one goroutine at a time. The zero value draws as
// seed 0 says.
type Luck struct {
	seed   uint64
	plan   Plan
	counts [Kinds]uint64
}

// New returns the luck of a seed, as far as plan leaves it.
func New(seed uint64, plan Plan) Luck {
	return Luck{seed: mix(seed ^ 0x736f636b72756e), plan: plan}
}

// Roll draws once. ok is false when the plan makes the drawing plain: then the
// caller does what is simplest.
func (l *Luck) Roll(kind Kind) (r Roll, ok bool) {
	number := l.counts[kind]
	l.counts[kind]++
	if l.plan.isPlain(ID{kind, number}) {
		return Roll{}, false
	}
	return Roll{mix(l.seed ^ mix(uint64(kind)<<56^number))}, true
}

// Last returns which drawing the last of a kind was; there must have been one.
func (l *Luck) Last(kind Kind) ID { return ID{kind, l.counts[kind] - 1} }

// Pick draws one of n choices, of which 0 is plain; n is at least 1. One
// choice is no drawing.
func (l *Luck) Pick(kind Kind, n int) int {
	if n < 2 {
		return 0
	}
	r, ok := l.Roll(kind)
	if !ok {
		return 0
	}
	return r.Below(n)
}

// Roll is one drawing, from which any number of values can be had, always the
// same ones in the same order.
type Roll struct{ state uint64 }

// Below returns a number from 0 to n-1; n is at least 1.
func (r *Roll) Below(n int) int {
	high, _ := bits.Mul64(r.next(), uint64(n))
	return int(high)
}

// Is returns true with a probability from 0 to 1.
func (r *Roll) Is(probability float64) bool {
	return float64(r.next()>>11)/(1<<53) < probability
}

func (r *Roll) next() uint64 {
	r.state += 0x9e3779b97f4a7c15
	return mix(r.state)
}

// mix is the finalizer of SplitMix64 (Steele, Lea and Flood, 2014): every bit
// of the result depends on all bits of x.
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
