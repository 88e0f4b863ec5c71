package world

import (
	"syscall"

	"sockrun/luaapi/host"
)

// smallRead is up to how many bytes a read may cut a datagram so that it is told:
// who takes more has room for all that come.
const smallRead = 16 << 10

// wholeLength is the flag by which a read returns how long a datagram is that p
// has no room for, 0 where that is not of interest.
func (s *socket) wholeLength(p []byte, flags int) int {
	if s.log == nil || flags&syscall.MSG_PEEK != 0 || len(p) == 0 || len(p) > smallRead || s.Kind().Type != host.Datagram {
		return 0
	}
	return truncate
}

// taken is how many bytes were taken by a read that has returned n. That it was
// not all of a datagram is recorded, unless the script has asked how long that is.
func (s *socket) taken(n int, p []byte, flags int) int {
	if n <= len(p) || flags&truncate != 0 || s.Kind().Type != host.Datagram {
		return n
	}
	s.log.Cut(len(p), n)
	return len(p)
}
