package real_test

import (
	"runtime"
	"syscall"
	"testing"
	"time"

	"sockrun/luaapi/host"
	"sockrun/runner/deadlock"
	"sockrun/runner/world/real"
)

// glance looks at a socket until that is as wanted.
func glance(t *testing.T, w *real.World, s host.Socket, wanted func(deadlock.Glance) bool) {
	t.Helper()
	for {
		g, ok := w.Glance(s)
		if !ok {
			t.Fatal("cannot be looked at")
		}
		if wanted(g) {
			return
		}
		runtime.Gosched()
	}
}

// A call that waits is held, with what it has moved so far, until there is
// something for it: then it is not even before its task goes on.
func TestHeldCalls(t *testing.T) {
	t.Parallel()
	w := real.New(real.Options{})
	defer w.Close(10 * time.Second)
	client, server := pair(t, w, host.Inet(loopback, 0))
	got := make(chan error)
	go func() {
		_, err := client.Recv(make([]byte, 3), syscall.MSG_WAITALL, host.Forever)
		got <- err
	}()
	glance(t, w, client, func(g deadlock.Glance) bool { return g.Held == [2]int{host.Received: 1} && g.Moved[host.Received] == 0 })
	if _, err := server.Send([]byte("ab"), 0, host.Forever); err != nil {
		t.Fatal(err)
	}
	glance(t, w, client, func(g deadlock.Glance) bool { return g.Held[host.Received] == 1 && g.Moved[host.Received] == 2 })
	if _, err := server.Send([]byte("c"), 0, host.Forever); err != nil {
		t.Fatal(err)
	}
	if err := <-got; err != nil {
		t.Error(err)
	}
	if g, _ := w.Glance(client); g.Held != [2]int{} {
		t.Errorf("%v calls wait, want none", g.Held)
	}
}

// A sender that waits says how much it has sent.
func TestHeldSend(t *testing.T) {
	t.Parallel()
	w := real.New(real.Options{})
	defer w.Close(10 * time.Second)
	client, server := pair(t, w, host.Inet(loopback, 0))
	go client.Send(make([]byte, 1<<25), 0, host.Forever)
	glance(t, w, client, func(g deadlock.Glance) bool { return g.Held[host.Sent] == 1 && g.Moved[host.Sent] > 0 })
	glance(t, w, server, func(g deadlock.Glance) bool { return g.Buffered > 0 && g.Ready&host.Readable != 0 })
}

// Of several calls in one direction all are counted.
func TestHeldAccepts(t *testing.T) {
	t.Parallel()
	w := real.New(real.Options{})
	defer w.Close(10 * time.Second)
	l, at := listen(t, w, host.Inet(loopback, 0), 1)
	done := make(chan error)
	for range 3 {
		go func() {
			_, _, err := l.Accept(host.Forever)
			done <- err
		}()
	}
	held := func(n int) func(deadlock.Glance) bool {
		return func(g deadlock.Glance) bool { return g.Held[host.Received] == n }
	}
	glance(t, w, l, held(3))
	if err := newSocket(t, w, host.INET, host.Stream).Connect(at, host.Forever); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	glance(t, w, l, held(2))
}

// A poll that waits answers when it is asked, again and again; one that is
// about to return does not.
func TestHeldPolls(t *testing.T) {
	t.Parallel()
	w := real.New(real.Options{})
	defer w.Close(10 * time.Second)
	client, server := pair(t, w, host.Inet(loopback, 0))
	done := make(chan error)
	go func() {
		done <- w.Poll([]host.Watch{{Socket: client, Wanted: host.Readable}}, host.Forever)
	}()
	if n := w.HeldPolls(); n != 0 {
		t.Errorf("%d polls have answered before they were asked", n)
	}
	for range 3 {
		for w.AskPolls(); w.HeldPolls() != 1; w.AskPolls() {
			for range 100 {
				runtime.Gosched()
			}
		}
	}
	if _, err := server.Send([]byte("x"), 0, host.Forever); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if w.AskPolls(); w.HeldPolls() != 0 {
		t.Error("a poll that has returned answers")
	}
}

// A parker is held until somebody calls, not until its task goes on.
func TestHeldParker(t *testing.T) {
	t.Parallel()
	w := real.New(real.Options{})
	defer w.Close(10 * time.Second)
	p := w.NewParker()
	held := p.(interface{ Held() bool }).Held
	for range 1000 {
		done := make(chan error)
		go func() { done <- p.Park(host.Forever) }()
		for !held() {
			runtime.Gosched()
		}
		p.Unpark()
		if held() {
			t.Fatal("held after it was called")
		}
		if err := <-done; err != nil || held() {
			t.Fatalf("Park returned %v, held: %v", err, held())
		}
	}
}
