package main

import (
	"io"
	"syscall"
	"testing"
	"time"
)

// A sockrun that is killed takes its programs along: nobody is left who could
// end them.
func TestKilledTakesProgramsAlong(t *testing.T) {
	t.Parallel()
	m := told(t, deaf)
	m.Process.Signal(syscall.SIGKILL)
	m.conn.SetReadDeadline(time.Now().Add(30 * time.Second))
	_, _ = io.ReadAll(m.conn)
	_ = m.Wait()
	for until := time.Now().Add(10 * time.Second); runs(t, m); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatal("a program runs on")
		}
	}
}
