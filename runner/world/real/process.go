package real

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"sockrun/luaapi/host"
)

// drain is how long to wait for the end of a program's output when the
// program and its group have ended. Only a descendant that has left the group
// can hold it open.
const drain = time.Second

// starting is held for writing while a program is started. Until it is
// executed it has copies of all descriptors, and a socket that is closed
// meanwhile would stay open: a listener would keep its port. All worlds share
// it, as the process has one table of descriptors.
var starting sync.RWMutex

// Run runs a program in a process group of its own. Whatever is left of the
// group when the program ends, at the deadline or at the world's end, is
// killed. A program that does not exist is an error that wraps
// fs.ErrNotExist. A program name with a slash counts from Command.Dir.
func (w *World) Run(c host.Command, d host.Deadline) (host.Exit, error) {
	failed := host.Exit{Code: -1}
	if err := w.alive(); err != nil {
		return failed, err
	}
	if len(c.Argv) == 0 {
		return failed, syscall.EINVAL
	}
	if d == host.DontWait {
		return failed, syscall.EAGAIN
	}
	ctx, cancel := w.until(d)
	defer cancel()
	exit, err := w.program(ctx, c).run()
	switch killed := exit.Signal == "SIGKILL" || err != nil; {
	case w.alive() != nil:
		return exit, host.ErrEnded
	case killed && ctx.Err() != nil:
		return exit, syscall.ETIMEDOUT
	}
	return exit, err
}

// program is a command with its output.
type program struct {
	cmd            *exec.Cmd
	stdout, stderr bounded
}

func (w *World) program(ctx context.Context, c host.Command) *program {
	limit := c.MaxOutput
	if limit == 0 {
		limit = w.opts.MaxOutput
	}
	dir := w.path(c.Dir)
	name := c.Argv[0]
	if strings.Contains(name, "/") && !filepath.IsAbs(name) {
		name = absolute(filepath.Join(dir, name))
	}
	p := &program{cmd: exec.CommandContext(ctx, name), stdout: bounded{limit: limit}, stderr: bounded{limit: limit}}
	p.cmd.Args = c.Argv
	p.cmd.Dir = dir
	p.cmd.Env = append(ownEnv(), c.Env...)
	p.cmd.Stdout, p.cmd.Stderr = &p.stdout, &p.stderr
	if len(c.Stdin) > 0 {
		p.cmd.Stdin = bytes.NewReader(c.Stdin)
	}
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	p.cmd.WaitDelay = drain
	return p
}

// absolute keeps a path the same for a program that starts in another folder.
func absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}

// ownEnv is what programs see of our own environment.
func ownEnv() []string {
	var env []string
	for _, key := range []string{"PATH", "HOME", "LANG"} {
		if value, ok := os.LookupEnv(key); ok {
			env = append(env, key+"="+value)
		}
	}
	return env
}

// run starts the program and waits for it and its output.
func (p *program) run() (host.Exit, error) {
	starting.Lock()
	err := p.cmd.Start()
	starting.Unlock()
	if err != nil {
		return host.Exit{Code: -1}, notFound(err)
	}
	// The group goes before the output is awaited: a child left behind would
	// hold it open. Wait then only gathers the output; that it finds no
	// process any more is no error.
	state, err := p.cmd.Process.Wait()
	p.killGroup()
	_ = p.cmd.Wait()
	exit := host.Exit{
		Code:      -1,
		Stdout:    p.stdout.kept,
		Stderr:    p.stderr.kept,
		Truncated: p.stdout.dropped || p.stderr.dropped,
	}
	if err != nil {
		return exit, err
	}
	exit.Code = state.ExitCode()
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		exit.Signal = unix.SignalName(status.Signal())
	}
	return exit, nil
}

// killGroup kills what is left of the program's group, which may be nothing.
func (p *program) killGroup() {
	_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
}

// notFound makes the two ways in which os/exec says that a program does not
// exist one.
func notFound(err error) error {
	var missing *exec.Error
	if errors.As(err, &missing) && errors.Is(missing.Err, exec.ErrNotFound) {
		return &fs.PathError{Op: "run", Path: missing.Name, Err: syscall.ENOENT}
	}
	return err
}

// bounded keeps the beginning of what is written to it.
type bounded struct {
	limit   int
	kept    []byte
	dropped bool
}

// Write never fails, so the writer is read to its end.
func (b *bounded) Write(p []byte) (int, error) {
	room := min(len(p), b.limit-len(b.kept))
	b.kept = append(b.kept, p[:room]...)
	b.dropped = b.dropped || room < len(p)
	return len(p), nil
}
