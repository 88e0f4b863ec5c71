package world

import (
	"encoding/binary"

	"sockrun/runner/transcript"
)

func (s *socket) Close() error {
	kind, detail := transcript.Close, s.onWire()
	if s.aborts.Load() && s.Kind().Accepts() {
		kind, detail = transcript.Reset, transcript.ByLinger
	}
	s.recordEnd(kind, detail)
	return s.carrier().Close()
}

func (s *socket) Reset() error {
	s.recordEnd(transcript.Reset, s.onWire())
	return s.carrier().Reset()
}

// recordEnd records that the owner closes the socket.
func (s *socket) recordEnd(kind transcript.Kind, detail string) {
	s.closed.Store(true)
	s.log.Event(kind, detail)
	s.world.ends.drop(s)
}

// Leave follows host.Leaver.
func (s *socket) Leave(n int) { s.log.Leave(n) }

// isAbort says whether a value of SO_LINGER, two ints, means that a close resets the
// connection.
func isAbort(linger []byte) bool {
	const size = 4
	return len(linger) >= 2*size && binary.NativeEndian.Uint32(linger) != 0 && binary.NativeEndian.Uint32(linger[size:]) == 0
}
