package cli

import (
	"os"
	"syscall"
	"testing"
)

// The first signal cancels the context, the second says that nobody is waited
// for, and the third exits without waiting for the end of the session; it still
// lets reports end and removes the temporary folder.
func TestThirdSignalExits(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	status := make(chan int)
	s := newSession(func(n int) { status <- n })
	s.open()
	if err := s.temp.make(); err != nil {
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
	s.calls <- syscall.SIGINT
	if got := <-status; got != interrupted {
		t.Errorf("exit status is %d, want %d", got, interrupted)
	}
	if _, err := os.Stat(s.temp.path); !os.IsNotExist(err) {
		t.Errorf("the temporary folder is still there: %v", err)
	}
	s.end()
}
