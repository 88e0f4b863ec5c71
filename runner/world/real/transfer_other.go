//go:build !linux || race

package real

import "syscall"

// read is read(2) of at least one byte.
func read(fd int, p []byte) (int, error) { return syscall.Read(fd, p) }

// receive is recv(2).
func receive(fd int, p []byte, flags int) (int, error) {
	n, _, err := syscall.Recvfrom(fd, p, flags)
	return n, err
}

// write is write(2) of at least one byte.
func write(fd int, p []byte) (int, error) { return syscall.Write(fd, p) }

// receiveFrom is recvfrom(2) on an internet socket. last may be the sender that
// it returns.
func receiveFrom(fd int, p []byte, flags int, last syscall.Sockaddr) (int, syscall.Sockaddr, error) {
	return syscall.Recvfrom(fd, p, flags)
}

// sendDatagram is sendto(2).
func sendDatagram(fd int, p []byte, flags int, to syscall.Sockaddr) (int, error) {
	return syscall.SendmsgN(fd, p, nil, to, flags)
}
