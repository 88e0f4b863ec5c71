package runner

import (
	"errors"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/luaapi/wire/frame"
	"sockrun/runner/scenario"
	"sockrun/runner/world"
)

// connect makes the connection of the steps that follow.
func (do *performer) connect() error {
	if do.dial == nil {
		return at(do.step.Pos, errors.New("connect belongs to the steps of a client: a server has a connection"))
	}
	if do.conn != nil && !do.conn.Socket.Closed() {
		return at(do.step.Pos, errors.New("the client is connected already: close or reset the connection before"))
	}
	conn, err := do.dial(do.step.Target, do.deadline(0))
	do.place()
	if err != nil {
		if conn != nil {
			conn.Socket.Close()
		}
		return do.connectError(err)
	}
	do.conn, do.closing = conn, closing{}
	return nil
}

// connectError tells a connection that was not made in the step's time from
// one that the system gave up.
func (do *performer) connectError(err error) error {
	var own *positioned
	if errors.As(err, &own) && host.IsTimeout(err) {
		own.timeout = do.step.Timeout > 0 || do.until != host.Forever
	}
	return err
}

// reframe gives the connection another frame, or none. Bytes that have come
// and that nobody took belong to the next message.
func (do *performer) reframe() error {
	s := do.conn.Socket.Socket
	out, in, err := codecsFor(do.task, s, do.step.Frame)
	if err != nil {
		return err
	}
	log := world.LogOf(s)
	log.Skip(host.Sent, 0)
	log.Skip(host.Received, do.conn.Socket.Unread())
	if p, ok := s.(*peer); ok { // what crosses is recorded of the server's socket
		s = p.Socket
	}
	summarize(s, out, in)
	do.conn = do.task.Reframe(do.conn, out, in)
	return nil
}

// startTLS makes the handshake of TLS on the connection.
func (do *performer) startTLS() error {
	config, server, err := do.starttls(do.step.TLS)
	if err != nil {
		return at(do.step.Pos, err)
	}
	if err := do.conn.Socket.Secure(config, server, do.deadline(0)); err != nil {
		own := &positioned{pos: do.step.Pos, err: handshakeError(do.conn.Socket, err)}
		own.timeout = host.IsTimeout(err) && (do.step.Timeout > 0 || do.until != host.Forever)
		return own
	}
	return nil
}

// isFramed says whether what comes is cut into messages: by a frame, or as
// datagrams.
func isFramed(c *luaapi.Conn) bool { return c.Stream != nil || !c.Socket.Kind().IsStream() }

// summarize lets the transcript tell what messages are about.
func summarize(s host.Socket, out, in frame.Codec) {
	log := world.LogOf(s)
	log.SetSummary(host.Sent, luaapi.Summary(out), out)
	log.SetSummary(host.Received, luaapi.Summary(in), in)
	log.SetSize(host.Sent, luaapi.Size(out))
	log.SetSize(host.Received, luaapi.Size(in))
}

// codecsFor is codecs for a socket, out of whose stream they must be able to
// cut messages.
func codecsFor(t *luaapi.Task, s host.Socket, f *scenario.Frame) (out, in frame.Codec, err error) {
	if out, in, err = codecs(t, f); err != nil {
		return nil, nil, err
	}
	if in != nil && s.Kind().IsStream() {
		if err := luaapi.CheckStream(in); err != nil {
			return nil, nil, at(f.Pos, err)
		}
	}
	return out, in, nil
}
