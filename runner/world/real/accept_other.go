//go:build !linux

package real

import "syscall"

// acceptCloexec is accept(2); no program inherits the new descriptor: the
// lock keeps package os/exec from forking before the flag is set.
func acceptCloexec(fd int) (int, syscall.Sockaddr, error) {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	accepted, from, err := syscall.Accept(fd)
	if err == nil {
		syscall.CloseOnExec(accepted)
	}
	return accepted, from, err
}
