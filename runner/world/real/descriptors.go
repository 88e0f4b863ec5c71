package real

import (
	"math"
	"syscall"
)

// MaxDescriptors is how many descriptors the process may have. Go has raised
// the limit as far as it could when the process began.
func MaxDescriptors() int {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil || uint64(limit.Cur) > math.MaxInt32 {
		return math.MaxInt32
	}
	return int(limit.Cur)
}
