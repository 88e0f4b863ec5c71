package runner

import (
	"errors"
	"fmt"
	"io"
	"math"
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
}

// steps runs steps in order; the error is that of the first that fails.
func (p *play) steps(t *luaapi.Task, steps []*scenario.Step, conn *luaapi.Conn, scope *luaapi.Scope) error {
	for i, step := range steps {
		do := &performer{play: p, task: t, conn: conn, scope: scope, step: step}
		if err := do.run(); err != nil {
			return inStep(i+1, step, err)
		}
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
		_, err := do.task.Run(step.Lua.Chunk, do.connValue())
		return err
	case scenario.VerbSleep:
		return do.task.Sleep(host.After(do.play.world, step.Duration))
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
	return host.After(do.play.world, d)
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
	m, err := message(do.task, do.step.Value, do.connValue())
	if err != nil {
		return err
	}
	d := do.deadline(0)
	if do.conn.Stream != nil && do.step.Verb == scenario.VerbSend {
		n, err := do.conn.Stream.Send(m, d)
		return do.sent(n, err)
	}
	if m.Value != nil {
		return at(do.step.Value.Pos, errors.New("a table cannot be sent without a frame that encodes it: use json or struct.pack"))
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

func (do *performer) expectClose() error {
	err := do.conn.Socket.ExpectClose(do.deadline(do.step.Duration))
	switch {
	case err == nil:
		return nil
	case err == syscall.EBADMSG:
		return do.unexpectedData()
	case host.IsTimeout(err):
		return do.wrong("expected the end of the stream, but it stayed open for %v", do.limit())
	}
	return do.ioError("expect_close", 0, err)
}

// unexpectedData shows what came instead of the end of the stream.
func (do *performer) unexpectedData() error {
	data, _ := do.conn.Socket.RecvBy(256, syscall.MSG_PEEK|syscall.MSG_DONTWAIT, host.DontWait)
	return do.wrong("expected the end of the stream, but bytes came: %s", preview(data))
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
	return &positioned{
		pos: l.Pos, failed: true, err: fmt.Errorf("check does not hold: %s", l.Code),
		detail: parts(t, l, args),
	}
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
		data, err := c.Socket.RecvBy(math.MaxUint16, 0, d)
		return frame.Message{Bytes: data}, err
	}
	data, err := do.bounded(b, d)
	return frame.Message{Bytes: data}, err
}

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
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return do.endedInside(unread)
	case errors.Is(err, io.EOF):
		return do.asEOF(do.wrong("expected a message, but the stream ended"))
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
	if do.step.Matcher == nil || do.step.Matcher.Within == 0 {
		return do.ioError("recv", unread, syscall.ETIMEDOUT)
	}
	if unread > 0 {
		return do.wrong("no whole message within %v; %d bytes of it came: %s", do.limit(), unread, preview(do.conn.Socket.Peek()))
	}
	return do.wrong("no message within %v", do.limit())
}

// asEOF lets `fails: EOF` recognise the end of the stream.
func (do *performer) asEOF(err error) error {
	e := err.(*positioned)
	e.err = &ended{message: e.err.Error(), cause: host.NewError("recv", do.conn.Socket.String(), 0, io.EOF)}
	return e
}

func (do *performer) endedInside(unread int) error {
	return do.asEOF(do.wrong("the stream ended inside a message, after %d bytes of it: %s", unread, preview(do.conn.Socket.Peek())))
}

// ended is the end of a stream in place of a message.
type ended struct {
	message string
	cause   error
}

func (e *ended) Error() string { return e.message }
func (e *ended) Unwrap() error { return e.cause }
