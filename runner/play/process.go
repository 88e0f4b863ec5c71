package play

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/runner/outcome"
	"sockrun/runner/positioned"
	"sockrun/runner/printed"
	"sockrun/runner/scenario"
	"sockrun/runner/values"
)

// restarts is how often a process is started again that ends before it is
// ready because one of its ports is taken.
const restarts = 3

// process is a process while its scenario runs. Its VM holds what its keys
// and its readiness say in Lua.
type process struct {
	*actor
	decl *scenario.Process

	// Guarded by play.mu.
	begun    bool // its task was started
	ready    bool
	ended    bool // for good, whether it was ever ready or not
	stopping bool // it ends because we want it to
	ports    []openPort
	run      *execution // the present one; nil before the first
	waiters  []host.Parker
}

// execution is one start of a process's program.
type execution struct {
	host.Process
	command []string
	output  *printed.Capture
	stale   []string    // the sockets of others where it is to listen
	wake    host.Parker // of the task that waits until it is ready

	// Guarded by play.mu.
	gone   bool
	told   bool // a signal of ours to end has met it alive
	wanted bool // it has ended because we wanted it to
	exit   host.Exit
}

// start starts the process, whose ports are open, and waits until it is ready,
// as a task of its VM: again when a port was taken.
func (pr *process) start(t *luaapi.Task) error {
	t.SetPlace(pr.pos.File, pr.pos.Line, 0)
	for attempt := 0; ; attempt++ {
		if attempt > 0 {
			pr.closePorts()
			if err := pr.openPorts(); err != nil {
				return positioned.At(pr.pos, err)
			}
		}
		err := pr.attempt(t)
		if attempt == restarts || !pr.lostPort(err) {
			return err
		}
	}
}

// attempt starts the program once and waits until it is ready.
func (pr *process) attempt(t *luaapi.Task) error {
	pr.prepare(t)
	pr.enter(t, pr.own)
	ex, err := pr.launch(t)
	if err != nil {
		return err
	}
	if err := pr.awaitReady(t, ex); err != nil {
		if !pr.isGone(ex) {
			_ = ex.Signal(killSignal)
		}
		return err
	}
	if pr.setReady(ex) { // it has ended just now
		pr.concluded(ex)
	}
	return nil
}

// launch starts the program.
func (pr *process) launch(t *luaapi.Task) (*execution, error) {
	p := pr.play
	var command host.Command
	err := pr.inTime(t, p.timeLimit(), func() (err error) {
		command, err = pr.command(t)
		return err
	})
	if err != nil {
		return nil, err
	}
	if pr.isStopping() {
		return nil, host.ErrEnded
	}
	ex := &execution{command: command.Argv, stale: pr.stale(t), wake: p.world.NewParker()}
	ex.output = printed.NewCapture(pr.decl, &prefixed{to: &p.output, who: func() string { return pr.name }}, ex.wake.Unpark, p.failed.Load)
	command.Stdout, command.Stderr = ex.output.Stream("stdout"), ex.output.Stream("stderr")
	command.Listeners = pr.listeners()
	if err := pr.execute(t, ex, command); err != nil {
		return nil, positioned.At(pr.culprit(err), host.NewError("run", command.Argv[0], 0, err))
	}
	if pr.setRun(ex) { // too late
		pr.tell(ex, killSignal)
	}
	pr.closeListeners() // so that nobody can connect once the program has ended
	p.spawn(pr.String()+" runs", func() { pr.watch(ex) })
	return ex, nil
}

// execute starts a program, and lets others of the VM go on meanwhile: a busy system
// takes its time.
func (pr *process) execute(t *luaapi.Task, ex *execution, command host.Command) error {
	return t.Wait("to start", nil, host.Forever, func(host.Deadline) (err error) {
		ex.Process, err = pr.view.Start(command)
		return err
	})
}

// culprit is what keeps the program from starting.
func (pr *process) culprit(err error) scenario.Pos {
	var path *fs.PathError
	if errors.As(err, &path) && path.Op == "chdir" && pr.decl.Cwd != nil {
		return pr.decl.Cwd.Pos
	}
	return pr.decl.Command[0].Pos
}

