//go:build !linux

package real

import "syscall"

const zeroCopy, truncate = 0, 0

// bytesOption fails: no library in reach reads options of other sizes than an
// int on these systems.
func (s *endpoint) bytesOption(_, _, _ int) ([]byte, error) {
	return nil, syscall.ENOPROTOOPT
}
