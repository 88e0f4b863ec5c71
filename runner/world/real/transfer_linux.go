//go:build !race

package real

import (
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// brief is up to how many bytes a call on a socket is over so soon that it is
// not worth telling Go's scheduler, which takes a part of the time of a small
// message. The calls say themselves that they must not wait: whoever else has
// the socket may have made it one that blocks.
const brief = 16 << 10

// read is read(2) of at least one byte.
func read(fd int, p []byte) (int, error) {
	if len(p) > brief {
		return syscall.Read(fd, p)
	}
	n, _, errno := syscall.RawSyscall6(unix.SYS_RECVFROM, uintptr(fd), uintptr(unsafe.Pointer(&p[0])), uintptr(len(p)), syscall.MSG_DONTWAIT, 0, 0)
	return transferred(n, errno)
}

// write is write(2) of at least one byte.
func write(fd int, p []byte) (int, error) {
	if len(p) > brief {
		return syscall.Write(fd, p)
	}
	n, _, errno := syscall.RawSyscall6(unix.SYS_SENDTO, uintptr(fd), uintptr(unsafe.Pointer(&p[0])), uintptr(len(p)), syscall.MSG_DONTWAIT|syscall.MSG_NOSIGNAL, 0, 0)
	return transferred(n, errno)
}

func transferred(n uintptr, errno syscall.Errno) (int, error) {
	if errno != 0 {
		return 0, errno
	}
	return int(n), nil
}
