package real_test

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"sockrun/luaapi/host"
	"sockrun/runner/world/real"
)

// The tests that run programs are not parallel: a program has the descriptors
// of the whole test binary until it is executed, so a socket of package net
// that another test closes meanwhile stays open a moment longer. A world's own
// sockets do not, see TestCloseWhileProgramsStart.

// sh is a command for the shell.
func sh(script string) host.Command { return host.Command{Argv: []string{"sh", "-c", script}} }

func TestRun(t *testing.T) {
	for _, c := range []struct {
		name           string
		command        host.Command
		code           int
		signal         string
		stdout, stderr string
	}{
		{"output", sh("echo out; echo err >&2"), 0, "", "out\n", "err\n"},
		{"status", sh("exit 3"), 3, "", "", ""},
		{"signal", sh("kill -TERM $$"), -1, "SIGTERM", "", ""},
		{"stdin", host.Command{Argv: []string{"cat"}, Stdin: []byte("fed")}, 0, "", "fed", ""},
		{"no stdin", host.Command{Argv: []string{"cat"}}, 0, "", "", ""},
		{"stdin that nobody reads", host.Command{Argv: []string{"true"}, Stdin: make([]byte, 1<<20)}, 0, "", "", ""},
		{"arguments", host.Command{Argv: []string{"sh", "-c", `echo "$0-$1"`, "a b", "c"}}, 0, "", "a b-c\n", ""},
		{"environment", host.Command{Argv: []string{"sh", "-c", "echo $NAME"}, Env: []string{"NAME=value"}}, 0, "", "value\n", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			exit, err := world(t).Run(c.command, host.Forever)
			must(t, err)
			if exit.Code != c.code || exit.Signal != c.signal {
				t.Errorf("ended with %d %q, want %d %q", exit.Code, exit.Signal, c.code, c.signal)
			}
			if string(exit.Stdout) != c.stdout || string(exit.Stderr) != c.stderr || exit.Truncated {
				t.Errorf("printed %q and %q, want %q and %q", exit.Stdout, exit.Stderr, c.stdout, c.stderr)
			}
		})
	}
}

func TestRunShowsLittleOfOurEnvironment(t *testing.T) {
	t.Setenv("SOCKRUN_TEST_SECRET", "secret")
	exit, err := world(t).Run(host.Command{Argv: []string{"env"}}, host.Forever)
	must(t, err)
	for line := range strings.Lines(string(exit.Stdout)) {
		switch key, _, _ := strings.Cut(line, "="); key {
		case "PATH", "HOME", "LANG", "PWD", "SOCKRUN_SCENARIO":
		default:
			t.Errorf("the program sees %q", line)
		}
	}
}

func TestRunInFolders(t *testing.T) {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	must(t, err)
	must(t, os.Mkdir(filepath.Join(dir, "sub"), 0o700))
	must(t, os.WriteFile(filepath.Join(dir, "sub", "where"), []byte("#!/bin/sh\npwd\n"), 0o700))
	w := real.New(real.Options{Dir: dir})
	defer w.Close(0)
	for _, c := range []struct {
		command host.Command
		want    string
	}{
		{sh("pwd"), dir},
		{host.Command{Argv: []string{"pwd"}, Dir: "sub"}, filepath.Join(dir, "sub")},
		{host.Command{Argv: []string{"sub/where"}}, dir},
		{host.Command{Argv: []string{"./where"}, Dir: "sub"}, filepath.Join(dir, "sub")},
	} {
		exit, err := w.Run(c.command, host.Forever)
		must(t, err)
		if got := strings.TrimSpace(string(exit.Stdout)); got != c.want {
			t.Errorf("%q in %q ran in %q, want %q", c.command.Argv, c.command.Dir, got, c.want)
		}
	}
}

func TestRunErrors(t *testing.T) {
	w := world(t)
	for _, name := range []string{"no-such-program", "./no-such-program", "/no/such/program"} {
		_, err := w.Run(host.Command{Argv: []string{name}}, host.Forever)
		wantError(t, err, fs.ErrNotExist)
	}
	_, err := w.Run(host.Command{}, host.Forever)
	wantError(t, err, syscall.EINVAL)
	_, err = w.Run(sh("true"), host.DontWait)
	wantError(t, err, syscall.EAGAIN)
	w.End()
	_, err = w.Run(sh("true"), host.Forever)
	wantError(t, err, host.ErrEnded)
}

func TestRunBoundsOutput(t *testing.T) {
	command := host.Command{Argv: []string{"cat"}, Stdin: bytes.Repeat([]byte("x"), 1<<20), MaxOutput: 1000}
	exit, err := world(t).Run(command, host.Forever)
	must(t, err)
	if len(exit.Stdout) != 1000 || !exit.Truncated || exit.Code != 0 {
		t.Errorf("kept %d bytes, truncated %t, status %d", len(exit.Stdout), exit.Truncated, exit.Code)
	}
}

