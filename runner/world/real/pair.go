package real

import (
	"syscall"

	"golang.org/x/sys/unix"

	"sockrun/luaapi/host"
)

// SocketPair is socketpair(2), closed on exec.
func (w *World) SocketPair(family host.Family, typ host.Type, proto int) (a, b host.Socket, err error) {
	if err := w.alive(); err != nil {
		return nil, nil, err
	}
	fds, err := pairCloexec(int(family), int(typ), proto)
	if err != nil {
		return nil, nil, err
	}
	kind := host.Kind{Family: family, Type: typ, Proto: proto}
	first, err := w.adopt(fds[0], kind)
	if err != nil {
		_ = syscall.Close(fds[1])
		return nil, nil, err
	}
	second, err := w.adopt(fds[1], kind)
	if err != nil {
		_ = first.Close()
		return nil, nil, err
	}
	return first, second, nil
}

// pairCloexec makes a pair that does not block and that no program inherits: the
// lock keeps package os/exec from forking before the flag is set.
func pairCloexec(family, typ, proto int) ([2]int, error) {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	fds, err := syscall.Socketpair(family, typ, proto)
	if err == nil {
		prepare(fds[0])
		prepare(fds[1])
	}
	return fds, err
}

// prepare makes an open descriptor one that does not block and that no program
// inherits.
func prepare(fd int) {
	syscall.CloseOnExec(fd)
	_ = syscall.SetNonblock(fd, true) // fails only on a closed one
}

// Dup is dup(2), closed on exec.
func (s *endpoint) Dup() (host.Socket, error) {
	var fd int
	err := s.control(func(own int) (err error) {
		fd, err = unix.FcntlInt(uintptr(own), unix.F_DUPFD_CLOEXEC, 0)
		return err
	})
	if err != nil {
		return nil, err
	}
	twin, err := s.world.adopt(fd, s.kind)
	if err != nil {
		return nil, err
	}
	twin.lingers.Store(s.lingers.Load())
	twin.deaf = s.deaf
	return twin, nil
}
