package real

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

const (
	zeroCopy = unix.MSG_ZEROCOPY
	truncate = unix.MSG_TRUNC
)

// bytesOption reads an option of any size, for which neither package syscall nor
// x/sys has a function.
func (s *endpoint) bytesOption(level, name, size int) ([]byte, error) {
	value, length := make([]byte, size), uint32(size)
	err := s.control(func(fd int) error {
		_, _, errno := unix.Syscall6(unix.SYS_GETSOCKOPT, uintptr(fd), uintptr(level), uintptr(name),
			uintptr(unsafe.Pointer(unsafe.SliceData(value))), uintptr(unsafe.Pointer(&length)), 0)
		if errno != 0 {
			return errno
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return value[:length], nil
}
