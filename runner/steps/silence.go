package steps

import (
	"errors"
	"fmt"
	"io"
	"syscall"
	"time"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/luaapi/wire/frame"
	"sockrun/runner/positioned"
)

// expectClose waits for the end of the stream, over messages that are ignored.
func (do *Performer) expectClose() error {
	what, m, err := do.anything(do.deadline(do.step.Duration))
	switch {
	case err == nil:
		wrong := do.wrong("expected the end of the stream, but %s came: %s", what, do.shown(m))
		return do.coded(wrong, host.NewError("expect_close", do.Conn.Socket.String(), 0, syscall.EBADMSG))
	case isPlaced(err):
		return err
	case errors.Is(err, io.EOF):
		return nil
	case errors.Is(err, io.ErrUnexpectedEOF):
		return do.endedInside(err)
	case host.IsTimeout(err) && !do.isOver(do.until):
		return do.wrong("%w", &TooLate{message: fmt.Sprintf("expected the end of the stream, but it stayed open for %s", do.Scene.Scale.Shown(do.limit()))})
	}
	return do.ioError("expect_close", 0, err)
}

// isPlaced says whether an error is that of Lua which looked at what came: it may
// have run out of time, or met the end of a stream, of its own.
func isPlaced(err error) bool {
	_, ok := errors.AsType[*positioned.Error](err)
	return ok
}

// anything waits for whatever comes next and is not ignored, and says what it
// is: a message, or bytes that are none. The end of the stream is io.EOF.
func (do *Performer) anything(d host.Deadline) (what string, m frame.Message, err error) {
	if do.Ignore != nil && isFramed(do.Conn) {
		m, err = do.next(d)
		return "a message", m, err
	}
	s := do.Conn.Socket
	first, err := s.RecvBy(1, syscall.MSG_PEEK, d)
	switch {
	case err != nil:
		return "", m, err
	case len(first) == 0 && s.Kind().Accepts():
		return "", m, io.EOF
	case isFramed(do.Conn):
		if m, err := do.nextOfAll(host.DontWait); err == nil {
			return "a message", m, nil
		}
		what = "a part of a message"
	default:
		what = "bytes"
	}
	data, _ := s.RecvBy(maxShown, syscall.MSG_PEEK|syscall.MSG_DONTWAIT, host.DontWait)
	return what, frame.Message{Bytes: data}, nil
}

// maxShown is how much is looked at of bytes that should not have come.
const maxShown = 256

// expectSilence waits and hopes that nothing comes. That all clients of a
// datagram server have ended is silence for good.
func (do *Performer) expectSilence() error {
	began := do.Scene.World.Elapsed()
	what, m, err := do.anything(do.deadline(do.step.Duration))
	after := do.Scene.World.Elapsed() - began
	switch {
	case err == nil:
		wrong := do.wrong("expected silence for %v, but %s came %s: %s", do.step.Duration, what, since(after), do.shown(m))
		return do.coded(wrong, host.NewError("expect_silence", do.Conn.Socket.String(), 0, syscall.EBADMSG))
	case isPlaced(err):
		return err
	case host.IsTimeout(err) && !do.isOver(do.until), errors.Is(err, io.EOF) && !do.Conn.Socket.Kind().Accepts():
		return nil
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		e := do.wrong("expected silence for %v, but the stream ended %s", do.step.Duration, since(after)).(*positioned.Error)
		e.Detail = []string{positioned.Hint("for the end of the stream write expect_close")}
		return do.coded(e, do.closedCause())
	}
	return do.ioError("expect_silence", 0, err)
}

// shown is what has come, in a line.
func (do *Performer) shown(m frame.Message) string {
	if m.Value != nil {
		return luaapi.Show(do.Task.MessageValue(m))
	}
	return Preview(m.Bytes)
}

// received is the line of a message, bytes or a table of fields.
func (do *Performer) received(m frame.Message) string {
	if m.Value != nil {
		return "received  " + do.shown(m)
	}
	return received(m.Bytes)
}

// since says how long after a step began something happened.
func since(d time.Duration) string {
	if d < time.Millisecond {
		return "at once"
	}
	return fmt.Sprintf("after %v", d.Round(time.Millisecond))
}
