package sim

import (
	"math"

	"golang.org/x/sys/unix"

	"sockrun/luaapi/host"
)

// Linux stores twice the size that was asked for, and at least this.
const (
	bufferFactor     = 2
	minSendBuffer    = 4608
	minReceiveBuffer = 2304
)

// The flags that only Linux has.
const (
	more     = unix.MSG_MORE
	truncate = unix.MSG_TRUNC
)

var platformRules = []rule{
	{key: socketLevel(unix.SO_PRIORITY)},
	{key: socketLevel(unix.SO_MARK)},
	{key: socketLevel(unix.SO_INCOMING_CPU), value: -1},
	{key: socketLevel(unix.SO_BINDTODEVICE), meaning: device},
	{key: socketLevel(unix.SO_PEERCRED), meaning: credentials},

	{key: tcpLevel(unix.TCP_KEEPIDLE), value: 7200, low: 1, high: math.MaxInt16},
	{key: tcpLevel(unix.TCP_SYNCNT), value: 6, low: 1, high: 127},
	{key: tcpLevel(unix.TCP_LINGER2), value: 60},
	{key: tcpLevel(unix.TCP_CORK), meaning: flag},
	{key: tcpLevel(unix.TCP_QUICKACK), value: 1, meaning: flag},
	{key: tcpLevel(unix.TCP_DEFER_ACCEPT)},
	{key: tcpLevel(unix.TCP_USER_TIMEOUT), low: 0, high: math.MaxInt32},
	{key: tcpLevel(unix.TCP_NOTSENT_LOWAT)},
	{key: tcpLevel(unix.TCP_CONGESTION), meaning: congestion},
}

// platformFact returns the options that only Linux has and that can only be
// read.
func (s *socket) platformFact(key optionKey) (int32, bool) {
	switch key {
	case socketLevel(unix.SO_DOMAIN):
		return int32(s.kind.Family), true
	case socketLevel(unix.SO_PROTOCOL):
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

// credentials are those of the peer of a unix connection: in the simulated world
// process 1 of root, which all sockets are of; of others nobody.
func (s *socket) credentials() []byte {
	if s.kind.Family == host.UNIX && (s.connected() || s.listener != nil) {
		return ints(1, 0, 0)
	}
	return ints(0, -1, -1)
}
