package main

import (
	"os"
	"slices"
	"testing"
	"time"
)

// What a killed sockrun has left in the folder of temporary ones the next runs
// remove, and nothing that another still uses.
func TestKilledIsSweptByTheNext(t *testing.T) {
	t.Parallel()
	alive := meet(t, "conn:recv(1)", "--timeout=10m")
	used := in(t, alive.temp)
	killed := newMeeting(t, `io.open(vars.tmp .. "/left", "w"):close() conn:recv(1)`, "--timeout=10m")
	killed.Env = append(killed.Env, "TMPDIR="+alive.temp)
	killed.begin(t)
	killed.Process.Kill()
	_ = killed.Wait()
	if left := in(t, alive.temp); len(left) != len(used)+1 {
		t.Fatalf("%v were there, and the killed one has left %v", used, left)
	}
	next := newMeeting(t, "conn:recv(1)", "--timeout=10m")
	next.Env = append(next.Env, "TMPDIR="+alive.temp)
	next.begin(t)
	for until := time.Now().Add(30 * time.Second); len(in(t, alive.temp)) != len(used)+1; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatalf("%v are there, want one beside %v", in(t, alive.temp), used)
		}
	}
	next.conn.Write([]byte("x"))
	if err := next.Wait(); err != nil {
		t.Errorf("%v\n%s%s", err, &next.out, &next.err)
	}
	if left := in(t, alive.temp); !slices.Equal(left, used) {
		t.Errorf("%v are there, want %v", left, used)
	}
	alive.conn.Write([]byte("x"))
	if err := alive.Wait(); err != nil {
		t.Errorf("%v\n%s%s", err, &alive.out, &alive.err)
	}
	if left := in(t, alive.temp); len(left) > 0 {
		t.Errorf("left in the temporary folder: %v", left)
	}
}

// in returns the names in a folder.
func in(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}
