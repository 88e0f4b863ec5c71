// Package deadlock decides whether a scenario can ever go on by itself, and
// says who waits for whom. It looks at a picture of all waits and of the
// sockets that they are about; it knows no world and no VM, and waits for
// nothing. Whatever a picture leaves open counts as able to go on.
package deadlock

import (
	"time"

	"sockrun/luaapi/host"
)

// Glance is what a world sees of one of its sockets at a moment.
type Glance struct {
	// Held counts the calls, by host.Direction, that wait beyond doubt: an
	// accept receives, a connect sends.
	Held [2]int
	// Moved is how many bytes the call that waits has moved so far.
	Moved [2]int64
	// Ready says which calls would not wait.
	Ready host.Events
	// Buffered is how many bytes have come that nobody has received.
	Buffered int
	// UnderWay is how many bytes are on their way to it, and Network how it
	// stands with that way: of the simulated world only.
	UnderWay int
	Network  Network
}

// Network is how the way to a socket is.
type Network uint8

// The ways.
const (
	Clear    Network = iota // what is sent will arrive
	Down                    // nothing arrives until it is up again
	Vanished                // nothing of this connection arrives any more
)

// Socket is a socket in a picture.
type Socket struct {
	Glance
	Kind host.Kind
	// Place says where its other end is.
	Place Place
	// Peer is the index of the other end in the picture, -1 when it is not one
	// socket, or none that is known.
	Peer int
	// Owner is the actor whose socket it is, Other who is at the other end; ""
	// when nobody knows.
	Owner, Other string
	// Sent and Received count the bytes of calls that are done.
	Sent, Received int64
	// Plain is how many bytes its owner got of Received: fewer when they are
	// encrypted.
	Plain int64
	// Shut is set once its owner has ended its sending.
	Shut bool
	// Listens is set on a socket that accepts. Knocks are the connections that
	// the scenario has made to it, Accepts those that it has accepted.
	Listens         bool
	Knocks, Accepts int
}

// Place is where the other end of a socket is.
type Place uint8

// The places. Of a socket that listens, or takes datagrams from anybody,
// Inside means that nobody outside was heard of.
const (
	Unknown Place = iota // outside of the scenario, or nobody knows
	Inside               // one of the scenario's sockets
	Backlog              // in the backlog of one that listens: not accepted
)

// Need is what a wait needs of a socket: one of the events.
type Need struct {
	Socket int // its index in the picture
	Events host.Events
}

// Wait is a task that waits.
type Wait struct {
	Task  string // such as "clients.alice" or "servers.echo connection 1"
	Actor string // whose it is
	Doing string // "waits in barrier start (1 of 2 are there)"
	Joins string // the task whose end it waits for, "" for none
	From  string // the actor from whom another task of its own will bring it datagrams, "" for none

	// Timer is set when the wait ends by itself.
	Timer bool
	// Held is set when it waits beyond doubt, rather than being about to go on.
	Held bool
	// Needs is what could end it. Without any it is another task, if ByTask is
	// set, or nobody knows.
	Needs  []Need
	ByTask bool
}

// Picture is all that waits in a scenario in which nothing runs.
type Picture struct {
	Waits   []Wait
	Sockets []Socket
	// Datagrams are how many internet datagrams the scenario has sent and
	// received in all.
	Datagrams struct{ Sent, Received int }
}

// Verdict is what a picture says.
type Verdict uint8

// The verdicts.
const (
	// GoesOn: somebody is about to go on, and the next picture will be another.
	GoesOn Verdict = iota
	// Waits: it may go on by a timer or by somebody outside. As long as no task
	// has gone on, the verdict stays the same.
	Waits
	// Deadlocked: nobody can go on.
	Deadlocked
)

// How long a picture must stay the same before it counts.
const (
	// settled is enough where every event is seen at once or accounted for.
	settled = 10 * time.Millisecond
	// stalled is for who sends on TCP: the system by itself sends what the last
	// window had room for, after 200 ms.
	stalled = 300 * time.Millisecond
	// arrived is for datagrams that may be on their way, or lost.
	arrived = time.Second
)
