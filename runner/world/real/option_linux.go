package real

import "golang.org/x/sys/unix"

const (
	zeroCopy = unix.MSG_ZEROCOPY
	truncate = unix.MSG_TRUNC
)

// bytesOption reads an option of any size.
func (s *endpoint) bytesOption(level, name, size int) ([]byte, error) {
	value := make([]byte, size)
	n, err := s.conn.GetsockoptBytes(level, name, value)
	if err != nil {
		return nil, err
	}
	return value[:n], nil
}
