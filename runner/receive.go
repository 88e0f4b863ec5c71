package runner

import (
	"errors"
	"fmt"
	"io"
	"strings"
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
	var own *positioned
	switch {
	case errors.As(err, &own):
		return err
	case errors.Is(err, io.ErrUnexpectedEOF):
		return do.endedInside(err)
	case errors.Is(err, io.EOF):
		return do.closed()
	case host.IsTimeout(err) && do.limit() > 0 && !do.isOver(do.until):
		return do.nothingCame(err)
	}
	var malformed *frame.Error
	if errors.As(err, &malformed) {
		return &positioned{pos: do.step.Pos, err: fmt.Errorf("malformed frame: %w", err), detail: do.explained()}
	}
	return do.withPart(do.ioError("recv", unread, err))
}

// withPart shows the part of a message that had come before an error.
func (do *performer) withPart(err error) error {
	var own *positioned
	if part := do.conn.Socket.Peek(); len(part) > 0 && errors.As(err, &own) {
		own.detail = append(own.detail, "received before  "+preview(part))
		own.detail = append(own.detail, do.lackOf(err).needs...)
	}
	return err
}

// explained shows the fields of the message that could not be taken, as far as
// they can be read.
func (do *performer) explained() []string {
	text := luaapi.Explain(do.inCodec(), do.conn.Socket.Peek())
	if text == "" {
		return nil
	}
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if more := len(lines) - mostExplained; more > 0 {
		lines = append(lines[:mostExplained], fmt.Sprintf("… %d more", more))
	}
	return lines
}

// mostExplained is how many lines a message that could not be taken may have.
const mostExplained = 24

func (do *performer) nothingCame(err error) error {
	unread, of := do.conn.Socket.Unread(), do.lackOf(err)
	limit := do.play.shown(do.limit())
	message := fmt.Sprintf("no message within %s", limit)
	if unread > 0 {
		message = fmt.Sprintf("no whole message within %s; %s came: %s", limit, of.came(unread), preview(do.conn.Socket.Peek()))
	}
	if do.within > 0 {
		topic := "matchers.within"
		if do.step.Within > 0 {
			topic = "steps.within"
		}
		late := do.wrong("%w", &tooLate{message: message, topic: topic}).(*positioned)
		late.detail = of.needs
		return late
	}
	cause := host.NewError("recv", do.conn.Socket.String(), unread, syscall.ETIMEDOUT)
	return &positioned{pos: do.step.Pos, timeout: true, err: &ended{message: message, cause: cause}, detail: of.needs}
}

// tooLate is the time of a matcher, or of expect_close, that is over. It is a
// failure, which has no code.
type tooLate struct{ message, topic string }

func (e *tooLate) Error() string { return e.message }

// coded lets fails recognise why an assertion did not hold.
func (do *performer) coded(err error, cause *host.Error) error {
	e := err.(*positioned)
	e.err = &ended{message: e.err.Error(), cause: cause}
	return e
}

func (do *performer) endOfStream(partial int) *host.Error {
	return host.NewError("recv", do.conn.Socket.String(), partial, io.EOF)
}

// closed is the end of the stream between messages. That all clients have
// ended is our own doing, and no reason that fails could name.
func (do *performer) closed() error {
	if !do.conn.Socket.Kind().Accepts() {
		return do.wrong("%w", &tooLate{message: "expected a message, but all clients have ended"})
	}
	return do.coded(do.wrong("expected a message, but the stream ended"), do.closedCause())
}

func (do *performer) closedCause() *host.Error {
	cause := do.endOfStream(0)
	cause.Code = codeClosed
	return cause
}

// codeClosed is the code of the end between messages; EOF is that inside of
// one.
const codeClosed = "CLOSED"

func (do *performer) endedInside(err error) error {
	unread, of := do.conn.Socket.Unread(), do.lackOf(err)
	wrong := do.wrong("the stream ended inside a message, after %s: %s", of.came(unread), preview(do.conn.Socket.Peek())).(*positioned)
	wrong.detail = of.needs
	return do.coded(wrong, do.endOfStream(unread))
}

// ended is the end of a stream, or of the time, in place of a message.
type ended struct {
	message string
	cause   error
}

func (e *ended) Error() string { return e.message }
func (e *ended) Unwrap() error { return e.cause }