// group is a group of processes that is told apart from others by the pipe
// that its members hold.
type group struct {
	world *real.World
	pipe  *os.File
}

// newGroup makes a pipe named "held" in the folder of w.
func newGroup(t *testing.T) *group {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "held")
	must(t, syscall.Mkfifo(path, 0o600))
	pipe, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	must(t, err)
	t.Cleanup(func() { _ = pipe.Close() })
	return &group{world: real.New(real.Options{Dir: dir}), pipe: pipe}
}

// hold is a command whose processes all hold the pipe.
func hold(script string) host.Command { return sh("exec 3> held; echo x >&3; " + script) }

// wantDead requires that processes have held the pipe and none does any more.
func (g *group) wantDead(t *testing.T) {
	t.Helper()
	if got := g.held(t); got != "x\n" {
		t.Errorf("the pipe holds %q: the program did not run", got)
	}
}

// held requires that nobody holds the pipe any more, and returns what was
// written into it.
func (g *group) held(t *testing.T) string {
	t.Helper()
	must(t, g.pipe.SetReadDeadline(time.Now().Add(20*time.Second)))
	got, err := io.ReadAll(g.pipe)
	must(t, err)
	return string(got)
}

func TestRunDeadlineKillsTheGroup(t *testing.T) {
	for timeout := 300 * time.Millisecond; !runUntil(t, timeout); timeout *= 4 {
		if timeout > time.Minute {
			t.Fatalf("the program does not begin within %v", timeout)
		}
	}
}

// runUntil runs a program until a deadline, which ends it and its children, and
// says whether it has begun by then.
func runUntil(t *testing.T, timeout time.Duration) (begun bool) {
	t.Helper()
	g := newGroup(t)
	defer g.world.Close(0)
	start := time.Now()
	exit, err := g.world.Run(hold("sleep 600 & wait"), host.After(g.world, timeout))
	wantError(t, err, syscall.ETIMEDOUT)
	if took := time.Since(start); took < timeout || took > timeout+time.Minute {
		t.Errorf("took %v", took)
	}
	if exit.Signal != "SIGKILL" || exit.Code != -1 {
		t.Errorf("ended with %d %q, want -1 SIGKILL", exit.Code, exit.Signal)
	}
	return g.held(t) == "x\n"
}

func TestRunKillsChildrenLeftBehind(t *testing.T) {
	g := newGroup(t)
	defer g.world.Close(0)
	exit, err := g.world.Run(hold("sleep 600 & exit 5"), host.After(g.world, 60*time.Second))
	must(t, err)
	if exit.Code != 5 {
		t.Errorf("status %d, want 5", exit.Code)
	}
	g.wantDead(t)
}

func TestEndKillsPrograms(t *testing.T) {
	g := newGroup(t)
	w := g.world
	var err error
	w.Go("runner", func() { _, err = w.Run(hold("echo > started; sleep 600; :"), host.Forever) })
	for started := false; !started; {
		f, err := w.Open("started", os.O_RDONLY, 0)
		if started = err == nil; started {
			must(t, f.Close())
		}
	}
	if stuck := w.Close(20 * time.Second); len(stuck) > 0 {
		t.Fatalf("tasks have not returned: %q", stuck)
	}
	wantError(t, err, host.ErrEnded)
	g.wantDead(t)
}

// A program that is just being started must not keep a listener's port.
func TestCloseWhileProgramsStart(t *testing.T) {
	w := world(t)
	listener, addr := listen(t, w, host.Inet(ownLoopback(), 0), 1)
	done := make(chan struct{})
	ended := make(chan error, 1)
	go func() { ended <- startPrograms(w, done) }()
	for range 500 {
		must(t, listener.Close())
		listener = newSocket(t, w, host.INET, host.Stream)
		must(t, listener.SetOption(syscall.SOL_SOCKET, syscall.SO_REUSEADDR, []byte{1, 0, 0, 0}))
		must(t, listener.Bind(addr))
		must(t, listener.Listen(1))
	}
	close(done)
	must(t, <-ended)
}

// startPrograms starts one program after the other until done.
func startPrograms(w *real.World, done <-chan struct{}) error {
	for {
		select {
		case <-done:
			return nil
		default:
		}
		if _, err := w.Run(host.Command{Argv: []string{"true"}}, host.Forever); err != nil {
			return err
		}
	}
}

func TestStart(t *testing.T) {
	w := world(t)
	var out, errs bytes.Buffer
	c := sh("echo $$; echo err >&2; read line; echo $line; exit 4")
	c.Stdin, c.Stdout, c.Stderr = []byte("fed\n"), &out, &errs
	p, err := w.Start(c)
	must(t, err)
	exit, err := p.Wait(host.Forever)
	must(t, err)
	if want := fmt.Sprintf("%d\nfed\n", p.Pid()); exit.Code != 4 || out.String() != want || errs.String() != "err\n" {
		t.Errorf("ended with %d, printed %q and %q, want %q", exit.Code, out.String(), errs.String(), want)
	}
	if again, err := p.Wait(host.DontWait); err != nil || again.Code != 4 {
		t.Errorf("another wait gives %v %v", again, err)
	}
	wantError(t, p.Signal(syscall.SIGTERM), syscall.ESRCH)
}

