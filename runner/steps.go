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

func (do *performer) run() error {
	if do.step.When != nil {
		if holds, err := do.truth(do.step.When); err != nil || !holds {
			return err
		}
	}
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
	if got := codeOf(err); got != want {
		return do.otherReason(want, got, err)
	}
	return nil
}

// otherReason says for which reason the step has failed instead, with what that
// shows.
func (do *performer) otherReason(want, got string, err error) error {
	e := do.wrong("expected the step to fail with %s, but it failed with %s: %s", want, got, err).(*positioned)
	if got == "" {
		e = do.wrong("expected the step to fail with %s, but it failed otherwise: %s", want, err).(*positioned)
	}
	var late *tooLate
	switch {
	case errors.As(err, &late) && want == "ETIMEDOUT" && do.within > 0:
		e = do.wrong("expected the step to fail with ETIMEDOUT, but its matcher failed: %w", late).(*positioned)
		e.detail = []string{"hint: within is a failure of the matcher; for ETIMEDOUT write timeout: " + do.limit().String() + " beside the step instead"}
	case got == codeClosed && want == "EOF", got == "EOF" && want == codeClosed:
		e.detail = []string{"hint: CLOSED is the end between messages, EOF the end inside of one"}
	default:
		e.detail = detailOf(err)
	}
	return e
}

// detailOf are the lines that an error has below its message.
func detailOf(err error) []string {
	var own *positioned
	var script *luaapi.Error
	switch {
	case errors.As(err, &own) && len(own.detail) > 0:
		return own.detail
	case errors.As(err, &script):
		return script.Detail
	}
	return nil
}

// codeOf is the code by which fails knows an error, or the name of one that
// has no code.
func codeOf(err error) string {
	var io *host.Error
	var named interface{ ErrorName() string }
	var malformed *frame.Error
	var late *tooLate
	var own *positioned
	switch {
	case errors.As(err, &io):
		return io.Code
	case errors.As(err, &named):
		return named.ErrorName()
	case errors.As(err, &malformed):
		return "FrameError"
	case errors.As(err, &late):
		return ""
	case errors.As(err, &own) && own.failed:
		return "AssertionError"
	}
	return ""
}

// wrong is an assertion of this step that did not hold.
func (do *performer) wrong(format string, args ...any) error {
	return &positioned{pos: do.step.Pos, failed: true, err: fmt.Errorf(format, args...)}
}

// perform does the step. Thousands may wait inside of it, so it has little on its
// stack.
func (do *performer) perform() error {
	switch do.step.Verb {
	case scenario.VerbCheck:
		return do.check(do.step.Lua)
	case scenario.VerbLua:
		return do.lua()
	case scenario.VerbSleep:
		return do.sleep()
	case scenario.VerbBarrier:
		return do.barrier()
	case scenario.VerbConnect:
		return do.connect()
	case scenario.VerbRepeat:
		return do.repeat()
	case scenario.VerbNetwork:
		return do.network()
	case scenario.VerbRun:
		return do.sequence(do.step.Sequence)
	}
	if do.conn == nil {
		return do.cannot("needs a connection: give the client `connect`")
	}
	if do.conn.Socket.Closed() && !outlives(do.step.Verb) {
		return do.afterClose()
	}
	return do.onConnection()
}

// lua runs the Lua of the step.
func (do *performer) lua() error {
	do.midLine = nil // it may take the rest of the line
	if do.step.Timeout > 0 {
		return do.luaInTime()
	}
	if do.step.Lua.Function == nil {
		return do.task.Execute(do.step.Lua.Chunk, do.connValue())
	}
	_, err := call(do.task, do.step.Lua, do.connValue())
	return err
}

// luaInTime interrupts the Lua of the step when its timeout is over.
func (do *performer) luaInTime() error {
	l, limit := do.step.Lua, do.deadline(0)
	fn, _ := l.Function.(luaapi.Value)
	_, err := do.task.Within(do.step.Timeout, l.Chunk, fn, do.connValue())
	if !host.IsTimeout(err) || !do.isOver(limit) {
		return err
	}
	message := fmt.Sprintf("the Lua is not done after %s", do.play.shown(do.step.Timeout))
	cause := host.NewError("timeout", "", 0, syscall.ETIMEDOUT)
	return &positioned{pos: do.step.Pos, timeout: true, err: &ended{message: message, cause: cause}}
}

