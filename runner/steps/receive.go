package steps

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"syscall"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/luaapi/wire/frame"
	"sockrun/runner/positioned"
	"sockrun/runner/scenario"
)

// recv keeps the next message in vars.
func (do *Performer) recv() error {
	end, err := do.boundary()
	if err != nil {
		return err
	}
	whole := &candidate{Matcher: &scenario.Matcher{Pos: do.step.Pos, Boundary: end}, all: true}
	m, _, err := do.receive([]*candidate{whole}, do.deadline(0))
	if err != nil {
		return do.receiveError(err)
	}
	do.remember(m)
	return nil
}

// boundary is where the message of the step ends, with its length worked out.
func (do *Performer) boundary() (b scenario.Boundary, err error) {
	if b = do.step.Boundary; b.LengthOf != nil {
		b.Length, err = do.wholeNumber(b.LengthOf, "length", b.Pos)
	}
	return b, err
}

func (do *Performer) remember(m frame.Message) {
	if do.step.Name != "" {
		luaapi.SetField(do.Scope.Get("vars"), do.step.Name, do.Task.MessageValue(m))
	}
}

// next receives the next message that is not ignored: a frame or a datagram.
func (do *Performer) next(d host.Deadline) (frame.Message, error) {
	for {
		m, err := do.nextOfAll(d)
		if err != nil || do.Ignore == nil {
			return m, err
		}
		switch ignored, err := do.ignores(m); {
		case err != nil:
			return m, positioned.InPlace(do.Ignore.Pos, err)
		case !ignored:
			return m, nil
		}
	}
}

func (do *Performer) nextOfAll(d host.Deadline) (frame.Message, error) {
	c := do.Conn
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
func (do *Performer) receiveError(err error) error {
	unread := do.Conn.Socket.Unread()
	var own *positioned.Error
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
	if _, ok := errors.AsType[*frame.Error](err); ok {
		said := "wrong: " + err.Error()
		detail := slices.DeleteFunc(do.explained(), func(line string) bool { return line == said })
		return &positioned.Error{Pos: do.step.Pos, Err: fmt.Errorf("malformed frame: %w", err), Detail: detail}
	}
	return do.withPart(do.ioError("recv", unread, err))
}

// withPart shows the part of a message that had come before an error.
func (do *Performer) withPart(err error) error {
	var own *positioned.Error
	if part := do.Conn.Socket.Peek(); len(part) > 0 && errors.As(err, &own) {
		own.Detail = append(own.Detail, "received before  "+Preview(part))
		own.Detail = append(own.Detail, do.lackOf(err).needs...)
	}
	return err
}

// refused are the bytes that are no message, or not a whole one.
func (do *Performer) refused() []byte {
	if do.Conn.Stream == nil {
		return do.Conn.Socket.Peek()
	}
	return do.Conn.Stream.Refused()
}

// explained shows the fields of the message that could not be taken, as far as
// they can be read.
func (do *Performer) explained() []string {
	text := luaapi.Explain(do.inCodec(), do.refused())
	if text == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}

func (do *Performer) nothingCame(err error) error {
	unread, of := do.Conn.Socket.Unread(), do.lackOf(err)
	limit := do.Scene.Scale.Shown(do.limit())
	message := fmt.Sprintf("no message within %s", limit)
	if unread > 0 {
		message = fmt.Sprintf("no whole message within %s; %s came: %s", limit, of.came(unread), Preview(do.Conn.Socket.Peek()))
	}
	if do.within > 0 {
		late := do.wrong("%w", &TooLate{message: message, Topic: do.withinTopic()}).(*positioned.Error)
		late.Detail = of.needs
		return late
	}
	cause := host.NewError("recv", do.Conn.Socket.String(), unread, syscall.ETIMEDOUT)
	return &positioned.Error{Pos: do.step.Pos, Timeout: true, Err: &ended{message: message, cause: cause}, Detail: of.needs}
}

// withinTopic is where the reference has the limit that a matcher has.
func (do *Performer) withinTopic() string {
	if do.step.Within > 0 {
		return "steps.within"
	}
	return "matchers.within"
}

// TooLate is the time of a matcher, or of expect_close, that is over. It is a
// failure, which has no code.
type TooLate struct {
	message string
	Topic   string // of the reference, "" for none
}

// Error says what did not come in time.
func (e *TooLate) Error() string { return e.message }

// coded lets fails recognise why an assertion did not hold.
func (do *Performer) coded(err error, cause *host.Error) error {
	e := err.(*positioned.Error)
	e.Err = &ended{message: e.Err.Error(), cause: cause}
	return e
}

func (do *Performer) endOfStream(partial int) *host.Error {
	return host.NewError("recv", do.Conn.Socket.String(), partial, io.EOF)
}

// closed is the end of the stream between messages. That all clients have
// ended is our own doing, and no reason that fails could name.
func (do *Performer) closed() error {
	if !do.Conn.Socket.Kind().Accepts() {
		return do.wrong("%w", &TooLate{message: "expected a message, but all clients have ended"})
	}
	return do.coded(do.wrong("expected a message, but the stream ended"), do.closedCause())
}

func (do *Performer) closedCause() *host.Error {
	cause := do.endOfStream(0)
	cause.Code = CodeClosed
	return cause
}

// CodeClosed is the code of the end between messages; EOF is that inside of
// one.
const CodeClosed = "CLOSED"

func (do *Performer) endedInside(err error) error {
	unread, of := do.Conn.Socket.Unread(), do.lackOf(err)
	wrong := do.wrong("the stream ended inside a message, after %s: %s", of.came(unread), Preview(do.Conn.Socket.Peek())).(*positioned.Error)
	wrong.Detail = of.needs
	return do.coded(wrong, do.endOfStream(unread))
}

// ended is the end of a stream, or of the time, in place of a message.
type ended struct {
	message string
	cause   error
}

func (e *ended) Error() string { return e.message }
func (e *ended) Unwrap() error { return e.cause }
