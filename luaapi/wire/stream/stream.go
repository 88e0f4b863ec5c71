package stream

import (
	"bytes"
	"io"
	"syscall"

	"sockrun/luaapi/host"
	"sockrun/luaapi/wire/frame"
)

// Stream is a connection with a codec: it sends and receives messages.
type Stream struct {
	Conn *Conn
	// Shown is for whoever shows the stream to others: what they see of Conn.
	Shown any
	// Out turns messages into bytes, In turns them back.
	Out, In frame.Codec
	in      frame.Codec // In, or what remembers for it how far it has come
	seen    int         // how much of the buffer it has looked at
	from    uint64      // what had been taken of the stream by then
	least   int         // how much of the buffer the next message takes at least
	refused []byte      // the datagram that was no message, when it was the last

	body   int64 // of the last message that are not read yet
	unsent int64 // of the body of the last message that are to be written
}

// ClosedAt is that of its Conn.
func (s *Stream) ClosedAt() string { return s.Conn.ClosedAt() }

// Below is the connection that v is, or the one that carries the stream v; nil for
// everything else.
func Below(v any) *Conn {
	switch v := v.(type) {
	case *Conn:
		return v
	case *Stream:
		return v.Conn
	}
	return nil
}

// NewStream puts codecs on a connection. Bytes that were read ahead before
// belong to its first message.
func NewStream(c *Conn, out, in frame.Codec) *Stream {
	s := &Stream{Conn: c, Out: out, In: in, in: in}
	if r, ok := in.(frame.Resuming); ok {
		s.in = r.Resume()
	}
	return s
}

// Send sends one message. It returns how many bytes went, also when it fails.
func (s *Stream) Send(m frame.Message, d host.Deadline) (int, error) {
	out, err := s.Encoded(m)
	if err != nil {
		return 0, err
	}
	return s.SendEncoded(out, d)
}

// Encoded encodes a message for SendEncoded, which must follow.
func (s *Stream) Encoded(m frame.Message) ([]byte, error) {
	memory := s.Conn.scratch.takeOut()
	out, err := s.Out.Encode(memory, m)
	if err != nil {
		s.Conn.scratch.keepOut(memory)
		return nil, err
	}
	return out, nil
}

// SendEncoded is Send for what Encoded has returned.
func (s *Stream) SendEncoded(out []byte, d host.Deadline) (int, error) {
	n, err := s.Conn.SendAllBy(out, d)
	s.Conn.scratch.keepOut(out)
	if err == nil {
		s.Conn.Socket.Mark(host.Sent, n)
	}
	return n, err
}

// takeOut takes the shared memory for one message: encoding and sending may
// wait, and others send meanwhile.
func (s *Scratch) takeOut() []byte {
	out := s.out
	s.out = nil
	return out[:0]
}

// keepOut keeps memory for the next message, unless it is too large to keep.
func (s *Scratch) keepOut(out []byte) {
	if cap(out) <= scratchBytes && cap(out) > cap(s.out) {
		s.out = out
	}
}

// Recv returns the next message, whose bytes are valid until the next call
// on the connection. It fails with io.EOF at the end of the stream between
// messages, with io.ErrUnexpectedEOF inside one, with a *frame.Error when the
// bytes are malformed.
func (s *Stream) Recv(d host.Deadline) (m frame.Message, err error) {
	err = s.RecvInto(&m, d)
	return m, err
}

// RecvInto is Recv that sets m. It takes less of the stack, which those who wait
// keep.
func (s *Stream) RecvInto(m *frame.Message, d host.Deadline) error {
	if err := s.begin(d); err != nil {
		return err
	}
	defer s.end()
	if !s.Conn.kind.IsStream() {
		return s.recvDatagram(m, d)
	}
	for {
		need, err := s.next(m)
		if err != nil || need == 0 {
			return err
		}
		if err := s.Conn.fill(s.Conn.reserve(need), d, "recv"); err != nil {
			return err
		}
	}
}

// begin takes the turn of the reader.
func (s *Stream) begin(d host.Deadline) error {
	c := s.Conn
	if err := s.takeMessage("recv", d); err != nil {
		return err
	}
	s.refused = nil
	if s.least = 0; s.from != c.taken { // others have taken bytes since the last call
		s.seen, s.from = 0, c.taken
	}
	c.decoding = s.In
	return nil
}

// end gives the turn of the reader back.
func (s *Stream) end() {
	s.Conn.decoding = nil
	s.Conn.reads.give()
}

// next decodes a message from the buffer. need is 0 when there was one, else
// for how many bytes there should be room.
func (s *Stream) next(m *frame.Message) (need int, err error) {
	c := s.Conn
	data := c.buf[c.start:]
	if len(data) == 0 || len(data) < s.least {
		return max(s.least-len(data), 1), nil
	}
	decoded, n, err := s.in.Decode(data, s.seen)
	if err == nil && c.closed { // a codec in Lua may wait
		err = syscall.EBADF
	}
	*m = decoded
	if err != nil {
		c.told = len(data)
		return 0, err
	}
	if n > 0 {
		s.seen = 0
		c.Socket.Mark(host.Received, n)
		c.consume(n)
		s.from = c.taken
		return 0, nil
	}
	s.seen, s.least = len(data), -n
	return max(-n-len(data), 1), nil
}

func (s *Stream) recvDatagram(m *frame.Message, d host.Deadline) error {
	c := s.Conn
	data, err := c.recvLarge(maxAhead, 0, d, "recv", nil, Nobody)
	if err == nil && len(data) == 0 && c.kind.Accepts() {
		err = io.EOF
	}
	if err != nil {
		return err
	}
	decoded, n, err := s.In.Decode(data, 0)
	if err == nil && n != len(data) {
		err = notOne(s.In, data, n)
	}
	if err != nil {
		s.refused = bytes.Clone(data)
	}
	*m = decoded
	return err
}

// Refused returns the bytes of which the last Recv could make no message: the
// datagram, or what has come of a stream. They are valid until the next call on the
// connection.
func (s *Stream) Refused() []byte {
	if s.Conn.kind.IsStream() {
		return s.Conn.Peek()
	}
	return s.refused
}

// ExpectClose waits for the end of the stream: nil when it came, EBADMSG when
// bytes came instead, else the error of the connection.
func (c *Conn) ExpectClose(d host.Deadline) error {
	data, err := c.RecvBy(1, syscall.MSG_PEEK, d)
	if err == nil && len(data) > 0 {
		c.deaf = true // what came was not wanted, and is told of by this
		return syscall.EBADMSG
	}
	return err
}
