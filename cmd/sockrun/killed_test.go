package main

import (
	"os"
	"os/exec"
	"path/filepath"
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
	program := filepath.Join(t.TempDir(), "short.lua")
	if err := os.WriteFile(program, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for until := time.Now().Add(30 * time.Second); !slices.Equal(in(t, alive.temp), used); {
		next := exec.Command("sockrun", "run", program)
		next.Env = append(os.Environ(), "TMPDIR="+alive.temp)
		if out, err := next.CombinedOutput(); err != nil || time.Now().After(until) {
			t.Fatalf("%v %s: %v are there, want %v", err, out, in(t, alive.temp), used)
		}
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
