// Package barrier lets the actors of a scenario wait for each other at places
// that have names. Whoever comes waits until all are there; then all go on,
// and the barrier can be used again. Since an actor that has ended will never
// come, it breaks the barriers that need it: those who wait are told. It
// knows nothing of Lua.
package barrier

import (
	"fmt"
	"maps"
	"slices"
	"sync"

	"sockrun/luaapi/host"
)

// Waits is how the task that calls Wait waits: thread.State. That task alone
// calls its methods, with the baton of its VM.
type Waits interface {
	// Park waits on p, without the baton, until somebody unparks it. op and
	// object say in the record of the wait what for. Errors are those of
	// host.Parker, past d or past a deadline that the task is under.
	Park(p host.Parker, op string, object any, d host.Deadline) error
	// NewParker returns a place where the task can wait. It never waits.
	NewParker() host.Parker
	// Interleave lets other tasks run, without the baton, in a world where they
	// do not run at the same time anyway.
	Interleave()
}

// Set holds the barriers of one scenario. Its methods may be called from
// several goroutines; all but Wait return at once.
type Set struct {
	mu     sync.Mutex
	byName map[string]*Barrier
	names  map[string][]string // by actor
	sealed bool
	// uncounted is what is said of a barrier of which nobody knows how many
	// meet there.
	uncounted func(name string) error
}

// New returns a set that is open: nobody goes on before Seal. uncounted makes
// the error for who comes to a barrier that nobody has declared or entered; how
// to declare one depends on where the scenario is written. It is called under
// the set's lock, and must not call the set.
func New(uncounted func(name string) error) *Set {
	return &Set{byName: map[string]*Barrier{}, names: map[string][]string{}, uncounted: uncounted}
}

// Barrier is one place, as the records of waits show it. Any goroutine may do
// so.
type Barrier struct {
	set     *Set
	name    string
	parties int    // how many must be there
	fixed   bool   // parties was declared
	actors  int    // who were to come
	left    int    // how many of them have ended
	culprit string // whose end has broken it
	waiting []*party
}

// party is one that waits.
type party struct {
	parker   host.Parker
	released bool
}

// String says how many have come: "start (1 of 2 are there)".
func (b *Barrier) String() string {
	b.set.mu.Lock()
	defer b.set.mu.Unlock()
	if b.parties == 0 {
		return b.name
	}
	return fmt.Sprintf("%s (%d of %d are there)", b.name, len(b.waiting), b.parties)
}

func (s *Set) barrier(name string) *Barrier {
	b := s.byName[name]
	if b == nil {
		b = &Barrier{set: s, name: name}
		s.byName[name] = b
	}
	return b
}

// Declare says how many meet at a barrier, whoever they are. It fails when
// another number was declared before.
func (s *Set) Declare(name string, parties int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.barrier(name)
	if b.parties > 0 && (b.fixed || s.sealed) && b.parties != parties {
		return fmt.Errorf("barrier %q is for %d, not for %d", name, b.parties, parties)
	}
	b.parties, b.fixed = parties, true
	return nil
}

// Enter adds an actor that is to come to barriers: one more for each of them
// whose number was not declared. It is called once for each actor, before Seal.
func (s *Set) Enter(actor string, names []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.names[actor] = names
	for _, name := range names {
		b := s.barrier(name)
		b.actors++
		if !b.fixed {
			b.parties++
		}
	}
}

// Seal says that all actors have entered, and lets those go on who need not wait
// any more.
func (s *Set) Seal() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sealed = true
	for _, name := range slices.Sorted(maps.Keys(s.byName)) { // who is woken first goes on first
		s.byName[name].look()
	}
}

// Leave says that an actor has ended: the barriers that need it break. One that
// has not entered, or has left before, changes nothing.
func (s *Set) Leave(actor string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, name := range s.names[actor] {
		b := s.byName[name]
		b.left++
		if b.culprit == "" && b.broken() {
			b.culprit = actor
		}
		b.look()
	}
	delete(s.names, actor)
}

// broken says whether too few are left. With more parties than actors some
// come more than once, and nobody can know.
func (b *Barrier) broken() bool { return b.actors >= b.parties && b.actors-b.left < b.parties }

// look lets those go on who need not wait any more.
func (b *Barrier) look() {
	if !b.set.sealed || len(b.waiting) == 0 {
		return
	}
	complete := len(b.waiting) >= b.parties
	if !complete && !b.broken() {
		return
	}
	for _, p := range b.waiting {
		p.released = complete
		p.parker.Unpark()
	}
	b.waiting = nil
}

// Wait waits as the running task until all are there. Errors are *host.Error:
// of code BROKEN_BARRIER when somebody who is needed has ended, ETIMEDOUT past
// the deadline, ECANCELED at the end of the scenario; and that of New for a
// barrier that nobody has declared.
func (s *Set) Wait(w Waits, name string, d host.Deadline) error {
	b, me, err := s.arrive(w, name)
	if err != nil {
		return err
	}
	if me == nil {
		w.Interleave()
		return nil
	}
	err = w.Park(me.parker, "barrier", b, d)
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case me.released:
		return nil
	case err == nil:
		return b.failure()
	}
	b.waiting = slices.DeleteFunc(b.waiting, func(p *party) bool { return p == me })
	return host.NewError("barrier", name, 0, err)
}

// arrive adds the caller to those who wait. It returns no party when the
// caller was the last, and all go on.
func (s *Set) arrive(w Waits, name string) (*Barrier, *party, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.byName[name]
	switch {
	case b == nil || s.sealed && b.parties == 0:
		return nil, nil, s.uncounted(name)
	case s.sealed && b.broken():
		return nil, nil, b.failure()
	}
	me := &party{parker: w.NewParker()}
	b.waiting = append(b.waiting, me)
	if b.look(); me.released {
		return b, nil, nil
	}
	return b, me, nil
}

func (b *Barrier) failure() error {
	return &host.Error{
		Code: "BROKEN_BARRIER", Name: "BrokenBarrierError", Op: "barrier", Address: b.name,
		Message: b.culprit + " has ended, so it will not come",
	}
}
