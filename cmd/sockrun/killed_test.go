package main

import (
	"errors"
	"os"
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
	others := foreign(t, alive.temp)
	used := in(t, alive.temp)
	killed := newMeeting(t, "conn:recv(1)", "--timeout=10m")
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
	if left := in(t, alive.temp); !slices.Equal(left, others) {
		t.Errorf("%v are there, want %v", left, others)
	}
}

// foreign puts folders and files into one that look like those of a sockrun that
// was killed and are somebody's, and returns their names in order.
func foreign(t *testing.T, folder string) []string {
	t.Helper()
	path := func(name string) string { return filepath.Join(folder, name) }
	err := errors.Join(
		os.MkdirAll(path("sockrun./inside"), 0o700),
		os.WriteFile(path("sockrun.1.tmp"), nil, 0o600),
		os.Symlink(t.TempDir(), path("sockrun.2.tmp")),
		os.MkdirAll(path("sockrun.2026/inside"), 0o700),
		os.Mkdir(path("sockrun.3.tmp"), 0o755), // as who makes one by hand
		os.Mkdir(path("sockrun.4.new"), 0o755),
		os.MkdirAll(path("sockrun.git/inside"), 0o700),
		os.MkdirAll(path("sockrun.git.tmp/inside"), 0o700),
	)
	if err != nil {
		t.Fatal(err)
	}
	return []string{"sockrun.", "sockrun.1.tmp", "sockrun.2.tmp", "sockrun.2026", "sockrun.3.tmp", "sockrun.4.new", "sockrun.git", "sockrun.git.tmp"}
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
