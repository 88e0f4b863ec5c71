package main

import (
	"os"
	"path/filepath"
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

// The second signal ends a teardown, whatever it does, and there are reports
// nevertheless.
func TestSecondInterruptDuringTeardown(t *testing.T) {
	t.Parallel()
	for name, action := range map[string]string{
		"receives": "s:recv(1)", "sleeps": "time.sleep(1000)", "never waits": "while true do end",
		"goes on": "while true do pcall(s.recv, s, 1) end",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			junit, lines := filepath.Join(folder, "ci.xml"), filepath.Join(folder, "ci.jsonl")
			m := meetWith(t, `
timeout: 5m
teardown: |
  print("tearing down")
  local s = socket.create_connection("127.0.0.1", vars.port)
  `+action+"\n", "-j1", "--report", "junit="+junit, "--report", "json="+lines)
			interruptTeardown(t, m)
			m.end(t)
			holdsAll(t, "stdout", m.out.String(), "meets the test", "teardown: interrupted", "teardown | tearing down\n", "2 scenarios: 1 with an error, 1 not run in ")
			holdsAll(t, junit, read(t, junit), "teardown: interrupted", `<skipped message="not run: the run ended before">`, "</testsuites>")
			holdsAll(t, lines, read(t, lines), "tearing down", `{"event":"end","scenarios":2,"passed":0,"flaky":0,"failed":0,"error":1,`)
		})
	}
}

// interruptTeardown sends a signal to a scenario, and another to its teardown.
func interruptTeardown(t *testing.T, m *meeting) {
	t.Helper()
	m.Process.Signal(syscall.SIGTERM)
	conn, err := m.listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	m.Process.Signal(syscall.SIGTERM)
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func holdsAll(t *testing.T, what, text string, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(text, want) {
			t.Errorf("%s is\n%s\nwithout %q", what, text, want)
		}
	}
}
