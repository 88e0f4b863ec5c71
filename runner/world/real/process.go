package real

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"

	"sockrun/luaapi/host"
	"sockrun/runner/paths"
)

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
	if d == host.DontWait {
		if err := w.alive(); err != nil {
			return failed, err
		}
		return failed, syscall.EAGAIN
	}
	p, err := w.launch(c)
	if err != nil {
		return failed, err
	}
	exit, err := p.Wait(d)
	if err == nil {
		return exit, nil
	}
	p.kill()
	<-p.done
	return p.exit, err
}

// Start is Run that waits for nothing. The program is killed with its group
// when the world ends.
func (w *World) Start(c host.Command) (host.Process, error) {
	p, err := w.launch(c)
	if err != nil {
		return nil, err
	}
	return p, nil
}

// process is a program that was started.
type process struct {
	world          *World
	cmd            *exec.Cmd
	stdout, stderr bounded
	outlets        []*outlet

	mu   sync.Mutex
	gone bool // the program has ended and its number may be another's

	done chan struct{} // closed when the rest is set
	exit host.Exit
	err  error
}

// launch starts a program, for which the world looks out until it ends.
func (w *World) launch(c host.Command) (*process, error) {
	if err := w.alive(); err != nil {
		return nil, err
	}
	if len(c.Argv) == 0 {
		return nil, syscall.EINVAL
	}
	p, err := w.newProcess(c)
	if err != nil {
		return nil, err
	}
	if err := p.begin(c); err != nil {
		return nil, whyNot(p.cmd, c.Dir, err)
	}
	if w.own(p) != nil { // it has ended meanwhile
		p.kill()
	}
	w.Go("the program "+c.Argv[0], p.watch)
	return p, nil
}

// begin starts the program with what it inherits, and lets its output flow.
// Where it fails nothing is left open.
func (p *process) begin(c host.Command) error {
	files, err := inherit(p.cmd, c.Listeners)
	if err == nil {
		err = p.connect(c)
	}
	if err == nil {
		p.world.started.Store(true)
		starting.Lock()
		err = start(p.cmd, p.world.mark)
		starting.Unlock()
	}
	for _, f := range files {
		_ = f.Close()
	}
	for _, o := range p.outlets {
		if err == nil {
			o.flow()
		} else {
			o.drop()
		}
	}
	return err
}

// newProcess prepares a program with its output.
func (w *World) newProcess(c host.Command) (*process, error) {
	limit := c.MaxOutput
	if limit == 0 {
		limit = defaultMaxOutput
	}
	dir := w.path(c.Dir)
	name := c.Argv[0]
	if strings.Contains(name, "/") && !filepath.IsAbs(name) {
		name = paths.Absolute(filepath.Join(dir, name)) // the program starts in another folder
	}
	p := &process{world: w, stdout: bounded{limit: limit}, stderr: bounded{limit: limit}, done: make(chan struct{})}
	p.cmd = exec.Command(name)
	if p.cmd.Err != nil {
		return nil, whyNot(p.cmd, c.Dir, p.cmd.Err)
	}
	p.cmd.Args = c.Argv
	p.cmd.Dir = dir
	p.cmd.Env = append(w.ownEnv(), c.Env...)
	if len(c.Stdin) > 0 {
		p.cmd.Stdin = bytes.NewReader(c.Stdin)
	}
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	p.cmd.WaitDelay = drain
	return p, nil
}

// connect makes the pipes of a program that is about to start.
func (p *process) connect(c host.Command) error {
	var stdout, stderr io.Writer = &p.stdout, &p.stderr
	if c.Stdout != nil {
		stdout = c.Stdout
	}
	if c.Stderr != nil {
		stderr = c.Stderr
	}
	for _, to := range []io.Writer{stdout, stderr} {
		o, err := newOutlet(to)
		if err != nil {
			return err
		}
		p.outlets = append(p.outlets, o)
	}
	p.cmd.Stdout, p.cmd.Stderr = p.outlets[0].write, p.outlets[1].write
	return nil
}

// ownEnv is what programs see of our own environment, and the mark by which
// their descendants are known.
func (w *World) ownEnv() []string {
	var env []string
	for _, key := range []string{"PATH", "HOME", "LANG"} {
		if value, ok := os.LookupEnv(key); ok {
			env = append(env, key+"="+value)
		}
	}
	return append(env, marked(w.mark))
}

// watch waits for the program and its output. The group goes before the
// output is awaited: a child left behind would hold it open. Wait then only
// ends the input; that it finds no process any more is no error.
func (p *process) watch() {
	state, err := p.reap()
	left := p.gather()
	_ = p.cmd.Wait()
	p.exit = host.Exit{
		Code:      -1,
		Stdout:    p.stdout.kept,
		Stderr:    p.stderr.kept,
		Truncated: p.stdout.dropped || p.stderr.dropped,
		Left:      left,
	}
	if p.err = err; err == nil {
		p.exit.Code = state.ExitCode()
		if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
			p.exit.Signal = unix.SignalName(status.Signal())
		}
	}
	p.world.disown(p)
	close(p.done)
}

// endGroup ends what the program has left behind, and the signals to it.
func (p *process) endGroup() {
	p.mu.Lock()
	defer p.mu.Unlock()
	_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
	p.gone = true
}

// Pid is the number of the program and its group.
func (p *process) Pid() int { return p.cmd.Process.Pid }

// Signal sends a signal to the group. To a program that has ended, of which nobody
// has heard yet, the system seems to deliver it.
func (p *process) Signal(signal syscall.Signal) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.gone {
		return syscall.ESRCH
	}
	ended := p.hasEnded()
	if err := syscall.Kill(-p.cmd.Process.Pid, signal); err != nil || !ended {
		return err
	}
	return syscall.ESRCH
}

// Wait waits for the end.
func (p *process) Wait(d host.Deadline) (host.Exit, error) {
	select {
	case <-p.done:
		return p.exit, p.err
	default:
	}
	failed := host.Exit{Code: -1}
	if d == host.DontWait {
		return failed, syscall.EAGAIN
	}
	late, stop := p.world.alarm(d)
	defer stop()
	select {
	case <-p.done:
		if err := p.world.alive(); err != nil {
			return p.exit, err
		}
		return p.exit, p.err
	case <-late:
		return failed, syscall.ETIMEDOUT
	case <-p.world.ended.Done():
		return failed, host.ErrEnded
	}
}

// kill ends the program and its group, if it has not ended.
func (p *process) kill() { _ = p.Signal(syscall.SIGKILL) }

// release kills it at the world's end.
func (p *process) release() { p.kill() }

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
