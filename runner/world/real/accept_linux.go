package real

import "syscall"

// acceptCloexec is accept(2); no program inherits the new descriptor.
func acceptCloexec(fd int) (int, syscall.Sockaddr, error) {
	return syscall.Accept4(fd, syscall.SOCK_CLOEXEC|syscall.SOCK_NONBLOCK)
}
