package sim

import "golang.org/x/sys/unix"

// Linux stores twice the size that was asked for, and at least this.
const (
	bufferFactor     = 2
	minSendBuffer    = 4608
	minReceiveBuffer = 2304
)

// platformFact returns the options that only Linux has and that can only be
// read.
func (s *socket) platformFact(key optionKey) (int32, bool) {
	switch {
	case key == optionKey{unix.SOL_SOCKET, unix.SO_DOMAIN}:
		return int32(s.kind.Family), true
	case key == optionKey{unix.SOL_SOCKET, unix.SO_PROTOCOL}:
		return s.protocol(), true
	}
	return 0, false
}

func (s *socket) protocol() int32 {
	switch {
	case s.isUnix():
		return 0
	case s.isRaw():
		return int32(s.kind.Proto)
	case s.kind.IsStream():
		return unix.IPPROTO_TCP
	}
	return unix.IPPROTO_UDP
}

func platformTCPOption(name int) (standard, bool) {
	switch name {
	case unix.TCP_KEEPIDLE:
		return standard{value: 7200}, true
	case unix.TCP_CORK:
		return standard{meaning: flag}, true
	case unix.TCP_QUICKACK:
		return standard{value: 1, meaning: flag}, true
	case unix.TCP_DEFER_ACCEPT, unix.TCP_USER_TIMEOUT:
		return standard{}, true
	}
	return standard{}, false
}
