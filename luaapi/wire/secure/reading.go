package secure

import (
	"errors"
	"io"
	"syscall"

	"sockrun/luaapi/host"
)

// Recv is host.Socket's. It takes whole records from the system.
func (s *Session) Recv(p []byte, flags int, d host.Deadline) (int, error) {
	if flags&^(syscall.MSG_PEEK|syscall.MSG_DONTWAIT|syscall.MSG_WAITALL) != 0 {
		return 0, syscall.EOPNOTSUPP
	}
	if len(p) == 0 {
		return 0, s.alive()
	}
	d = waits(flags, d)
	if err := s.takeReads(d); err != nil {
		return 0, err
	}
	defer s.reads.give()
	switch {
	case flags&syscall.MSG_PEEK != 0:
		return s.peek(p, d)
	case len(s.plain) > 0:
		return s.takePlain(p), nil
	}
	return s.read(p, d)
}

// takeReads takes the lane of reads of a session that stands, or says why there
// is nothing to read.
func (s *Session) takeReads(d host.Deadline) error {
	if err := s.reads.take(s.world, d); err != nil {
		return err
	}
	err := s.alive()
	if err == nil && !s.open.Load() {
		err = s.broken()
	}
	if err != nil {
		s.reads.give()
	}
	return err
}

// takePlain takes of what was decrypted before.
func (s *Session) takePlain(p []byte) int {
	n := copy(p, s.plain)
	if s.plain = s.plain[n:]; len(s.plain) == 0 {
		s.plain = nil
	}
	return n
}

// peek decrypts without taking: what has come, as far as p has room, and at
// least one byte.
func (s *Session) peek(p []byte, d host.Deadline) (int, error) {
	for len(s.plain) < len(p) {
		if len(s.plain) > 0 {
			d = host.DontWait
		}
		more := make([]byte, min(len(p)-len(s.plain), maxRecord))
		n, err := s.read(more, d)
		if n > 0 {
			s.plain = append(s.plain, more[:n]...)
			continue
		}
		if len(s.plain) == 0 {
			return 0, err
		}
		break
	}
	return copy(p, s.plain), nil
}

// Readable says whether a read would not wait. It is not sure while another
// reads.
func (s *Session) Readable() (ready, sure bool) {
	if !s.reads.try() {
		return false, false
	}
	defer s.reads.give()
	var one [1]byte
	_, err := s.peek(one[:], host.DontWait)
	return err != syscall.EAGAIN, true
}

// read decrypts, and waits until there is something: 0 and nil is the end of
// the stream. With the lane of reads.
func (s *Session) read(p []byte, d host.Deadline) (int, error) {
	for {
		if s.end != nil {
			return 0, s.ending()
		}
		if s.dry {
			if err := s.fill(d); err != nil {
				return 0, err
			}
			s.dry = false
		}
		n, err := s.conn.Read(p)
		s.tell()
		switch {
		case err == errEmpty:
			s.dry = true
		case err != nil:
			s.end = s.endOf(err)
		default:
			s.dry = n < len(p) && s.pipe.isDry()
		}
		if n > 0 {
			return n, nil
		}
	}
}

// endOf is how a stream ends that crypto/tls can read no more of.
func (s *Session) endOf(err error) error {
	if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return failure(err)
	}
	s.truncated.Store(s.pipe.ended && !s.broke && !s.deaf.Load())
	return io.EOF
}

func (s *Session) ending() error {
	if s.end == io.EOF {
		return nil
	}
	return s.end
}

// fill waits until something has come, or the end. With the lane of reads.
func (s *Session) fill(d host.Deadline) error {
	if err := s.push(d); err != nil {
		return err
	}
	n, err := s.raw.Recv(s.pipe.room(), 0, d)
	if err != nil {
		s.broke = s.broke || err != syscall.EAGAIN && err != syscall.ETIMEDOUT
		return err
	}
	s.pipe.came, s.pipe.ended = n, n == 0
	s.Moved[host.Received].Add(int64(n))
	return nil
}
