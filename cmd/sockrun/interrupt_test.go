package main

import (
	"bytes"
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

// meets is a scenario whose client writes a temporary file, connects to the test and
// then does what it is told to.
const meets = `
name: meets the test
vars: {port: 0}
clients:
  alice:
    connect: "tcp://127.0.0.1:{{ vars.port }}"
    script: |
      io.open(vars.tmp .. "/met", "w"):close()
      conn:sendall("x")
      ACTION
---
name: has its turn later
clients:
  bob:
    steps: [{check: 1 == 1}]
`

// meeting is a sockrun that runs the scenario.
type meeting struct {
	*exec.Cmd
	out, err bytes.Buffer
	temp     string
	listener net.Listener
	conn     net.Conn // of the client
}

// meet starts sockrun and returns when its client has come.
func meet(t *testing.T, action string, args ...string) *meeting {
	t.Helper()
	m := newMeeting(t, action, args...)
	m.begin(t)
	return m
}

// newMeeting prepares a sockrun.
func newMeeting(t *testing.T, action string, args ...string) *meeting {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	file := filepath.Join(t.TempDir(), "meets.yaml")
	if err := os.WriteFile(file, []byte(strings.Replace(meets, "ACTION", action, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	m := &meeting{temp: t.TempDir(), listener: listener}
	m.Cmd = exec.Command("sockrun", append(args, "--var", "port="+port, file)...)
	m.Env = append(os.Environ(), "TMPDIR="+m.temp)
	m.Stdout, m.Stderr = &m.out, &m.err
	return m
}

// begin starts sockrun and returns when its client has come.
func (m *meeting) begin(t *testing.T) {
	t.Helper()
	if err := m.Start(); err != nil {
		t.Fatal(err)
	}
	m.listener.(*net.TCPListener).SetDeadline(time.Now().Add(time.Minute))
	var err error
	if m.conn, err = m.listener.Accept(); err != nil {
		m.Process.Kill()
		m.Wait()
		t.Fatalf("%v\n%s%s", err, &m.out, &m.err)
	}
	t.Cleanup(func() { m.conn.Close() })
	m.conn.Read(make([]byte, 1))
}

// end waits for sockrun, which must be interrupted and leave nothing behind.
func (m *meeting) end(t *testing.T) {
	t.Helper()
	if status := statusOf(m.Wait()); status != 130 {
		t.Errorf("exit status is %d, want 130\n%s%s", status, &m.out, &m.err)
	}
	if left, err := os.ReadDir(m.temp); err != nil || len(left) > 0 {
		t.Errorf("left in the temporary folder: %v %v", left, err)
	}
}

func TestInterruptReports(t *testing.T) {
	t.Parallel()
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGQUIT} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			m := meet(t, "conn:recv(1)", "-j1")
			m.Process.Signal(signal)
			m.end(t)
			for _, want := range []string{"ERROR  ", "meets the test", "interrupted", "alice -> ", "2 scenarios: 1 with an error, 1 not run in "} {
				if !strings.Contains(m.out.String(), want) {
					t.Errorf("stdout is\n%s\nwithout %q", &m.out, want)
				}
			}
		})
	}
}

// Reports have their end, and what was not run.
func TestInterruptEndsReports(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	junit, lines := filepath.Join(folder, "ci.xml"), filepath.Join(folder, "ci.jsonl")
	m := meet(t, "conn:recv(1)", "-j1", "--report", "junit="+junit, "--report", "json="+lines)
	m.Process.Signal(syscall.SIGINT)
	m.end(t)
	for file, want := range map[string]string{
		junit: `<skipped message="not run: the run ended before">`,
		lines: `{"event":"end","scenarios":2,"passed":0,"flaky":0,"failed":0,"error":1,"timeout":0,"skipped":0,"not_run":1,`,
	} {
		if text, err := os.ReadFile(file); err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s is\n%s%v\nwithout %s", file, text, err, want)
		}
	}
}

