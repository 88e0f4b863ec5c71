package socket

import "golang.org/x/sys/unix"

// platformConstants are those that only Linux has.
var platformConstants = []constant{
	{"SOL_IP", unix.SOL_IP}, {"SOL_TCP", unix.SOL_TCP}, {"SOL_UDP", unix.SOL_UDP},
	{"SO_DOMAIN", unix.SO_DOMAIN}, {"SO_PROTOCOL", unix.SO_PROTOCOL}, {"SO_PRIORITY", unix.SO_PRIORITY},
	{"SO_MARK", unix.SO_MARK}, {"SO_BINDTODEVICE", unix.SO_BINDTODEVICE}, {"SO_PEERCRED", unix.SO_PEERCRED},
	{"IP_RECVTOS", unix.IP_RECVTOS}, {"IP_TRANSPARENT", unix.IP_TRANSPARENT}, {"IP_BIND_ADDRESS_NO_PORT", unix.IP_BIND_ADDRESS_NO_PORT},
	{"TCP_KEEPIDLE", unix.TCP_KEEPIDLE}, {"TCP_CORK", unix.TCP_CORK}, {"TCP_QUICKACK", unix.TCP_QUICKACK},
	{"TCP_DEFER_ACCEPT", unix.TCP_DEFER_ACCEPT}, {"TCP_USER_TIMEOUT", unix.TCP_USER_TIMEOUT}, {"TCP_SYNCNT", unix.TCP_SYNCNT},
	{"TCP_LINGER2", unix.TCP_LINGER2}, {"TCP_WINDOW_CLAMP", unix.TCP_WINDOW_CLAMP}, {"TCP_INFO", unix.TCP_INFO},
	{"TCP_CONGESTION", unix.TCP_CONGESTION}, {"TCP_NOTSENT_LOWAT", unix.TCP_NOTSENT_LOWAT},
	{"MSG_TRUNC", unix.MSG_TRUNC}, {"MSG_NOSIGNAL", unix.MSG_NOSIGNAL}, {"MSG_MORE", unix.MSG_MORE}, {"MSG_CONFIRM", unix.MSG_CONFIRM},
}
