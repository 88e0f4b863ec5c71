//go:build !linux

package socket

// What not every system has.
var (
	platformIPLevel, platformTCPLevel, platformUDPLevel          []constant
	platformSocketOptions, platformIPOptions, platformTCPOptions []constant
	platformFlags                                                []constant
)

// Nothing may be added to the type of a new socket.
const sockNonblock, sockCloexec = 0, 0