// command fills in the templates.
func (pr *process) command(t *luaapi.Task) (c host.Command, err error) {
	for _, word := range pr.decl.Command {
		s, err := values.Text(t, word)
		if err != nil {
			return c, err
		}
		c.Argv = append(c.Argv, s)
	}
	if pr.decl.Cwd != nil {
		if c.Dir, err = values.Text(t, pr.decl.Cwd); err != nil {
			return c, err
		}
	}
	for _, v := range pr.decl.Env {
		s, err := values.Text(t, v.Value)
		if err != nil {
			return c, err
		}
		c.Env = append(c.Env, v.Name+"="+s)
	}
	if pr.decl.Stdin != nil {
		m, err := values.Message(t, pr.decl.Stdin)
		if err == nil && m.Value != nil {
			err = positioned.At(pr.decl.Stdin.Pos, errors.New("stdin must be text"))
		}
		c.Stdin = m.Bytes
		return c, err
	}
	return c, nil
}

// watch waits for the end of an execution.
func (pr *process) watch(ex *execution) {
	exit, err := ex.Wait(host.Forever)
	if errors.Is(err, host.ErrEnded) {
		return
	}
	ex.output.Finish()
	if exit.Left {
		ex.output.Note("a process that it has started has left its group and still holds its output")
	}
	if exit.Signal != "" && pr.isReady() && pr.play.failed.Load() && pr.holdsBack(ex) {
		ex.output.Note("what it has printed may be lost: " + bufferedPython)
	}
	if pr.setGone(ex, exit) {
		pr.concluded(ex)
	}
}

// concluded judges the end of a process that was ready.
func (pr *process) concluded(ex *execution) {
	p := pr.play
	defer p.setEnded(pr)
	switch exit := pr.decl.Exit; {
	case ex.wanted && crashed(ex.exit) && (exit == nil || !exit.Any):
		p.add(pr.died(ex, "when it was stopped with "+pr.stopName()))
	case ex.wanted:
	case exit == nil:
		f := pr.died(ex, "while it was needed")
		if ex.exit.Code == 0 {
			f.Detail = append(f.Detail, "if it is to end by itself, say so: exit: 0", background)
		}
		p.addDeath(f)
	case !exit.Accepts(ex.exit.Code, ex.exit.Signal != ""):
		f := pr.died(ex, "instead of "+accepted(exit))
		f.Pos = exit.Pos
		f.Detail = append(f.Detail, pr.namesakes()...)
		p.addDeath(f)
	}
}

// background is why a server may seem to end well.
const background = "if it goes on in the background, keep it in the foreground, where it can be watched"

// accepted names the codes that are right.
func accepted(e *scenario.Exit) string {
	var codes []string
	for _, code := range e.Codes {
		codes = append(codes, fmt.Sprint(code))
	}
	return strings.Join(codes, " or ")
}

// died is the failure of a process that has ended.
func (pr *process) died(ex *execution, circumstance string) *outcome.Failure {
	story, printed := pr.story(ex)
	return &outcome.Failure{
		Verdict: outcome.Failed, Who: pr.String(), Pos: pr.pos, Detail: story, Printed: printed,
		Message: fmt.Sprintf("%s %s %s", shownCommand(ex.command), how(ex.exit), circumstance),
	}
}

// story is what the program printed last, and which lines of the scenario's
// output that tells.
func (pr *process) story(ex *execution) (story, printed []string) {
	lines, printed := ex.output.Last()
	if len(lines) == 0 {
		return []string{"it printed nothing"}, nil
	}
	for i, line := range printed {
		printed[i] = pr.name + " | " + line
	}
	return append([]string{"its last output:"}, lines...), printed
}

// how says how a program ended.
func how(exit host.Exit) string {
	switch {
	case crashed(exit):
		return "crashed with " + exit.Signal
	case exit.Signal != "":
		return "was ended by " + exit.Signal
	}
	return fmt.Sprintf("ended with status %d", exit.Code)
}

// crashed says whether a program was ended by a signal that programs get for their
// own faults. None of them is one by which a process is stopped.
func crashed(exit host.Exit) bool {
	return slices.Contains([]string{"SIGSEGV", "SIGABRT", "SIGBUS", "SIGFPE", "SIGILL", "SIGTRAP", "SIGSYS"}, exit.Signal)
}

// shownCommand writes a command as one would type it.
func shownCommand(argv []string) string {
	words := make([]string, len(argv))
	for i, word := range argv {
		if word == "" || strings.ContainsAny(word, " \t\n\"'\\$`;&|<>()*?[]#~{}!") {
			word = "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
		}
		words[i] = word
	}
	const longest = 120
	line := []rune(strings.ReplaceAll(strings.Join(words, " "), "\n", "⏎"))
	if len(line) > longest {
		return string(line[:longest]) + "…"
	}
	return string(line)
}
