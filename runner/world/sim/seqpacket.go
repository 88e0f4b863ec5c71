package sim

import (
	"syscall"

	"sockrun/luaapi/host"
)

// A connection of type SOCK_SEQPACKET carries messages: each is sent whole,
// and received by one call, which cuts it to what it has room for.

// recvMessage is RecvFrom. Nobody has sent the end of the stream.
func (s *socket) recvMessage(p []byte, flags int, d host.Deadline) (n int, from host.Addr, err error) {
	from = host.UnixPath("")
	err = s.block(&s.readers, d, func() (err error) {
		if s.stream.in != nil && len(s.stream.in.messages) > 0 {
			from = s.peer()
		}
		if flags&syscall.MSG_PEEK != 0 {
			n, err = s.peekStream(p)
		} else {
			n, err = s.takeStream(p)
		}
		return err
	})
	return n, from, err
}

// peekMessage copies the message that comes next. As on Linux an error is told
// before the messages that came before it.
func (s *socket) peekMessage(p []byte) (int, error) {
	in := s.stream.in
	if s.err != 0 {
		return 0, s.takeErr()
	}
	if len(in.messages) == 0 {
		return 0, s.atEnd()
	}
	return copy(p, in.buf[in.start:in.start+in.messages[0]]), nil
}

// takeMessage is peekMessage that takes all of the message.
func (s *socket) takeMessage(p []byte) (int, error) {
	n, err := s.peekMessage(p)
	if in := s.stream.in; err == nil && len(in.messages) > 0 {
		in.start += in.messages[0]
		in.messages = in.messages[1:]
		s.stream.other.writers.wake(&s.world.schedule)
	}
	return n, err
}

// putMessage sends a message when there is room for all of it.
func (s *socket) putMessage(p []byte) (int, error) {
	out, other := s.stream.out, s.stream.other
	switch {
	case s.tooLong(p):
		return 0, syscall.EMSGSIZE
	case !s.hasMessageRoom(len(p)):
		return 0, errWait
	}
	out.put(p, out.size()+len(p))
	out.messages = append(out.messages, len(p))
	other.readers.wake(&s.world.schedule)
	return len(p), nil
}

// hasMessageRoom says whether a message of n bytes can be sent now. One that is
// alone always can.
func (s *socket) hasMessageRoom(n int) bool {
	out := s.stream.out
	used := out.size() + len(out.messages)*packetCost
	return used == 0 || used+n+packetCost <= s.buffer()
}
