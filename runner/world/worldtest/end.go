package worldtest

import (
	"errors"
	"sync"
	"syscall"
	"time"

	"sockrun/luaapi/host"
)

// endCases are about the end of the world. They look at what the tasks met
// when the world is closed, since nobody can wait for them once it has ended.
func endCases() []testCase {
	return []testCase{
		{"end wakes every waiter", endWakes},
		{"calls after the end", callsAfterEnd},
		{"ending twice", endTwice},
		{"close ends the world", closeEnds},
	}
}

// outcomes collects what the tasks of a case met.
type outcomes struct {
	mu   sync.Mutex
	errs map[string]error
}

// watch starts a task that makes a call which must fail with host.ErrEnded.
func (e *env) watch(o *outcomes, name string, call func() error) {
	e.Go(name, func() {
		err := call()
		o.mu.Lock()
		defer o.mu.Unlock()
		o.errs[name] = err
	})
}

// allEnded checks, once all tasks have returned, what they met.
func (e *env) allEnded(o *outcomes, count int) {
	e.afterClose = append(e.afterClose, func() {
		o.mu.Lock()
		defer o.mu.Unlock()
		if len(o.errs) != count {
			e.t.Errorf("%d tasks returned, want %d", len(o.errs), count)
		}
		for name, err := range o.errs {
			if !errors.Is(err, host.ErrEnded) {
				e.t.Errorf("%s: got error %v, want %v", name, err, host.ErrEnded)
			}
		}
	})
}

func endWakes(e *env) {
	client, server := e.pair()
	full, _ := e.pair()
	e.fill(full)
	l, _ := e.listener()
	udp, _ := e.bound(host.Datagram)
	parker := e.NewParker()
	o := &outcomes{errs: map[string]error{}}
	buf := func() []byte { return make([]byte, 8) }
	waits := []namedCall{
		{"recv", func() error { _, err := client.Recv(buf(), 0, host.Forever); return err }},
		{"recv until", func() error { _, err := server.Recv(buf(), 0, e.soon()); return err }},
		{"queued", func() error { _, err := client.Recv(buf(), 0, host.Forever); return err }},
		{"recvfrom", func() error { _, _, err := udp.RecvFrom(buf(), 0, host.Forever); return err }},
		{"accept", func() error { _, _, err := l.Accept(host.Forever); return err }},
		{"park", func() error { return parker.Park(host.Forever) }},
		{"sleep", func() error { return e.NewParker().Park(e.soon()) }},
		{"send", func() (err error) {
			for err == nil {
				_, err = full.Send(pattern(1<<20), 0, host.Forever)
			}
			return err
		}},
	}
	for _, w := range waits {
		e.watch(o, w.op, w.call)
	}
	e.allEnded(o, len(waits))
	e.sleep(10 * time.Millisecond)
	e.End()
}

func callsAfterEnd(e *env) {
	s, addr := e.bound(host.Stream)
	e.End()
	for op, err := range e.everyCall(s, addr) {
		e.want(op, err, host.ErrEnded)
	}
	_, err := e.Socket(host.INET, host.Stream, 0)
	e.want("socket", err, host.ErrEnded)
	_, err = e.Lookup("127.0.0.1", 0, host.Forever)
	e.want("lookup", err, host.ErrEnded)
	p := e.NewParker()
	p.Unpark()
	e.want("park", p.Park(host.Forever), host.ErrEnded)
	_, err = e.Open("name", syscall.O_RDONLY, 0)
	e.want("open", err, host.ErrEnded)
	e.want("remove", e.Remove("name"), host.ErrEnded)
	e.want("rename", e.Rename("name", "other"), host.ErrEnded)
}

func endTwice(e *env) {
	e.End()
	e.End()
}

func closeEnds(e *env) {
	o := &outcomes{errs: map[string]error{}}
	e.watch(o, "sleeper", func() error { return e.NewParker().Park(host.Forever) })
	e.allEnded(o, 1)
}
