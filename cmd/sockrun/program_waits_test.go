package main

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// waiting is a program that sockrun runs and that waits.
type waiting struct {
	*exec.Cmd
	stdin          io.Closer
	stdout, stderr *bufio.Reader
}

func startProgram(t *testing.T, code string) *waiting {
	t.Helper()
	file := filepath.Join(t.TempDir(), "waits.lua")
	if err := os.WriteFile(file, []byte(code), 0o600); err != nil {
		t.Fatal(err)
	}
	w := &waiting{Cmd: exec.Command("sockrun", "run", "waits.lua")}
	w.Dir = filepath.Dir(file)
	stdin, _ := w.StdinPipe()
	stdout, _ := w.StdoutPipe()
	stderr, _ := w.StderrPipe()
	w.stdin, w.stdout, w.stderr = stdin, bufio.NewReader(stdout), bufio.NewReader(stderr)
	if err := w.Start(); err != nil {
		t.Fatal(err)
	}
	return w
}

// A task that fails is told of while the main script still waits for somebody
// outside, once.
func TestFailedTaskIsToldAtOnce(t *testing.T) {
	t.Parallel()
	w := startProgram(t, `task.spawn(function() error("went wrong") end) io.read("*l") print("goes on")`)
	if line, err := w.stderr.ReadString('\n'); line != "waits.lua:1: went wrong\n" {
		t.Errorf("stderr begins with %q (%v)", line, err)
	}
	w.stdin.Close()
	printed, _ := io.ReadAll(w.stdout)
	rest, _ := io.ReadAll(w.stderr)
	if status := statusOf(w.Wait()); status != 1 || string(printed) != "goes on\n" || strings.Contains(string(rest), "waits.lua:1:") {
		t.Errorf("exit status is %d, want 1; stdout is %q, stderr goes on with\n%s", status, printed, rest)
	}
}

// A listener may have a visitor at any time, so a program waits there. When it
// is interrupted it says where it was.
func TestInterruptTellsWhatProgramWaitsFor(t *testing.T) {
	t.Parallel()
	const accepts = `local s = socket.create_server("127.0.0.1", 0)
task.spawn(print, "ready") -- which has its turn once the script waits
s:accept()`
	for name, c := range map[string]struct{ code, want string }{
		"waits": {accepts, "waits.lua:3: interrupted\n"},
		"lists": {accepts, " at waits.lua:3 (nobody has connected)\n"},
		"runs":  {"print('ready') while true do end", "waits.lua:1: interrupted\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := startProgram(t, c.code)
			defer w.stdin.Close()
			if _, err := w.stdout.ReadString('\n'); err != nil {
				t.Fatal(err)
			}
			w.Process.Signal(syscall.SIGINT)
			told, _ := io.ReadAll(w.stderr)
			if status := statusOf(w.Wait()); status != 130 || !strings.Contains(string(told), c.want) {
				t.Errorf("exit status is %d, want 130; stderr is\n%s\nwithout %q", status, told, c.want)
			}
		})
	}
}
