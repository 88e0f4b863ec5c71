package real

import (
	"math"
	"sync"
	"syscall"
)

// MaxDescriptors is how many descriptors the process may have. Go has raised
// the limit as far as it could when the process began, so it is asked once.
var MaxDescriptors = sync.OnceValue(func() int {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil || uint64(limit.Cur) > math.MaxInt32 {
		return math.MaxInt32
	}
	return int(limit.Cur)
})
