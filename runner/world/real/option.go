package real

import (
	"encoding/binary"
	"syscall"
)

// Option is getsockopt(2).
func (s *endpoint) Option(level, name, size int) ([]byte, error) {
	if err := s.alive(); err != nil {
		return nil, err
	}
	if size == 4 {
		return s.intOption(level, name)
	}
	return s.bytesOption(level, name, size)
}

// intOption reads an option of the size of a C int, which nearly all are.
func (s *endpoint) intOption(level, name int) ([]byte, error) {
	var value int
	err := s.control(func(fd int) (err error) {
		value, err = syscall.GetsockoptInt(fd, level, name)
		return err
	})
	if err != nil {
		return nil, err
	}
	return binary.NativeEndian.AppendUint32(nil, uint32(value)), nil
}

// SetOption is setsockopt(2).
func (s *endpoint) SetOption(level, name int, value []byte) error {
	err := s.control(func(fd int) error {
		return syscall.SetsockoptString(fd, level, name, string(value))
	})
	if err == nil && level == syscall.SOL_SOCKET && name == syscall.SO_LINGER {
		s.lingers.Store(true)
	}
	return err
}
