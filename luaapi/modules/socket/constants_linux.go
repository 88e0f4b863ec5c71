package socket

import "golang.org/x/sys/unix"

// What only Linux has.
var (
	platformIPLevel  = []constant{{"SOL_IP", unix.SOL_IP}}
	platformTCPLevel = []constant{{"SOL_TCP", unix.SOL_TCP}}
	platformUDPLevel = []constant{{"SOL_UDP", unix.SOL_UDP}}

	platformSocketOptions = []constant{
		{"SO_DOMAIN", unix.SO_DOMAIN}, {"SO_PROTOCOL", unix.SO_PROTOCOL}, {"SO_PRIORITY", unix.SO_PRIORITY},
		{"SO_MARK", unix.SO_MARK}, {"SO_BINDTODEVICE", unix.SO_BINDTODEVICE}, {"SO_PEERCRED", unix.SO_PEERCRED},
		{"SO_INCOMING_CPU", unix.SO_INCOMING_CPU},
	}
	platformIPOptions  = []constant{{"IP_TRANSPARENT", unix.IP_TRANSPARENT}, {"IP_BIND_ADDRESS_NO_PORT", unix.IP_BIND_ADDRESS_NO_PORT}}
	platformTCPOptions = []constant{
		{"TCP_KEEPIDLE", unix.TCP_KEEPIDLE}, {"TCP_CORK", unix.TCP_CORK}, {"TCP_QUICKACK", unix.TCP_QUICKACK},
		{"TCP_DEFER_ACCEPT", unix.TCP_DEFER_ACCEPT}, {"TCP_USER_TIMEOUT", unix.TCP_USER_TIMEOUT}, {"TCP_SYNCNT", unix.TCP_SYNCNT},
		{"TCP_LINGER2", unix.TCP_LINGER2}, {"TCP_WINDOW_CLAMP", unix.TCP_WINDOW_CLAMP}, {"TCP_INFO", unix.TCP_INFO},
		{"TCP_CONGESTION", unix.TCP_CONGESTION}, {"TCP_NOTSENT_LOWAT", unix.TCP_NOTSENT_LOWAT},
	}
	platformFlags = []constant{
		{"MSG_TRUNC", unix.MSG_TRUNC}, {"MSG_NOSIGNAL", unix.MSG_NOSIGNAL}, {"MSG_MORE", unix.MSG_MORE}, {"MSG_CONFIRM", unix.MSG_CONFIRM},
		{"SOCK_NONBLOCK", sockNonblock}, {"SOCK_CLOEXEC", sockCloexec},
	}
)

// What may be added to the type of a new socket.
const (
	sockNonblock = unix.SOCK_NONBLOCK
	sockCloexec  = unix.SOCK_CLOEXEC
)
