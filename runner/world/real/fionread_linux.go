package real

import "golang.org/x/sys/unix"

// fionread asks how many bytes can be received.
const fionread = unix.TIOCINQ