func TestWaitLeavesProgramAlone(t *testing.T) {
	w := world(t)
	p, err := w.Start(sh("read line; exit 4"))
	must(t, err)
	stopped, err := w.Start(sh("trap 'exit 6' TERM; while :; do sleep 0.01; done"))
	must(t, err)
	_, err = stopped.Wait(host.DontWait)
	wantError(t, err, syscall.EAGAIN)
	_, err = stopped.Wait(host.After(w, time.Millisecond))
	wantError(t, err, syscall.ETIMEDOUT)
	if exit, err := p.Wait(host.Forever); err != nil || exit.Code != 4 {
		t.Errorf("ended with %v %v", exit, err)
	}
	must(t, stopped.Signal(syscall.SIGKILL))
	if exit, err := stopped.Wait(host.Forever); err != nil || exit.Signal != "SIGKILL" {
		t.Errorf("ended with %v %v", exit, err)
	}
}

func TestStartErrors(t *testing.T) {
	w := world(t)
	_, err := w.Start(host.Command{Argv: []string{"no-such-program"}})
	wantError(t, err, fs.ErrNotExist)
	_, err = w.Start(host.Command{})
	wantError(t, err, syscall.EINVAL)
	socket := newSocket(t, w, host.INET, host.Stream)
	must(t, socket.Close())
	_, err = w.Start(host.Command{Argv: []string{"true"}, Listeners: []host.Listener{{Socket: socket}}})
	wantError(t, err, syscall.EBADF)
	w.End()
	_, err = w.Start(sh("true"))
	wantError(t, err, host.ErrEnded)
}

// A program that takes over listeners is told so with its own number.
func TestStartHandsListenersOver(t *testing.T) {
	w := world(t)
	first, addr := listen(t, w, host.Inet(ownLoopback(), 0), 1)
	second, _ := listen(t, w, host.Inet(loopback, 0), 1)
	c := sh(`test $LISTEN_PID = $$ && echo $LISTEN_FDS $LISTEN_FDNAMES "$1" ; exec sleep 600`)
	c.Argv = append(c.Argv, "sh", "a b")
	c.Listeners = []host.Listener{{Name: "web", Socket: first}, {Name: "admin", Socket: second}}
	out := &arrivals{came: make(chan string, 10)}
	c.Stdout = out
	p, err := w.Start(c)
	must(t, err)
	if got := <-out.came; got != "2 web:admin a b\n" {
		t.Errorf("printed %q", got)
	}
	must(t, first.Close())
	client := newSocket(t, w, host.INET, host.Stream)
	must(t, client.Connect(addr, host.Forever)) // the program holds it
	must(t, p.Signal(syscall.SIGTERM))
	_, err = p.Wait(host.Forever)
	must(t, err)
	again := newSocket(t, w, host.INET, host.Stream)
	wantError(t, again.Connect(addr, host.Forever), syscall.ECONNREFUSED)
}

// arrivals passes on what is written.
type arrivals struct{ came chan string }

func (a *arrivals) Write(p []byte) (int, error) {
	a.came <- string(p)
	return len(p), nil
}

// needSetsid skips the test where descendants cannot be made or found.
func needSetsid(t *testing.T) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("only Linux shows the environments of processes")
	}
	if _, err := exec.LookPath("setsid"); err != nil {
		t.Skip("setsid is not installed")
	}
}

// A server that a program has left in the background ends with the world, also
// when it has lost the environment, as those do that write a title there.
func TestCloseKillsDescendantsThatHaveLostTheirEnvironment(t *testing.T) {
	needSetsid(t)
	g := newGroup(t)
	_, err := g.world.Run(hold(`
		setsid env -i sh -c ': > lost; sleep 600' >/dev/null 2>&1 &
		until test -e lost; do :; done`), host.Forever)
	must(t, err)
	g.world.Close(0)
	g.wantDead(t)
}

// A descendant that has left the group ends with the world where it can be
// found, and shows by the output that it holds.
func TestCloseKillsDescendantsOutsideTheGroup(t *testing.T) {
	needSetsid(t)
	g := newGroup(t)
	exit, err := g.world.Run(hold(`
		setsid sh -c ': > one; sleep 600' &
		setsid sh -c ': > two; sleep 600' >/dev/null 2>&1 &
		until test -e one -a -e two; do :; done; exit 5`), host.Forever)
	must(t, err)
	if exit.Code != 5 || !exit.Left {
		t.Errorf("status %d, left %t", exit.Code, exit.Left)
	}
	g.world.Close(0)
	g.wantDead(t)
}
