package main

import (
	"os"
	"strings"
	"syscall"
	"testing"
)

// meetWith is meet for a scenario with more keys.
func meetWith(t *testing.T, keys string, args ...string) *meeting {
	t.Helper()
	m := newMeeting(t, "conn:recv(1)", args...)
	file := m.Args[len(m.Args)-1]
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, append([]byte(keys), text...), 0o600); err != nil {
		t.Fatal(err)
	}
	m.begin(t)
	return m
}

// An interrupted scenario is torn down, with all that its teardown needs.
func TestTeardownAfterInterrupt(t *testing.T) {
	t.Parallel()
	m := meetWith(t, `
setup: vars.word = "torn"
teardown: |
  local s = socket.create_connection("127.0.0.1", vars.port)
  s:sendall(vars.word)
  expect.equal(s:recv(1), "")
  print(vars.word, "down")
`, "-j1")
	m.Process.Signal(syscall.SIGINT)
	conn, err := m.listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	got := make([]byte, 9)
	if n, err := conn.Read(got); string(got[:n]) != "torn" {
		t.Errorf("%q %v", got[:n], err)
	}
	conn.Close()
	m.end(t)
	for _, want := range []string{"ERROR  ", "interrupted", "teardown | torn\tdown\n", "2 scenarios: 1 with an error, 1 not run in "} {
		if !strings.Contains(m.out.String(), want) {
			t.Errorf("stdout is\n%s\nwithout %q", &m.out, want)
		}
	}
}

// The second signal does not wait for a teardown.
func TestSecondInterruptDuringTeardown(t *testing.T) {
	t.Parallel()
	m := meetWith(t, `
timeout: 5m
teardown: |
  socket.create_connection("127.0.0.1", vars.port):recv(1)
`, "-j1")
	m.Process.Signal(syscall.SIGTERM)
	conn, err := m.listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	m.Process.Signal(syscall.SIGTERM)
	m.end(t)
}
