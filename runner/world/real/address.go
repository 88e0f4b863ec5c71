package real

import (
	"errors"
	"io/fs"
	"net/netip"
	"os"
	"strings"
	"syscall"

	"sockrun/luaapi/host"
)

// sockaddr returns a in the system's form. An address without IP is that of
// all interfaces. FlowInfo does not get through package syscall.
func sockaddr(a host.Addr) (syscall.Sockaddr, error) {
	switch a.Family {
	case host.INET:
		ip := a.IP.Unmap()
		if !ip.IsValid() {
			ip = netip.IPv4Unspecified()
		}
		if !ip.Is4() {
			return nil, syscall.EAFNOSUPPORT
		}
		return &syscall.SockaddrInet4{Port: a.Port, Addr: ip.As4()}, nil
	case host.INET6:
		ip := a.IP
		if !ip.IsValid() {
			ip = netip.IPv6Unspecified()
		}
		return &syscall.SockaddrInet6{Port: a.Port, Addr: ip.As16(), ZoneId: a.ScopeID}, nil
	case host.UNIX:
		if err := a.CheckUnix(); err != nil {
			return nil, err
		}
		return &syscall.SockaddrUnix{Name: a.Path}, nil
	}
	return nil, syscall.EAFNOSUPPORT
}

// addr returns sa, which the system gave for a socket of this family.
func (s *endpoint) addr(sa syscall.Sockaddr) host.Addr {
	a := host.Addr{Family: s.kind.Family}
	switch sa := sa.(type) {
	case *syscall.SockaddrInet4:
		a.IP, a.Port = netip.AddrFrom4(sa.Addr), sa.Port
	case *syscall.SockaddrInet6:
		a.IP, a.Port, a.ScopeID = netip.AddrFrom16(sa.Addr), sa.Port, sa.ZoneId
	case *syscall.SockaddrUnix:
		a.Path = unixPath(sa.Name)
	}
	return a
}

// unixPath undoes what package syscall makes of a leading NUL: it writes @
// for an abstract name, and also for no name at all.
func unixPath(name string) string {
	if rest, abstract := strings.CutPrefix(name, "@"); abstract {
		if rest == "" {
			return ""
		}
		return "\x00" + rest
	}
	return name
}

// boundPath is the file of a unix socket that was bound in this world. The
// system leaves it behind.
type boundPath struct {
	path string
	made fs.FileInfo
}

// ownPath makes End remove the file that a bind to a has made, if any.
func (w *World) ownPath(a host.Addr) error {
	if a.Family != host.UNIX || a.Path == "" || a.Path[0] == 0 {
		return nil
	}
	made, err := os.Lstat(a.Path)
	if err != nil {
		return nil // removed already
	}
	b := &boundPath{path: a.Path, made: made}
	if err := w.own(b); err != nil {
		b.release()
		return err
	}
	return nil
}

// release removes the file unless another has taken its place.
func (b *boundPath) release() {
	now, err := os.Lstat(b.path)
	if err == nil && now.Mode()&fs.ModeSocket != 0 && os.SameFile(b.made, now) {
		_ = os.Remove(b.path)
	}
}

// errnoOf takes the errno out of what package os and its users wrap around
// it; an error without errno stays as it is.
func errnoOf(err error) error {
	if errno, ok := errors.AsType[syscall.Errno](err); ok {
		return errno
	}
	return err
}

// LocalAddr is getsockname(2).
func (s *endpoint) LocalAddr() (host.Addr, error) { return s.askAddr(syscall.Getsockname) }

// PeerAddr is getpeername(2).
func (s *endpoint) PeerAddr() (host.Addr, error) { return s.askAddr(syscall.Getpeername) }

func (s *endpoint) askAddr(ask func(fd int) (syscall.Sockaddr, error)) (host.Addr, error) {
	var sa syscall.Sockaddr
	err := s.control(func(fd int) (err error) {
		sa, err = ask(fd)
		return err
	})
	if err != nil {
		return host.Addr{}, err
	}
	return s.addr(sa), nil
}
