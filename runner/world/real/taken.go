package real

import "sockrun/luaapi/host"

// Progress is how far what a stream has sent has come.
type Progress uint8

// The steps of it.
const (
	Unknown Progress = iota // the system does not tell
	Sent                    // all of it has left this machine, or lies at the other end
	Taken                   // the other side has received all of it
	Pending                 // neither
)

// Taken asks the system how far the bytes that a connected stream has sent have
// come; sent is how many there were since it was connected. It never waits.
// Whether the other side has received them is known on Linux, where that side
// is on this machine.
func (w *World) Taken(hs host.Socket, sent int64) Progress {
	s, ok := hs.(*endpoint)
	if !ok || s.alive() != nil {
		return Unknown
	}
	if s.kind.Family == host.UNIX {
		return s.takenOnUnix()
	}
	local, err := s.LocalAddr()
	if err != nil {
		return Unknown
	}
	peer, err := s.PeerAddr()
	if err != nil {
		return Unknown
	}
	if p := w.diagnosis.ask(peer.AddrPort(), local.AddrPort(), sent); p != Unknown {
		return p
	}
	switch left, err := s.unacknowledged(); {
	case err != nil:
		return Unknown
	case left > 0:
		return Pending
	}
	return Sent
}

// unacknowledged is how many bytes the other side's system has not confirmed.
func (s *endpoint) unacknowledged() (left int, err error) {
	err = s.control(func(fd int) (err error) {
		left, err = unacknowledged(fd)
		return err
	})
	return left, err
}
