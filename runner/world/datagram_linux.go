package world

import "golang.org/x/sys/unix"

// truncate lets a read return how long a datagram is.
const truncate = unix.MSG_TRUNC
