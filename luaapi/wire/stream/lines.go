package stream

import (
	"io"

	"sockrun/luaapi/host"
)

var newline = []byte{'\n'}

// RecvLine returns everything up to and with the next \n, reading ahead; at
// the end of the stream what is left, and then io.EOF. More than limit bytes
// without a \n fail with EMSGSIZE.
func (c *Conn) RecvLine(limit int, d host.Deadline, op string) ([]byte, error) {
	line, err := c.RecvUntil(newline, limit, d, op)
	if err == io.ErrUnexpectedEOF {
		return c.consume(c.Unread()), nil
	}
	return line, err
}
