package stream

import (
	"fmt"
	"io"
	"syscall"

	"sockrun/luaapi/host"
	"sockrun/luaapi/wire/frame"
	"sockrun/luaapi/wire/plural"
)

// RecvHead is Recv for a message whose body is read in pieces: it returns the
// head, and how many bytes of body follow. Until these are read, Recv and
// RecvHead fail.
func (s *Stream) RecvHead(d host.Deadline) (head frame.Message, body int64, err error) {
	c := s.Conn
	codec, err := heading(s.In)
	if err == nil && !c.kind.IsStream() {
		err = &frame.Error{Message: "a datagram comes whole: there is no body that follows"}
	}
	if err != nil {
		return frame.Message{}, 0, err
	}
	if err := s.takeMessage("recv_head", d); err != nil {
		return frame.Message{}, 0, err
	}
	defer c.reads.give()
	for least := 0; ; {
		data := c.buf[c.start:]
		if len(data) < least {
			if err := c.fill(c.reserve(max(least-len(data), 1)), d, "recv_head"); err != nil {
				return frame.Message{}, 0, err
			}
			continue
		}
		head, n, body, err := codec.DecodeHead(data)
		if err == nil && c.closed { // a codec in Lua may wait
			err = syscall.EBADF
		}
		switch {
		case err != nil:
			c.told = len(data)
			return frame.Message{}, 0, err
		case n > 0:
			c.markHead(host.Received, n, body)
			c.consume(n)
			s.body = body
			return head, body, nil
		}
		least = max(-n, len(data)+1)
	}
}

// markHead records a head and its body as messages.
func (c *Conn) markHead(dir host.Direction, head int, body int64) {
	c.Socket.Mark(dir, head)
	if body > 0 {
		c.Socket.Mark(dir, int(body))
	}
}

// heading returns a codec as one with heads.
func heading(codec frame.Codec) (frame.Heading, error) {
	h, ok := codec.(frame.Heading)
	if !ok {
		return nil, &frame.Error{Message: "only the messages of a header have a head: " + codec.Name() + " has none"}
	}
	return h, nil
}

// takeMessage takes the turn of the reader for a message. Who had it may have left
// a body.
func (s *Stream) takeMessage(op string, d host.Deadline) error {
	if err := s.bodyIsRead(); err != nil {
		return err
	}
	if err := s.Conn.take(&s.Conn.reads, op, d); err != nil {
		return err
	}
	err := s.bodyIsRead()
	if err != nil {
		s.Conn.reads.give()
	}
	return err
}

// bodyIsRead says that the body of the last message is still in the way.
func (s *Stream) bodyIsRead() error {
	if s.body == 0 {
		return nil
	}
	return &frame.Error{Message: plural.Of(s.body, "byte") + " of the body of the last message are not read: read or save them first"}
}

// ReadBody returns at most n bytes of the body, at least one; none at its end.
// They are valid until the next call on the connection. The end of the stream
// inside of the body is io.ErrUnexpectedEOF.
func (s *Stream) ReadBody(n int, d host.Deadline) ([]byte, error) {
	if s.body == 0 {
		return nil, nil
	}
	if err := s.Conn.take(&s.Conn.reads, "read", d); err != nil {
		return nil, err
	}
	defer s.Conn.reads.give()
	if s.body == 0 { // who had the turn has read it
		return nil, nil
	}
	c := s.Conn
	n = int(min(int64(n), s.body))
	if c.Unread() == 0 {
		if err := c.fill(min(c.reserve(n), n), d, "read"); err != nil {
			return nil, insideBody(err)
		}
	}
	data := c.consume(min(n, c.Unread()))
	s.body -= int64(len(data))
	return data, nil
}

func insideBody(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// SaveBody writes what is left of the body to w, a piece at a time, and returns
// how many bytes that were, also when it fails. w is used without the baton.
func (s *Stream) SaveBody(w io.Writer, d host.Deadline) (int64, error) {
	c := s.Conn
	if err := c.take(&c.reads, "save", d); err != nil {
		return 0, insideBody(err)
	}
	defer c.reads.give()
	saved, err := c.saveTo(w, s.body, d)
	s.body -= saved
	return saved, insideBody(err)
}

// saveTo writes the next n bytes of a stream to w, without the baton. The caller
// has the turn of the reader.
func (c *Conn) saveTo(w io.Writer, n int64, d host.Deadline) (saved int64, err error) {
	ahead := c.consume(int(min(n, int64(c.Unread())))) // with the baton, since others look at the buffer
	token, limit := c.waits.Begin("save", c, d)
	defer c.waits.End(token)
	if saved = int64(len(ahead)); saved > 0 {
		if _, err := w.Write(ahead); err != nil {
			return saved, err
		}
	}
	piece := make([]byte, min(n-saved, filePiece))
	for saved < n {
		got, err := c.Socket.Recv(piece[:min(int64(len(piece)), n-saved)], 0, limit)
		if err == nil && got == 0 {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return saved, err
		}
		saved += int64(got)
		if _, err := w.Write(piece[:got]); err != nil {
			return saved, err
		}
	}
	return saved, nil
}

// SendHead sends a message without its body, which the caller sends behind it.
// body is how many bytes that has; when it is less than 0, the head tells.
// SendHead returns how many bytes went, also when it fails.
func (s *Stream) SendHead(head frame.Message, body int64, d host.Deadline) (int, error) {
	codec, err := heading(s.Out)
	if err != nil {
		return 0, err
	}
	out, follow, err := codec.EncodeHead(nil, head, body)
	if err != nil {
		return 0, err
	}
	n, err := s.Conn.SendAllBy(out, d)
	if err == nil {
		s.Conn.markHead(host.Sent, n, follow)
		s.unsent = follow
	}
	return n, err
}

// WriteBody sends a piece of the body. More than the head has announced is
// refused before anything is sent. It returns how many bytes went, also when it
// fails.
func (s *Stream) WriteBody(p []byte, d host.Deadline) (int, error) {
	if int64(len(p)) > s.unsent {
		return 0, &frame.Error{Message: fmt.Sprintf("the body has %s left, got %d", plural.Of(s.unsent, "byte"), len(p))}
	}
	s.unsent -= int64(len(p)) // at once: others may write while this waits
	n, err := s.Conn.sendAll(p, 0, d, "write")
	s.unsent += int64(len(p) - n)
	return n, err
}