// However early the signal comes, what the scenario has made is removed, here a unix
// socket in its folder, and what it has done is reported.
func TestEarlyInterruptReports(t *testing.T) {
	t.Parallel()
	for name, line := range map[string]string{
		"nothing made": "",
		"unix socket":  `socket.socket(socket.AF_UNIX, socket.SOCK_STREAM):bind("sue.sock")`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newMeeting(t, "")
			file := m.Args[len(m.Args)-1]
			text := strings.Replace(meetsAtOnce, "LINE", line, 1)
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			m.begin(t)
			m.Process.Signal(syscall.SIGINT)
			m.end(t)
			if want := "scenario: interrupted"; !strings.Contains(m.out.String(), want) {
				t.Errorf("stdout is\n%s\nwithout %q", &m.out, want)
			}
			if left, err := os.ReadDir(filepath.Dir(file)); err != nil || len(left) != 1 {
				t.Errorf("beside the scenario: %v, %v", left, err)
			}
		})
	}
}

// meetsAtOnce writes no temporary file before.
const meetsAtOnce = `
name: meets at once
vars: {port: 0}
clients:
  alice:
    connect: "tcp://127.0.0.1:{{ vars.port }}"
    script: |
      LINE
      conn:sendall("x")
      conn:recv(1)
`

// What whoever started it lets it ignore it goes on ignoring, as under nohup.
func TestIgnoredSignalEndsNothing(t *testing.T) {
	t.Parallel()
	m := newMeeting(t, "conn:recv(1)", "-j1")
	m.Path, m.Args = "/bin/sh", append([]string{"sh", "-c", `trap "" HUP; exec "$0" "$@"`}, m.Args...)
	m.begin(t)
	m.Process.Signal(syscall.SIGHUP)
	m.conn.Write([]byte("x")) // for which the client waits
	if err := m.Wait(); err != nil {
		t.Errorf("it ends with %v:\n%s%s", err, &m.out, &m.err)
	}
}

func TestInterruptEndsBusyScript(t *testing.T) {
	t.Parallel()
	m := meet(t, "while true do end")
	m.Process.Signal(syscall.SIGINT)
	m.end(t)
}

func TestTwoSignalsLeaveNothing(t *testing.T) {
	t.Parallel()
	m := meet(t, "while true do pcall(conn.recv, conn, 1) end")
	m.Process.Signal(syscall.SIGINT)
	m.Process.Signal(syscall.SIGTERM)
	m.end(t)
}

// A program that waits for its stdin ends too.
func TestInterruptEndsReadOfStdin(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "reads.lua")
	if err := os.WriteFile(file, []byte(`io.write("ready\n") io.read("*l") print("never")`), 0o600); err != nil {
		t.Fatal(err)
	}
	command := exec.Command("sockrun", "run", file)
	stdin, _ := command.StdinPipe()
	defer stdin.Close()
	stdout, _ := command.StdoutPipe()
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	ready := make([]byte, len("ready\n"))
	if _, err := io.ReadFull(stdout, ready); err != nil {
		t.Fatal(err)
	}
	command.Process.Signal(syscall.SIGINT)
	rest, _ := io.ReadAll(stdout)
	if status := statusOf(command.Wait()); status != 130 || len(rest) > 0 {
		t.Errorf("exit status is %d, want 130; printed %q", status, rest)
	}
}

// One signal is enough while the program itself is not there yet.
func TestInterruptEndsReadOfProgram(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "pipe.lua")
	if err := syscall.Mkfifo(file, 0o600); err != nil {
		t.Fatal(err)
	}
	command := exec.Command("sockrun", "run", file)
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	writer, err := os.OpenFile(file, os.O_WRONLY, 0) // once sockrun reads
	if err != nil {
		t.Fatal(err)
	}
	defer writer.Close()
	late := time.AfterFunc(30*time.Second, func() { command.Process.Kill() })
	defer late.Stop()
	command.Process.Signal(syscall.SIGINT)
	if status := statusOf(command.Wait()); status != 130 {
		t.Errorf("exit status is %d, want 130", status)
	}
}
