package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// openTerminal returns both ends of a new terminal of 60 columns (pty(7)).
func openTerminal(t *testing.T) (user, program *os.File) {
	t.Helper()
	user, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skip("no terminals here: ", err)
	}
	t.Cleanup(func() { user.Close() })
	number, err := unix.IoctlGetInt(int(user.Fd()), unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(int(user.Fd()), unix.TIOCSPTLCK, 0)
	}
	if err != nil {
		t.Fatal(err)
	}
	program, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { program.Close() })
	if err := unix.IoctlSetWinsize(int(program.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: 60}); err != nil {
		t.Fatal(err)
	}
	return user, program
}

// On a terminal there is a line that says what runs, and nothing of it is left
// at the end.
func TestProgressLine(t *testing.T) {
	t.Parallel()
	user, program := openTerminal(t)
	m := newMeeting(t, "conn:recv(1)", "-j1", "-v")
	m.Env = append(m.Env, "TERM=xterm", "NO_COLOR=1")
	m.Stdout, m.Stderr = program, program
	m.begin(t)
	line := regexp.MustCompile("^(\\[K)?\r0/2, \\d+s: meets the test\x1b$")
	in := bufio.NewReader(user)
	for got := ""; !line.MatchString(got); {
		var err error
		if got, err = in.ReadString('\x1b'); err != nil {
			t.Fatalf("the terminal shows at last %q (%v), want %s", got, err, line)
		}
	}
	m.conn.Close()
	if err := m.Wait(); err != nil {
		t.Error(err)
	}
	program.Close()
	rest, _ := io.ReadAll(in) // which ends with EIO
	last := strings.LastIndex(string(rest), "\r\x1b[K")
	if last < 0 || strings.Contains(string(rest[last:]), "/2, ") || !strings.Contains(string(rest[last:]), "2 scenarios: 2 passed in ") {
		t.Errorf("then the terminal shows %q", rest)
	}
}

// The line of a scenario fills that of the terminal.
func TestReportOnTerminal(t *testing.T) {
	t.Parallel()
	user, program := openTerminal(t)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "nap.yaml"), []byte("clients: {c: {steps: [{sleep: 1ms}]}}"), 0o600); err != nil {
		t.Fatal(err)
	}
	run := exec.Command("sockrun", "-v", "nap.yaml")
	run.Dir, run.Env, run.Stdout = dir, append(os.Environ(), "TERM=xterm", "NO_COLOR=1", "TMPDIR="+t.TempDir()), program
	if err := run.Run(); err != nil {
		t.Fatal(err)
	}
	program.Close()
	shown, _ := io.ReadAll(user) // which ends with EIO
	line, _, _ := strings.Cut(string(shown), "\r\n")
	if len(line) != 60 || !strings.HasPrefix(line, "PASS  nap.yaml:1  nap   ") {
		t.Errorf("the terminal shows %q", shown)
	}
}

// Who asks for quiet, or has a terminal that cannot go back in a line, gets
// none.
func TestNoProgressLine(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{"xterm": {"-q"}, "dumb": {}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			user, program := openTerminal(t)
			m := newMeeting(t, "time.sleep(0.6)", append(args, "-j1")...) // longer than until the first line
			m.Env = append(m.Env, "TERM="+name, "NO_COLOR=1")
			m.Stderr = program
			m.begin(t)
			if err := m.Wait(); err != nil {
				t.Error(err)
			}
			program.Close()
			if shown, _ := io.ReadAll(user); len(shown) > 0 {
				t.Errorf("the terminal shows %q", shown)
			}
		})
	}
}
