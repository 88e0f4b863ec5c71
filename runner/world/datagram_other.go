//go:build !linux

package world

// truncate is 0: only Linux tells how long a datagram is that was cut.
const truncate = 0
