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

func (do *performer) expectClose() error {
	err := do.conn.Socket.ExpectClose(do.deadline(do.step.Duration))
	switch {
	case err == nil:
		return nil
	case err == syscall.EBADMSG:
		return do.unexpectedData()
	case host.IsTimeout(err):
		return do.wrong("%w", &tooLate{message: fmt.Sprintf("expected the end of the stream, but it stayed open for %v", do.limit())})
	}
	return do.ioError("expect_close", 0, err)
}

// unexpectedData shows what came instead of the end of the stream.
func (do *performer) unexpectedData() error {
	data, _ := do.conn.Socket.RecvBy(256, syscall.MSG_PEEK|syscall.MSG_DONTWAIT, host.DontWait)
	wrong := do.wrong("expected the end of the stream, but bytes came: %s", preview(data))
	return do.coded(wrong, host.NewError("expect_close", do.conn.Socket.String(), 0, syscall.EBADMSG))
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
		return do.coded(do.wrong("%s", short.Error()), do.endOfStream(len(short.got)))
	case errors.Is(err, io.ErrUnexpectedEOF):
		return do.endedInside(unread)
	case errors.Is(err, io.EOF):
		return do.closed()
	case host.IsTimeout(err) && do.limit() > 0:
		return do.nothingCame(unread)
	}
	var malformed *frame.Error
	if errors.As(err, &malformed) {
		return &positioned{pos: do.step.Pos, err: fmt.Errorf("malformed frame: %w", err), detail: do.explained()}
	}
	return do.ioError("recv", 0, err)
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

func (do *performer) nothingCame(unread int) error {
	message := fmt.Sprintf("no message within %v", do.limit())
	if unread > 0 {
		message = fmt.Sprintf("no whole message within %v; %d bytes of it came: %s", do.limit(), unread, preview(do.conn.Socket.Peek()))
	}
	if do.step.Matcher != nil && do.step.Matcher.Within > 0 {
		return do.wrong("%w", &tooLate{message: message, topic: "matchers.within"})
	}
	cause := host.NewError("recv", do.conn.Socket.String(), unread, syscall.ETIMEDOUT)
	return &positioned{pos: do.step.Pos, timeout: true, err: &ended{message: message, cause: cause}}
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
	cause := do.endOfStream(0)
	cause.Code = codeClosed
	return do.coded(do.wrong("expected a message, but the stream ended"), cause)
}

// codeClosed is the code of the end between messages; EOF is that inside of
// one.
const codeClosed = "CLOSED"

func (do *performer) endedInside(unread int) error {
	wrong := do.wrong("the stream ended inside a message, after %d bytes of it: %s", unread, preview(do.conn.Socket.Peek()))
	return do.coded(wrong, do.endOfStream(unread))
}

// ended is the end of a stream, or of the time, in place of a message.
type ended struct {
	message string
	cause   error
}

func (e *ended) Error() string { return e.message }
func (e *ended) Unwrap() error { return e.cause }
