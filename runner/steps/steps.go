package steps

import (
	"errors"
	"fmt"
	"io"
	"syscall"
	"time"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/runner/positioned"
	"sockrun/runner/scenario"
	"sockrun/runner/values"
)

func (do *Performer) run() error {
	if do.step.When != nil {
		if holds, err := do.truth(0, do.step.When); err != nil || !holds {
			return err
		}
	}
	err := do.perform()
	if do.step.Fails == "" {
		return err
	}
	return do.mustFail(err)
}

// wrong is an assertion of this step that did not hold.
func (do *Performer) wrong(format string, args ...any) error {
	return &positioned.Error{Pos: do.step.Pos, Failed: true, Err: fmt.Errorf(format, args...)}
}

// perform does the step. Thousands may wait inside of it, so it has little on its
// stack.
func (do *Performer) perform() error {
	switch do.step.Verb {
	case scenario.VerbCheck:
		return do.check(do.step.Lua)
	case scenario.VerbLua:
		if do.isBound(0) {
			return do.luaInTime()
		}
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
	if do.Conn == nil {
		return do.cannot("needs a connection: give the client `connect`")
	}
	if do.Conn.Socket.Closed() && !outlives(do.step.Verb) {
		return do.afterClose()
	}
	return do.onConnection()
}

// lua runs the Lua of the step.
func (do *Performer) lua() error {
	do.midLine = nil // it may take the rest of the line
	if do.step.Lua.Function == nil {
		return do.Task.Execute(do.step.Lua.Chunk, do.ConnValue())
	}
	_, err := values.Call(do.Task, do.step.Lua, do.ConnValue())
	return err
}

// luaInTime is lua with a limit. What it needs is not to be on the stack of perform.
//
//go:noinline
func (do *Performer) luaInTime() error { return do.bound(0, do.step.Pos, do.lua) }

// cannot says why the step cannot be done.
func (do *Performer) cannot(why string) error {
	return positioned.At(do.step.Pos, fmt.Errorf("%s %s", do.step.Verb, why))
}

// onConnection is perform for what is done on the connection.
func (do *Performer) onConnection() error {
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
		return do.close(do.Conn.Socket.Close)
	case scenario.VerbReset:
		return do.close(do.Conn.Socket.Reset)
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

// ConnValue is the connection as Lua sees it, nil while there is none.
func (do *Performer) ConnValue() luaapi.Value {
	if do.Conn == nil {
		return luaapi.Nil
	}
	return do.Conn.Value()
}

// sleep waits, but no longer than the steps may take that it is one of.
func (do *Performer) sleep() error {
	d := host.After(do.Scene.World, do.step.Duration)
	if err := do.Task.Sleep(host.Earlier(d, do.until)); err != nil {
		return err
	}
	if do.until != host.Forever && do.until < d {
		return syscall.ETIMEDOUT
	}
	return nil
}

// barrier waits at the barrier of a step.
func (do *Performer) barrier() error {
	err := do.Task.Barrier(do.step.Name, do.deadline(0))
	var broken *host.Error
	if !errors.As(err, &broken) {
		return err
	}
	return &positioned.Error{Pos: do.step.Pos, Err: broken, Timeout: host.IsTimeout(err)}
}

// network changes the weather.
func (do *Performer) network() error {
	return do.Scene.Network(do.step, do.text)
}

// deadline is that of the step: d when it has one of its own, else its
// timeout, but no later than that of the steps which it is one of; for ever
// leaves the scenario's.
func (do *Performer) deadline(d time.Duration) host.Deadline {
	if d == 0 {
		d = do.step.Timeout
	}
	if d == 0 {
		return do.until
	}
	if do.step.Verb != scenario.VerbExpectSilence { // which is what it does, no limit
		do.since = do.Scene.World.Elapsed()
		d = do.Scene.Scale.Of(d)
	}
	return host.Earlier(host.After(do.Scene.World, d), do.until)
}

// isOver says whether a moment has passed, or is about to: the system's timers
// may be early by a little.
func (do *Performer) isOver(d host.Deadline) bool { return isAbout(do.Scene.World.Elapsed(), d) }

// isAbout says whether a moment is after a deadline, or just before.
func isAbout(moment time.Duration, d host.Deadline) bool {
	return d != host.Forever && moment >= time.Duration(d)-time.Millisecond
}

// ioError tells what an operation met, with the address.
func (do *Performer) ioError(op string, partial int, err error) error {
	var errno syscall.Errno
	var denied *host.Denied
	var secured *host.TLSError
	known := errors.As(err, &errno) || errors.As(err, &secured) || errors.As(err, &denied) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, host.ErrEnded)
	if !known {
		return positioned.At(do.step.Pos, err)
	}
	e := &positioned.Error{Pos: do.step.Pos, Err: host.NewError(op, do.Conn.Socket.String(), partial, err)}
	e.Timeout = host.IsTimeout(err) && (do.step.Timeout > 0 || do.until != host.Forever)
	return e
}

func (do *Performer) shutdown() error {
	how := map[string]host.How{scenario.HowRead: host.ShutRead, scenario.HowWrite: host.ShutWrite, scenario.HowBoth: host.ShutBoth}[do.step.How]
	if err := do.Conn.Socket.Shutdown(how); err != nil {
		return do.ioError("shutdown", 0, err)
	}
	return nil
}

func (do *Performer) limit() time.Duration {
	if do.step.Duration > 0 {
		return do.step.Duration
	}
	if do.within > 0 {
		return do.within
	}
	return do.step.Timeout
}
