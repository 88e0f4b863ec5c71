package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// crowd is a scenario of many connections and some programs, all of which have
// connected when its last client tells the test so.
const crowd = `
name: a crowd
servers:
  echo:
    listen: tcp://127.0.0.1:0
    handler: "conn:sendall(conn:recv(1)) conn:recv(1)"
processes:
  one:   {command: [subject, tcp, "0"], ports: {p: {log: "listening on .*:(%d+)"}}, stop: {grace: 1m}}
  two:   {command: [subject, tcp, "0"], ports: {p: {log: "listening on .*:(%d+)"}}, stop: {grace: 1m}}
  three: {command: [subject, tcp, "0"], ports: {p: {log: "listening on .*:(%d+)"}}, stop: {grace: 1m}}
clients:
  alice:
    connect: echo
    count: 97
    steps: [{send: x}, {expect: x}, {barrier: all}, {recv: never, length: 1}]
  bob:   {connect: one.p, steps: [{send: x}, {expect: x}, {barrier: all}, {recv: never, length: 1}]}
  carol: {connect: two.p, steps: [{send: x}, {expect: x}, {barrier: all}, {recv: never, length: 1}]}
  dave:  {connect: three.p, steps: [{send: x}, {expect: x}, {barrier: all}, {recv: never, length: 1}]}
  teller:
    connect: ADDRESS
    steps: [{barrier: all}, {send: x}, {recv: never, length: 1}]
`

// deaf is a scenario whose program takes no notice of its signal and of the
// minute that it has.
const deaf = `
name: deaf
processes:
  deaf: {command: [subject, deaf], ready: {log: deaf}, stop: {grace: 1m}}
clients:
  teller: {connect: ADDRESS, steps: [{send: x}, {recv: never, length: 1}]}
`

// told runs a scenario whose teller connects to the test, and returns it once
// the teller has said that all is set up. ADDRESS and HOST in text are those of
// the test.
func told(t *testing.T, text string) *meeting {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	file := filepath.Join(t.TempDir(), "told.yaml")
	text = strings.NewReplacer("ADDRESS", "tcp://"+listener.Addr().String(), "HOST", listener.Addr().String()).Replace(text)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	m := &meeting{temp: t.TempDir(), listener: listener}
	m.Cmd = exec.Command("sockrun", "--allow-run=subject", "--timeout=10m", file)
	m.Env = append(os.Environ(), "TMPDIR="+m.temp)
	m.Stdout, m.Stderr = &m.out, &m.err
	m.begin(t)
	return m
}

// A program that is interrupted with its scenario gets its signal and ends in
// its own way; nobody is left, and the report is whole.
func TestInterruptEndsACrowd(t *testing.T) {
	t.Parallel()
	m := told(t, crowd)
	m.Process.Signal(syscall.SIGINT)
	m.end(t)
	m.conn.SetReadDeadline(time.Now().Add(30 * time.Second))
	if _, err := io.ReadAll(m.conn); err != nil {
		t.Errorf("somebody still holds the connection: %v", err)
	}
	for _, want := range []string{
		"a crowd", "scenario: interrupted", "clients.alice[", " step ", "clients.alice: ", " more wait in the same place\n",
		"one | told to end\n", "two | told to end\n", "three | told to end\n", "1 scenario: 1 with an error in ",
	} {
		if !strings.Contains(m.out.String(), want) {
			t.Errorf("stdout is\n%s\nwithout %q", &m.out, want)
		}
	}
	if runs(t, m) {
		t.Error("a program runs on")
	}
}

// The second signal leaves programs no time. It is another than the first, since
// the system makes one of two alike that come together.
func TestSecondSignalKills(t *testing.T) {
	t.Parallel()
	for first, second := range map[syscall.Signal]syscall.Signal{syscall.SIGINT: syscall.SIGTERM, syscall.SIGTERM: syscall.SIGINT} {
		t.Run(first.String(), func(t *testing.T) {
			t.Parallel()
			m := told(t, deaf)
			m.Process.Signal(first)
			m.Process.Signal(second)
			m.end(t)
			if !strings.Contains(m.out.String(), "scenario: interrupted") {
				t.Errorf("stdout is\n%s", &m.out)
			}
			if runs(t, m) {
				t.Error("the program runs on")
			}
		})
	}
}

// unready is a scenario whose program holds a connection to the test with a
// child, and is never ready.
const unready = `
name: unready
processes:
  holder: {command: [subject, hold, "HOST", here], ready: {log: never, within: 10m}, stop: {grace: 0s}}
clients:
  alice: {steps: [{check: 1 == 1}]}
`

// An interrupt reaches those, too, that wait for a program before any client.
func TestInterruptEndsTheWaitForReadiness(t *testing.T) {
	t.Parallel()
	m := told(t, unready)
	m.Process.Signal(syscall.SIGINT)
	m.end(t)
	m.conn.SetReadDeadline(time.Now().Add(30 * time.Second))
	if _, err := io.ReadAll(m.conn); err != nil {
		t.Errorf("somebody still holds the connection: %v", err)
	}
	if !strings.Contains(m.out.String(), "processes.holder waits to be ready") {
		t.Errorf("stdout is\n%s", &m.out)
	}
}

// runs says whether a program runs that the meeting has started: they have its
// mark in their environment, where the system shows that.
func runs(t *testing.T, m *meeting) bool {
	t.Helper()
	list, err := exec.Command("ps", "-e", "-o", "pid=").Output()
	if err != nil {
		return false
	}
	mark := fmt.Appendf(nil, "SOCKRUN_SCENARIO=%d-", m.Process.Pid)
	for pid := range strings.FieldsSeq(string(list)) {
		if environ, err := os.ReadFile("/proc/" + pid + "/environ"); err == nil && bytes.Contains(environ, mark) {
			return true
		}
	}
	return false
}
