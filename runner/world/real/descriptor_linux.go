package real

import "syscall"

// socketCloexec is socket(2) for a descriptor that does not block and that no
// program inherits.
func socketCloexec(family, typ, proto int) (int, error) {
	return syscall.Socket(family, typ|syscall.SOCK_CLOEXEC|syscall.SOCK_NONBLOCK, proto)
}

// acceptCloexec is accept(2) for such a descriptor.
func acceptCloexec(fd int) (int, syscall.Sockaddr, error) {
	return syscall.Accept4(fd, syscall.SOCK_CLOEXEC|syscall.SOCK_NONBLOCK)
}
