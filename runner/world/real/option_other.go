//go:build !linux

package real

import (
	"encoding/binary"
	"syscall"

	"golang.org/x/sys/unix"
)

const zeroCopy, truncate = 0, 0

// bytesOption reads SO_LINGER, and fails for all others: no library in reach
// reads options of other sizes than an int on these systems.
func (s *endpoint) bytesOption(level, name, size int) (raw []byte, err error) {
	if level != syscall.SOL_SOCKET || name != syscall.SO_LINGER {
		return nil, syscall.ENOPROTOOPT
	}
	err = s.control(func(fd int) error {
		l, err := unix.GetsockoptLinger(fd, level, name)
		if err == nil {
			raw = binary.NativeEndian.AppendUint32(raw, uint32(l.Onoff))
			raw = binary.NativeEndian.AppendUint32(raw, uint32(l.Linger))
		}
		return err
	})
	return raw[:min(size, len(raw))], err
}
