package runner

import (
	"errors"
	"fmt"
	"io"
	"syscall"
	"time"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/luaapi/wire/frame"
	"sockrun/runner/scenario"
)

// performer runs the steps of one conversation.
type performer struct {
	play  *play
	task  *luaapi.Task
	conn  *luaapi.Conn // nil when there is none
	scope *luaapi.Scope
	step  *scenario.Step
	since time.Duration // when its limit of time began; 0 while it has none
}

// steps runs steps in order; the error is that of the first that fails.
func (p *play) steps(t *luaapi.Task, steps []*scenario.Step, conn *luaapi.Conn, scope *luaapi.Scope) error {
	for i, step := range steps {
		t.SetPlace(step.Pos.File, step.Pos.Line, i+1)
		do := &performer{play: p, task: t, conn: conn, scope: scope, step: step}
		if err := do.run(); err != nil {
			return inStep(i+1, step, err)
		}
		do.measure(i + 1)
	}
	return nil
}

// inStep says in which step an error came up, and where when it does not say
// so itself.
func inStep(n int, step *scenario.Step, err error) error {
	var own *positioned
	if errors.As(err, &own) {
		if own.step == 0 {
			own.step = n
		}
		return err
	}
	return &positioned{pos: step.Pos, step: n, err: err}
}

func (do *performer) run() error {
	err := do.perform()
	if do.step.Fails == "" {
		return err
	}
	return do.mustFail(err)
}

// mustFail compares how a step went with the reason for which it should fail.
func (do *performer) mustFail(err error) error {
	want := do.step.Fails
	if err == nil {
		return do.wrong("expected the step to fail with %s, but it passed", want)
	}
	if errors.Is(err, host.ErrEnded) || do.play.ctx.Err() != nil {
		return err
	}
	var late *noMessage
	if errors.As(err, &late) && want == "ETIMEDOUT" {
		e := do.wrong("expected the step to fail with ETIMEDOUT, but its matcher failed: %w", late).(*positioned)
		e.detail = []string{"hint: within is a failure of the matcher; for ETIMEDOUT write timeout: " + do.limit().String() + " beside the step instead"}
		return e
	}
	if got := codeOf(err); got != want {
		return do.wrong("expected the step to fail with %s, but it failed with %s", want, orMessage(got, err))
	}
	return nil
}

func orMessage(code string, err error) string {
	if code == "" {
		return err.Error()
	}
	return code + ": " + err.Error()
}

// codeOf is the code by which fails knows an error.
func codeOf(err error) string {
	var io *host.Error
	var script *luaapi.Error
	var malformed *frame.Error
	switch {
	case errors.As(err, &io):
		return io.Code
	case errors.As(err, &script):
		return script.Code
	case errors.As(err, &malformed):
		return "FrameError"
	}
	return ""
}

// wrong is an assertion of this step that did not hold.
func (do *performer) wrong(format string, args ...any) error {
	return &positioned{pos: do.step.Pos, failed: true, err: fmt.Errorf(format, args...)}
}

func (do *performer) perform() error {
	step := do.step
	switch step.Verb {
	case scenario.VerbCheck:
		return do.check(step.Lua)
	case scenario.VerbLua:
		_, err := call(do.task, step.Lua, do.connValue())
		return err
	case scenario.VerbSleep:
		return do.task.Sleep(host.After(do.play.world, step.Duration))
	case scenario.VerbBarrier:
		return do.barrier()
	}
	if do.conn == nil {
		return at(step.Pos, fmt.Errorf("%s needs a connection: give the client `connect`", step.Verb))
	}
	switch step.Verb {
	case scenario.VerbSend, scenario.VerbSendRaw:
		return do.send()
	case scenario.VerbExpect:
		return do.expect()
	case scenario.VerbRecv:
		return do.recv()
	case scenario.VerbClose:
		return do.conn.Socket.Close()
	case scenario.VerbShutdown:
		return do.shutdown()
	case scenario.VerbExpectClose:
		return do.expectClose()
	}
	return at(step.Pos, fmt.Errorf("%s is not supported yet", step.Verb))
}

func (do *performer) connValue() luaapi.Value {
	if do.conn == nil {
		return luaapi.Nil
	}
	return do.conn.Value
}

// deadline is that of the step: d when it has one of its own, else its
// timeout; for ever leaves the scenario's.
func (do *performer) deadline(d time.Duration) host.Deadline {
	if d == 0 {
		d = do.step.Timeout
	}
	if d == 0 {
		return host.Forever
	}
	if do.step.Verb == "expect_silence" { // which is what it does, no limit
		return host.After(do.play.world, d)
	}
	do.since = do.play.world.Elapsed()
	return host.After(do.play.world, do.play.scaled(d))
}

// ioError tells what an operation met, with the address.
func (do *performer) ioError(op string, partial int, err error) error {
	var errno syscall.Errno
	var denied *host.Denied
	known := errors.As(err, &errno) || errors.As(err, &denied) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, host.ErrEnded)
	if !known {
		return at(do.step.Pos, err)
	}
	e := &positioned{pos: do.step.Pos, err: host.NewError(op, do.conn.Socket.String(), partial, err)}
	e.timeout = host.IsTimeout(err) && do.step.Timeout > 0
	return e
}

func (do *performer) send() error {
	m, err := do.message(do.step.Value, do.outCodec())
	if err != nil {
		return err
	}
	d := do.deadline(0)
	if do.conn.Stream != nil && do.step.Verb == scenario.VerbSend {
		n, err := do.conn.Stream.Send(m, d)
		return do.sent(n, err)
	}
	if m.Value != nil {
		return at(do.step.Value.Pos, errors.New("a table cannot be sent: only bytes travel, make them with json.dumps or struct.pack, or give the actor a frame that encodes it"))
	}
	n, err := do.conn.Socket.SendAllBy(m.Bytes, d)
	if do.conn.Stream != nil {
		do.conn.Socket.Socket.Mark(host.Sent, n)
	}
	return do.sent(n, err)
}

func (do *performer) sent(n int, err error) error {
	if err != nil {
		return do.ioError("send", n, err)
	}
	return nil
}

func (do *performer) shutdown() error {
	how := map[string]host.How{scenario.HowRead: host.ShutRead, scenario.HowWrite: host.ShutWrite, scenario.HowBoth: host.ShutBoth}[do.step.How]
	if err := do.conn.Socket.Shutdown(how); err != nil {
		return do.ioError("shutdown", 0, err)
	}
	return nil
}

func (do *performer) limit() time.Duration {
	if do.step.Duration > 0 {
		return do.step.Duration
	}
	if do.step.Matcher != nil && do.step.Matcher.Within > 0 {
		return do.step.Matcher.Within
	}
	return do.step.Timeout
}

// check fails when a condition does not hold, and shows the value of each of
// its parts.
func (do *performer) check(l *scenario.Lua) error {
	return check(do.task, l, do.connValue())
}

func check(t *luaapi.Task, l *scenario.Lua, args ...luaapi.Value) error {
	v, err := evaluate(t, l, args...)
	if err != nil {
		return err
	}
	if luaapi.Truthy(v) {
		return nil
	}
	if l.Function != nil {
		return &positioned{pos: l.Pos, failed: true, err: fmt.Errorf("check does not hold: the function returned %s", luaapi.Show(v))}
	}
	return &positioned{
		pos: l.Pos, failed: true, err: fmt.Errorf("check does not hold: %s", l.Code),
		detail: parts(t, l, args),
	}
}
