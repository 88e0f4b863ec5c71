package world

import (
	"bytes"
	"errors"
	"syscall"

	"sockrun/luaapi/host"
)

// listing is a world whose system tells which program is at an address.
type listing interface {
	ListenedBy(kind host.Type, a host.Addr) string
}

// whyTaken explains that an address is in use although the socket has SO_REUSEADDR,
// which is what usually helps: somebody is there.
func (s *socket) whyTaken(a host.Addr, err error) error {
	if !errors.Is(err, syscall.EADDRINUSE) || !a.IP.IsValid() || a.Port == 0 || !s.reuses() {
		return err
	}
	why := "another socket has the port"
	if system, ok := s.world.Base.(listing); ok {
		if by := system.ListenedBy(s.Kind().Type, a); by != "" {
			why = by + " has the port"
		}
	}
	return &host.Explained{Err: err, Why: why + ", which SO_REUSEADDR does not change: end it, or choose another port"}
}

// reuses says whether the socket has SO_REUSEADDR.
func (s *socket) reuses() bool {
	const size = 4
	value, err := s.Option(syscall.SOL_SOCKET, syscall.SO_REUSEADDR, size)
	return err == nil && !bytes.Equal(value, make([]byte, size))
}
