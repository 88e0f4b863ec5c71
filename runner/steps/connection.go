package steps

import (
	"errors"
	"fmt"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/luaapi/wire/frame"
	"sockrun/runner/positioned"
	"sockrun/runner/scenario"
	"sockrun/runner/values"
	"sockrun/runner/world"
)

// connect makes the connection of the steps that follow.
func (do *Performer) connect() error {
	if do.Dial == nil {
		return positioned.At(do.step.Pos, errors.New("connect belongs to the steps of a client: a server has a connection"))
	}
	if do.Conn != nil && !do.Conn.Socket.Closed() {
		return positioned.At(do.step.Pos, errors.New("the client is connected already: close or reset the connection before"))
	}
	target, err := do.text(do.step.Target)
	if err != nil {
		return err
	}
	conn, err := do.Dial(do.step.Target.Pos, target, do.deadline(0))
	do.place()
	if err != nil {
		if conn != nil {
			conn.Socket.Close()
		}
		return do.connectError(err)
	}
	do.Conn, do.closing = conn, closing{}
	return nil
}

// connectError tells a connection that was not made in the step's time from
// one that the system gave up.
func (do *Performer) connectError(err error) error {
	var own *positioned.Error
	if errors.As(err, &own) && host.IsTimeout(err) {
		own.Timeout = do.step.Timeout > 0 || do.until != host.Forever
	}
	return err
}

// reframe gives the connection another frame, or none. Bytes that have come
// and that nobody took belong to the next message.
func (do *Performer) reframe() error {
	s := do.Conn.Socket.Socket
	var out, in frame.Codec
	err := do.bound(0, do.step.Pos, func() (err error) {
		out, in, err = CodecsFor(do.Task, s, do.step.Frame)
		return err
	})
	if err != nil {
		return err
	}
	log := world.LogOf(s)
	log.Skip(host.Sent, 0)
	log.Skip(host.Received, do.Conn.Socket.Unread())
	if part, ok := s.(Part); ok {
		s = part.Whole()
	}
	Summarize(s, out, in)
	do.Conn = do.Task.Reframe(do.Conn, out, in)
	return nil
}

// Part is a socket that is one peer of another socket, of which all is recorded
// that crosses.
type Part interface{ Whole() host.Socket }

// startTLS makes the handshake of TLS on the connection.
func (do *Performer) startTLS() error {
	if err := do.StartTLS(do.Conn, do.step.TLS, do.deadline(0)); err != nil {
		own := &positioned.Error{Pos: do.step.Pos, Err: err}
		own.Timeout = host.IsTimeout(err) && (do.step.Timeout > 0 || do.until != host.Forever)
		return own
	}
	return nil
}

// isFramed says whether what comes is cut into messages: by a frame, or as
// datagrams.
func isFramed(c *luaapi.Conn) bool { return c.Stream != nil || !c.Socket.Kind().IsStream() }

// Summarize lets the transcript tell what the messages of a socket are about,
// by the codecs that it sends and receives with; nil for none.
func Summarize(s host.Socket, out, in frame.Codec) {
	log := world.LogOf(s)
	log.SetSummary(host.Sent, luaapi.Summary(out), out)
	log.SetSummary(host.Received, luaapi.Summary(in), in)
	log.SetSize(host.Sent, luaapi.Size(out))
	log.SetSize(host.Received, luaapi.Size(in))
}

// CodecsFor returns what a frame encodes and decodes with on a socket, nil
// without a frame. The Lua of a frame runs in t. Out of a stream they must be
// able to cut messages.
func CodecsFor(t *luaapi.Task, s host.Socket, f *scenario.Frame) (out, in frame.Codec, err error) {
	if out, in, err = codecs(t, f); err != nil {
		return nil, nil, err
	}
	if in != nil && s.Kind().IsStream() {
		if err := luaapi.CheckStream(in); err != nil {
			return nil, nil, positioned.At(f.Pos, err)
		}
	}
	return out, in, nil
}

// codecs returns what a frame encodes and decodes with, nil without a frame.
func codecs(t *luaapi.Task, f *scenario.Frame) (out, in frame.Codec, err error) {
	if f == nil || f.Kind == scenario.FrameNone {
		return nil, nil, nil
	}
	if f.Kind == scenario.FramePair {
		if out, _, err = codecs(t, f.Send); err == nil {
			in, _, err = codecs(t, f.Recv)
		}
		return out, in, err
	}
	switch f.Kind {
	case scenario.FrameCodec:
		return f.Codec, f.Codec, nil
	case scenario.FrameHeader:
		codec := t.Header(f.Header)
		return codec, codec, nil
	}
	v, err := values.Evaluate(t, f.Lua)
	if err != nil {
		return nil, nil, err
	}
	codec, ok := luaapi.Codec(v)
	if !ok {
		return nil, nil, positioned.At(f.Lua.Pos, fmt.Errorf("a frame's lua must give a codec, such as frame.length(\">I\"), got %s", luaapi.Show(v)))
	}
	return codec, codec, nil
}
