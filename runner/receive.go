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

// recv keeps the next message in vars.
func (do *performer) recv() error {
	whole := &candidate{Matcher: &scenario.Matcher{Pos: do.step.Pos, Boundary: do.step.Boundary}, all: true}
	m, _, err := do.receive([]*candidate{whole}, do.deadline(0))
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

// next receives the next message that is not ignored: a frame or a datagram.
func (do *performer) next(d host.Deadline) (frame.Message, error) {
	for {
		m, err := do.nextOfAll(d)
		if err != nil || do.ignore == nil {
			return m, err
		}
		if ignored, err := do.ignores(m); err != nil || !ignored {
			return m, err
		}
	}
}

func (do *performer) nextOfAll(d host.Deadline) (frame.Message, error) {
	c := do.conn
	if c.Stream != nil {
		return c.Stream.Recv(d)
	}
	data, err := c.Socket.RecvBy(maxMessage, 0, d)
	if err == nil && len(data) == 0 && c.Socket.Kind().Accepts() {
		err = io.EOF
	}
	return frame.Message{Bytes: data}, err
}

// maxMessage is more than a datagram or a message of a unix socket can hold.
const maxMessage = 256 << 10

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
	var own *positioned
	switch {
	case errors.As(err, &own):
		return err
	case errors.As(err, &short):
		return do.asEOF(do.wrong("%s", short.Error()))
	case errors.Is(err, io.ErrUnexpectedEOF):
		return do.endedInside(unread)
	case errors.Is(err, io.EOF):
		return do.asEOF(do.wrong("expected a message, but %s", do.nothingLeft()))
	case host.IsTimeout(err) && do.limit() > 0 && !do.isOver(do.until):
		return do.nothingCame(unread)
	}
	var malformed *frame.Error
	if errors.As(err, &malformed) {
		return &positioned{pos: do.step.Pos, err: fmt.Errorf("malformed frame: %w", err)}
	}
	return do.withPart(do.ioError("recv", unread, err))
}

// withPart shows the part of a message that had come before an error.
func (do *performer) withPart(err error) error {
	var own *positioned
	if part := do.conn.Socket.Peek(); len(part) > 0 && errors.As(err, &own) {
		own.detail = append(own.detail, "received before  "+preview(part))
	}
	return err
}

func (do *performer) nothingCame(unread int) error {
	message := fmt.Sprintf("no message within %v", do.limit())
	if unread > 0 {
		message = fmt.Sprintf("no whole message within %v; %s of it came: %s", do.limit(), counted(unread, "byte"), preview(do.conn.Socket.Peek()))
	}
	if do.within > 0 {
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
	return do.asEOF(do.wrong("the stream ended inside a message, after %s of it: %s", counted(unread, "byte"), preview(do.conn.Socket.Peek())))
}

// ended is the end of a stream, or of the time, in place of a message.
type ended struct {
	message string
	cause   error
}

func (e *ended) Error() string { return e.message }
func (e *ended) Unwrap() error { return e.cause }
