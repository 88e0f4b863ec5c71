package cli

import (
	"os"
	"syscall"
	"testing"
	"time"
)

// The first signal cancels the context, the second says that nobody is waited
// for, and the third exits without waiting for the end of the session; it still
// lets reports end and removes the temporary folder.
func TestThirdSignalExits(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	status := make(chan int)
	s := newSession(func(n int) { status <- n })
	s.open()
	if err := s.makeTemp(); err != nil {
		t.Fatal(err)
	}
	all := &reports{}
	ends := func() { _ = all.end() }
	s.lastWords.Store(&ends)
	s.calls <- syscall.SIGINT
	<-s.ctx.Done()
	if _, err := os.Stat(s.temp.path); err != nil {
		t.Errorf("the first signal removes the temporary folder: %v", err)
	}
	s.calls <- syscall.SIGINT
	<-s.atOnce
	s.calls <- syscall.SIGINT
	if got := <-status; got != interrupted {
		t.Errorf("exit status is %d, want %d", got, interrupted)
	}
	if !all.ended {
		t.Error("the reports have no end")
	}
	if _, err := os.Stat(s.temp.path); !os.IsNotExist(err) {
		t.Errorf("the temporary folder is still there: %v", err)
	}
	s.end()
}

// Reports that do not end are not waited for.
func TestLastWordsAreBrief(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	status := make(chan int)
	s := newSession(func(n int) { status <- n })
	s.open()
	s.ask()
	forever := func() { select {} }
	s.lastWords.Store(&forever)
	for range 3 {
		s.calls <- syscall.SIGINT
	}
	if got := <-status; got != interrupted {
		t.Errorf("exit status is %d, want %d", got, interrupted)
	}
	s.end()
}

// Before a session is open nothing runs yet that would have to be ended: a
// signal ends the process.
func TestSignalBeforeTheRun(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	status := make(chan int)
	s := newSession(func(n int) { status <- n })
	s.ask()
	s.calls <- syscall.SIGINT
	if got := <-status; got != interrupted {
		t.Errorf("exit status is %d, want %d", got, interrupted)
	}
	if _, err := os.Stat(s.temp.path); !os.IsNotExist(err) {
		t.Errorf("the temporary folder is still there: %v", err)
	}
	s.end()
}

// Signals are asked for soon, or before anything is begun that must not be left
// behind; not once the session is over, when their channel is closed.
func TestSignalsAreAskedFor(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	asked := func(s *session) bool {
		s.asking.Lock()
		defer s.asking.Unlock()
		return s.asked
	}
	idle, busy, over := newSession(nil), newSession(nil), newSession(nil)
	over.giveBack()
	if over.ask(); asked(over) {
		t.Error("a session that is over asks for signals")
	}
	if err := busy.makeTemp(); err != nil || !asked(busy) {
		t.Errorf("who may leave files behind has not asked for signals: %v", err)
	}
	for until := time.Now().Add(30 * time.Second); !asked(idle); time.Sleep(soon) {
		if time.Now().After(until) {
			t.Fatal("a session has not asked for signals")
		}
	}
	idle.end()
	busy.end()
}
