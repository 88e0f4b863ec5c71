package steps

import (
	"errors"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/luaapi/wire/frame"
	"sockrun/runner/positioned"
	"sockrun/runner/scenario"
)

// send sends the message of the step, in one or in pieces.
func (do *Performer) send() error {
	m, err := do.message(0, do.step.Value, do.outCodec())
	if err != nil {
		return err
	}
	d := do.deadline(0)
	if do.Conn.Stream != nil && do.step.Verb == scenario.VerbSend {
		if do.step.Chunk > 0 {
			return do.encodeChunks(m, d)
		}
		n, err := do.Conn.Stream.Send(m, d)
		return do.sent(n, err)
	}
	if m.Value != nil {
		return positioned.At(do.step.Value.Pos, errors.New("a table cannot be sent: only bytes travel, make them with json.dumps or struct.pack, or give the actor a frame that encodes it"))
	}
	if do.step.Chunk > 0 {
		return do.sendChunks(m.Bytes, d)
	}
	n, err := do.Conn.Socket.SendAllBy(m.Bytes, d)
	if do.Conn.Stream != nil {
		do.Conn.Socket.Socket.Mark(host.Sent, n)
	}
	return do.sent(n, err)
}

func (do *Performer) sent(n int, err error) error {
	var refused *frame.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &refused) && !luaapi.HasFields(do.outCodec()):
		return &positioned.Error{Pos: do.step.Pos, Err: err, Detail: []string{positioned.Hint("send_raw sends bytes past the frame")}}
	}
	return do.ioError("send", n, err)
}

// encodeChunks sends a message of the frame in pieces.
func (do *Performer) encodeChunks(m frame.Message, d host.Deadline) error {
	data, err := do.Conn.Stream.Out.Encode(nil, m)
	if err != nil {
		return do.sent(0, err)
	}
	return do.sendChunks(data, d)
}

// sendChunks sends bytes in pieces, with a pause between them. To the
// transcript of a stream with a frame they are one message.
func (do *Performer) sendChunks(data []byte, d host.Deadline) error {
	if !do.Conn.Socket.Kind().IsStream() {
		return positioned.At(do.step.Pos, errors.New("a datagram is sent as a whole: chunk is for streams"))
	}
	n, err := do.Conn.Socket.SendChunksBy(data, do.step.Chunk, do.step.Every, d)
	if do.Conn.Stream != nil {
		do.Conn.Socket.Socket.Mark(host.Sent, n)
	}
	return do.sent(n, err)
}
