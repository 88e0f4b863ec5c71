package chopped

import "syscall"

// noSignal is a flag of a send that changes nothing here.
const noSignal = syscall.MSG_NOSIGNAL