// cannot says why the step cannot be done.
func (do *performer) cannot(why string) error {
	return at(do.step.Pos, fmt.Errorf("%s %s", do.step.Verb, why))
}

// onConnection is perform for what is done on the connection.
func (do *performer) onConnection() error {
	switch do.step.Verb {
	case scenario.VerbSend, scenario.VerbSendRaw:
		return do.send()
	case scenario.VerbExpect:
		return do.expect()
	case scenario.VerbRecv:
		return do.recv()
	case scenario.VerbExpectAny:
		return do.expectAny()
	case scenario.VerbExpectAll:
		return do.expectAll()
	case scenario.VerbExpectSilence:
		return do.expectSilence()
	case scenario.VerbClose:
		return do.close(do.conn.Socket.Close)
	case scenario.VerbReset:
		return do.close(do.conn.Socket.Reset)
	case scenario.VerbFrame:
		return do.reframe()
	case scenario.VerbStartTLS:
		return do.startTLS()
	case scenario.VerbShutdown:
		return do.shutdown()
	default: // VerbExpectClose
		return do.expectClose()
	}
}

func (do *performer) connValue() luaapi.Value {
	if do.conn == nil {
		return luaapi.Nil
	}
	return do.conn.Value()
}

// sleep waits, but no longer than the steps may take that it is one of.
func (do *performer) sleep() error {
	d := host.After(do.play.world, do.step.Duration)
	if err := do.task.Sleep(host.Earlier(d, do.until)); err != nil {
		return err
	}
	if do.until != host.Forever && do.until < d {
		return syscall.ETIMEDOUT
	}
	return nil
}

// deadline is that of the step: d when it has one of its own, else its
// timeout, but no later than that of the steps which it is one of; for ever
// leaves the scenario's.
func (do *performer) deadline(d time.Duration) host.Deadline {
	if d == 0 {
		d = do.step.Timeout
	}
	if d == 0 {
		return do.until
	}
	if do.step.Verb != scenario.VerbExpectSilence { // which is what it does, no limit
		do.since = do.play.world.Elapsed()
		d = do.play.scaled(d)
	}
	return host.Earlier(host.After(do.play.world, d), do.until)
}

// isOver says whether a moment has passed, or is about to: the system's timers
// may be early by a little.
func (do *performer) isOver(d host.Deadline) bool {
	return d != host.Forever && do.play.world.Elapsed() >= time.Duration(d)-time.Millisecond
}

// ioError tells what an operation met, with the address.
func (do *performer) ioError(op string, partial int, err error) error {
	var errno syscall.Errno
	var denied *host.Denied
	var secured *host.TLSError
	known := errors.As(err, &errno) || errors.As(err, &secured) || errors.As(err, &denied) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, host.ErrEnded)
	if !known {
		return at(do.step.Pos, err)
	}
	e := &positioned{pos: do.step.Pos, err: host.NewError(op, do.conn.Socket.String(), partial, err)}
	e.timeout = host.IsTimeout(err) && (do.step.Timeout > 0 || do.until != host.Forever)
	return e
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
	if do.within > 0 {
		return do.within
	}
	return do.step.Timeout
}

// truth is whether a condition holds.
func (do *performer) truth(l *scenario.Lua, args ...luaapi.Value) (bool, error) {
	v, err := evaluate(do.task, l, append([]luaapi.Value{do.connValue()}, args...)...)
	return luaapi.Truthy(v), err
}

// check fails when a condition does not hold, and shows the value of each of
// its parts.
func (do *performer) check(l *scenario.Lua) error {
	return check(do.task, l, do.connValue())
}

func check(t *luaapi.Task, l *scenario.Lua, args ...luaapi.Value) error {
	v, seen, err := observe(t, l, args)
	if err != nil {
		return err
	}
	if luaapi.Truthy(v) {
		return nil
	}
	return unmet("check does not hold", l, v, seen)
}

// unmet says that a condition gave v, and what its operands were.
func unmet(what string, l *scenario.Lua, v luaapi.Value, seen []string) *positioned {
	if l.Function != nil {
		return &positioned{pos: l.Pos, failed: true, err: fmt.Errorf("%s: the function returned %s", what, luaapi.Show(v))}
	}
	return &positioned{
		pos: l.Pos, failed: true, err: fmt.Errorf("%s: %s", what, l.Code),
		detail: seen,
	}
}
