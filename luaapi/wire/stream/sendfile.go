package stream

import (
	"io"

	"sockrun/luaapi/host"
)

// filePiece is how much of a file is in memory at a time.
const filePiece = 256 << 10

// SendFile sends what r gives until its end, or count bytes unless that is
// negative. It returns how many went, also when it fails. r is read without
// the baton; nobody else may use it meanwhile.
func (c *Conn) SendFile(r io.Reader, count int64, d host.Deadline) (int64, error) {
	if count >= 0 {
		r = io.LimitReader(r, count)
	}
	if err := c.take(&c.writes, "sendfile", d); err != nil {
		return 0, err
	}
	defer c.writes.give()
	token, limit := c.waits.Begin("sendfile", c, d)
	defer c.waits.End(token)
	piece := make([]byte, filePiece)
	for sent := int64(0); ; {
		n, err := io.ReadFull(r, piece)
		went, failed := c.sendPiece(piece[:n], limit)
		sent += int64(went)
		switch {
		case failed != nil:
			return sent, failed
		case err == io.EOF, err == io.ErrUnexpectedEOF:
			return sent, nil
		case err != nil:
			return sent, err
		}
	}
}

// sendPiece sends all of p, without the baton.
func (c *Conn) sendPiece(p []byte, limit host.Deadline) (sent int, err error) {
	for sent < len(p) && err == nil {
		var n int
		n, err = c.Socket.Send(p[sent:], 0, limit)
		sent += n
	}
	return sent, err
}
