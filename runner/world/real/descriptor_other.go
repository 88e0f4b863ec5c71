//go:build !linux

package real

import "syscall"

// socketCloexec is socket(2) for a descriptor that does not block and that no
// program inherits: the lock keeps package os/exec from forking before the flag
// is set.
func socketCloexec(family, typ, proto int) (int, error) {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	fd, err := syscall.Socket(family, typ, proto)
	if err == nil {
		prepare(fd)
	}
	return fd, err
}

// acceptCloexec is accept(2) for such a descriptor.
func acceptCloexec(fd int) (int, syscall.Sockaddr, error) {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	accepted, from, err := syscall.Accept(fd)
	if err == nil {
		prepare(accepted)
	}
	return accepted, from, err
}
