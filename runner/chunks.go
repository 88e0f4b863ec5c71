package runner

import (
	"errors"

	"sockrun/luaapi/host"
	"sockrun/luaapi/wire/frame"
)

// encodeChunks sends a message of the frame in pieces.
func (do *performer) encodeChunks(m frame.Message, d host.Deadline) error {
	data, err := do.conn.Stream.Out.Encode(nil, m)
	if err != nil {
		return do.sent(0, err)
	}
	return do.sendChunks(data, d)
}

// sendChunks sends bytes in pieces, with a pause between them. To the
// transcript of a stream with a frame they are one message.
func (do *performer) sendChunks(data []byte, d host.Deadline) error {
	if !do.conn.Socket.Kind().IsStream() {
		return at(do.step.Pos, errors.New("a datagram is sent as a whole: chunk is for streams"))
	}
	n, err := do.conn.Socket.SendChunksBy(data, do.step.Chunk, do.step.Every, d)
	if do.conn.Stream != nil {
		do.conn.Socket.Socket.Mark(host.Sent, n)
	}
	return do.sent(n, err)
}
