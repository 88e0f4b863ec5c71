package runner

import (
	"errors"
	"fmt"
	"io"
	"syscall"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/luaapi/wire/frame"
	"sockrun/runner/scenario"
)

func (do *performer) expectClose() error {
	err := do.conn.Socket.ExpectClose(do.deadline(do.step.Duration))
	switch {
	case err == nil:
		return nil
	case err == syscall.EBADMSG:
		return do.unexpectedData()
	case host.IsTimeout(err):
		return do.wrong("expected the end of the stream, but it stayed open for %v", do.play.shown(do.limit()))
	}
	return do.ioError("expect_close", 0, err)
}

// unexpectedData shows what came instead of the end of the stream.
func (do *performer) unexpectedData() error {
	data, _ := do.conn.Socket.RecvBy(256, syscall.MSG_PEEK|syscall.MSG_DONTWAIT, host.DontWait)
	return do.wrong("expected the end of the stream, but bytes came: %s", preview(data))
}

// recv keeps the next message in vars.
func (do *performer) recv() error {
	m, err := do.next(do.step.Boundary, do.deadline(0))
	if err != nil {
		return do.receiveError(err)
	}
	do.remember(m)
	return nil
}

func (do *performer) remember(m frame.Message) {
	if do.step.Name != "" {
		luaapi.SetField(do.scope.Get("vars"), do.step.Name, do.task.MessageValue(m))
	}
}

// next receives one message: a frame, a datagram, or on a bare stream what
// the boundary says.
func (do *performer) next(b scenario.Boundary, d host.Deadline) (frame.Message, error) {
	c := do.conn
	switch {
	case c.Stream != nil && !b.IsSet():
		return c.Stream.Recv(d)
	case !c.Socket.Kind().IsStream():
		data, err := c.Socket.RecvBy(maxMessage, 0, d)
		if err == nil && len(data) == 0 && c.Socket.Kind().Accepts() {
			err = io.EOF
		}
		return frame.Message{Bytes: data}, err
	}
	data, err := do.bounded(b, d)
	return frame.Message{Bytes: data}, err
}

// maxMessage is more than a datagram or a message of a unix socket can hold.
const maxMessage = 256 << 10

func (do *performer) bounded(b scenario.Boundary, d host.Deadline) ([]byte, error) {
	s := do.conn.Socket
	switch {
	case b.Line:
		line, err := s.RecvUntil([]byte("\n"), frame.DefaultMax, d, "recv")
		return trimLine(line), err
	case len(b.Until) > 0:
		return s.RecvUntil(b.Until, frame.DefaultMax, d, "recv")
	case b.Length > 0:
		return s.RecvExactBy(b.Length, d, "recv")
	case b.EOF:
		return s.RecvAll(frame.DefaultMax, d, "recv")
	}
	return nil, errors.New("on a stream without a frame this needs to know where the message ends: add line: true, until: BYTES, length: N or eof: true")
}

func trimLine(line []byte) []byte {
	if n := len(line); n > 0 && line[n-1] == '\n' {
		line = line[:n-1]
	}
	if n := len(line); n > 0 && line[n-1] == '\r' {
		line = line[:n-1]
	}
	return line
}

// receiveError says what came instead of a message.
func (do *performer) receiveError(err error) error {
	unread := do.conn.Socket.Unread()
	var short *cutShort
	switch {
	case errors.As(err, &short):
		return do.asEOF(do.wrong("%s", short.Error()))
	case errors.Is(err, io.ErrUnexpectedEOF):
		return do.endedInside(unread)
	case errors.Is(err, io.EOF):
		return do.asEOF(do.wrong("expected a message, but %s", do.nothingLeft()))
	case host.IsTimeout(err) && do.limit() > 0:
		return do.nothingCame(unread)
	}
	var malformed *frame.Error
	if errors.As(err, &malformed) {
		return &positioned{pos: do.step.Pos, err: fmt.Errorf("malformed frame: %w", err)}
	}
	return do.ioError("recv", 0, err)
}

func (do *performer) nothingCame(unread int) error {
	limit := do.play.shown(do.limit())
	message := fmt.Sprintf("no message within %s", limit)
	if unread > 0 {
		message = fmt.Sprintf("no whole message within %s; %d bytes of it came: %s", limit, unread, preview(do.conn.Socket.Peek()))
	}
	if do.step.Matcher != nil && do.step.Matcher.Within > 0 {
		return do.wrong("%w", &noMessage{message})
	}
	cause := host.NewError("recv", do.conn.Socket.String(), unread, syscall.ETIMEDOUT)
	return &positioned{pos: do.step.Pos, timeout: true, err: &ended{message: message, cause: cause}}
}

// noMessage is a matcher's within that is over. It is a failure, which has no
// code.
type noMessage struct{ message string }

func (e *noMessage) Error() string { return e.message }

// asEOF lets `fails: EOF` recognise the end of the stream.
func (do *performer) asEOF(err error) error {
	e := err.(*positioned)
	e.err = &ended{message: e.err.Error(), cause: host.NewError("recv", do.conn.Socket.String(), 0, io.EOF)}
	return e
}

// nothingLeft says why no message will come.
func (do *performer) nothingLeft() string {
	if do.conn.Socket.Kind().Accepts() {
		return "the stream ended"
	}
	return "all clients have ended"
}

func (do *performer) endedInside(unread int) error {
	return do.asEOF(do.wrong("the stream ended inside a message, after %d bytes of it: %s", unread, preview(do.conn.Socket.Peek())))
}

// ended is the end of a stream, or of the time, in place of a message.
type ended struct {
	message string
	cause   error
}

func (e *ended) Error() string { return e.message }
func (e *ended) Unwrap() error { return e.cause }
