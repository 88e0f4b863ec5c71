package secure

import (
	"syscall"

	"sockrun/luaapi/host"
)

// Send is Send of host.Socket, with one difference: bytes that it has taken may
// still wait for room. It says so with ETIMEDOUT or EAGAIN beside their number.
// The next call sends them first, and so does one that waits for what comes.
func (s *Session) Send(p []byte, flags int, d host.Deadline) (n int, err error) {
	if flags&^syscall.MSG_DONTWAIT != 0 {
		return 0, syscall.EOPNOTSUPP
	}
	d = waits(flags, d)
	if err := s.takeWrites(d); err != nil {
		return 0, err
	}
	defer s.giveWrites()
	if err := s.alive(); err != nil {
		return 0, err
	}
	if !s.open.Load() || s.shut {
		return 0, s.broken()
	}
	if err := s.flush(d); err != nil {
		return 0, err
	}
	return s.write(p, d)
}

// write encrypts and sends a record after the other. With the lane of writes.
func (s *Session) write(p []byte, d host.Deadline) (n int, err error) {
	for n < len(p) {
		taken, err := s.conn.Write(p[n:min(n+maxRecord, len(p))])
		n += taken
		if err != nil {
			return n, failure(err)
		}
		if err := s.flush(d); err != nil {
			return n, err
		}
	}
	return n, nil
}

// Writable says whether all that was taken has gone, as far as the socket takes
// it now.
func (s *Session) Writable() bool {
	s.tell()
	return !s.pipe.full.Load()
}

// flush sends what is pending. With the lane of writes.
func (s *Session) flush(d host.Deadline) error {
	told := false
	for s.pipe.full.Load() {
		n, err := s.raw.Send(s.pipe.pending(), 0, d)
		s.pipe.sent(n)
		s.Moved[host.Sent].Add(int64(n))
		if err != nil {
			return err
		}
		told = true
	}
	if !s.halts {
		return nil
	}
	s.halts = false
	if err := s.raw.Shutdown(s.halting); err != syscall.ENOTCONN || !told {
		return err
	}
	return nil // the other side has heard close_notify, and has hung up before the socket was shut down
}

// push sends what an earlier call could not, while this one waits for what
// comes: the other side may be waiting for it.
func (s *Session) push(d host.Deadline) error {
	for d != host.DontWait && !s.pipe.shaking && s.pipe.full.Load() && s.writes.try() {
		err := s.flush(host.DontWait)
		s.giveWrites()
		if err != syscall.EAGAIN {
			return nil // a broken connection shows when it is read
		}
		watch := []host.Watch{{Socket: s.raw, Wanted: host.Readable | host.Writable}}
		if err := s.world.Poll(watch, d); err != nil || watch[0].Ready&host.Readable != 0 {
			return err
		}
	}
	return nil
}

func (s *Session) takeWrites(d host.Deadline) error { return s.writes.take(s.world, d) }

// giveWrites hands the lane on. What who reads has added meanwhile is sent,
// since nobody else may come.
func (s *Session) giveWrites() {
	s.writes.give()
	s.tell()
}

// tell sends what crypto/tls has to say besides data, if the lane is free; who
// has it sends that too.
func (s *Session) tell() {
	for s.pipe.full.Load() && s.writes.try() {
		err := s.flush(host.DontWait)
		s.writes.give()
		if err != nil { // there is no room now, or never
			return
		}
	}
}
