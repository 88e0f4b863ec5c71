package host

import (
	"encoding/binary"
	"syscall"
)

// SetFlag switches a socket option on that is an int of 0 or 1. Its errors are
// those of SetOption.
func SetFlag(s Socket, level, name int) error {
	return s.SetOption(level, name, binary.NativeEndian.AppendUint32(nil, 1))
}

// NoDelay has a stream send small pieces at once, where the system would wait
// for delayed acknowledgements. Sockets that never wait are left alone. It can
// only fail on a closed socket, where the next call fails as well.
func NoDelay(s Socket) {
	if k := s.Kind(); k.IsStream() && k.Family != UNIX {
		_ = SetFlag(s, syscall.IPPROTO_TCP, syscall.TCP_NODELAY)
	}
}
