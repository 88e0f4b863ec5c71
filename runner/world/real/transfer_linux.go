//go:build !race

package real

import (
	"encoding/binary"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// brief is up to how many bytes a call on a socket is over so soon that it is
// not worth telling Go's scheduler, which takes a part of the time of a small
// message. The calls say themselves that they must not wait: whoever else has
// the socket may have made it one that blocks.
const brief = 16 << 10

// read is read(2) of at least one byte.
func read(fd int, p []byte) (int, error) {
	if len(p) > brief {
		return syscall.Read(fd, p)
	}
	n, _, errno := syscall.RawSyscall6(unix.SYS_RECVFROM, uintptr(fd), uintptr(unsafe.Pointer(&p[0])), uintptr(len(p)), syscall.MSG_DONTWAIT, 0, 0)
	return transferred(n, errno)
}

// receive is recv(2).
func receive(fd int, p []byte, flags int) (int, error) {
	if len(p) == 0 || len(p) > brief {
		n, _, err := syscall.Recvfrom(fd, p, flags)
		return n, err
	}
	n, _, errno := syscall.RawSyscall6(unix.SYS_RECVFROM, uintptr(fd), uintptr(unsafe.Pointer(&p[0])), uintptr(len(p)), uintptr(flags|syscall.MSG_DONTWAIT), 0, 0)
	return transferred(n, errno)
}

// write is write(2) of at least one byte.
func write(fd int, p []byte) (int, error) {
	if len(p) > brief {
		return syscall.Write(fd, p)
	}
	n, _, errno := syscall.RawSyscall6(unix.SYS_SENDTO, uintptr(fd), uintptr(unsafe.Pointer(&p[0])), uintptr(len(p)), syscall.MSG_DONTWAIT|syscall.MSG_NOSIGNAL, 0, 0)
	return transferred(n, errno)
}

func transferred(n uintptr, errno syscall.Errno) (int, error) {
	if errno != 0 {
		return 0, errno
	}
	return int(n), nil
}

// receiveFrom is recvfrom(2) on an internet socket. last is the sender that it
// returns, rather than one which is equal.
func receiveFrom(fd int, p []byte, flags int, last syscall.Sockaddr) (int, syscall.Sockaddr, error) {
	if len(p) == 0 || len(p) > brief {
		return syscall.Recvfrom(fd, p, flags)
	}
	var from syscall.RawSockaddrAny
	size := uint32(syscall.SizeofSockaddrAny)
	n, _, errno := syscall.RawSyscall6(unix.SYS_RECVFROM, uintptr(fd), uintptr(unsafe.Pointer(&p[0])), uintptr(len(p)), uintptr(flags|syscall.MSG_DONTWAIT), uintptr(unsafe.Pointer(&from)), uintptr(unsafe.Pointer(&size)))
	if errno != 0 {
		return 0, nil, errno
	}
	return int(n), senderOf(&from, last), nil
}

// senderOf is nil where the system names nobody.
func senderOf(from *syscall.RawSockaddrAny, last syscall.Sockaddr) syscall.Sockaddr {
	switch from.Addr.Family {
	case syscall.AF_INET:
		a := (*syscall.RawSockaddrInet4)(unsafe.Pointer(from))
		port := int(binary.BigEndian.Uint16(network(&a.Port)))
		if last, ok := last.(*syscall.SockaddrInet4); ok && last.Port == port && last.Addr == a.Addr {
			return last
		}
		return &syscall.SockaddrInet4{Port: port, Addr: a.Addr}
	case syscall.AF_INET6:
		a := (*syscall.RawSockaddrInet6)(unsafe.Pointer(from))
		port := int(binary.BigEndian.Uint16(network(&a.Port)))
		if last, ok := last.(*syscall.SockaddrInet6); ok && last.Port == port && last.Addr == a.Addr && last.ZoneId == a.Scope_id {
			return last
		}
		return &syscall.SockaddrInet6{Port: port, ZoneId: a.Scope_id, Addr: a.Addr}
	}
	return nil
}

// network is a port in the order in which it travels.
func network(port *uint16) []byte { return (*[2]byte)(unsafe.Pointer(port))[:] }

// sendDatagram is sendto(2).
func sendDatagram(fd int, p []byte, flags int, to syscall.Sockaddr) (int, error) {
	v4, ok := to.(*syscall.SockaddrInet4)
	if !ok || len(p) == 0 || len(p) > brief {
		return syscall.SendmsgN(fd, p, nil, to, flags)
	}
	raw := syscall.RawSockaddrInet4{Family: syscall.AF_INET, Addr: v4.Addr}
	binary.BigEndian.PutUint16(network(&raw.Port), uint16(v4.Port))
	n, _, errno := syscall.RawSyscall6(unix.SYS_SENDTO, uintptr(fd), uintptr(unsafe.Pointer(&p[0])), uintptr(len(p)), uintptr(flags|syscall.MSG_DONTWAIT|syscall.MSG_NOSIGNAL), uintptr(unsafe.Pointer(&raw)), unsafe.Sizeof(raw))
	return transferred(n, errno)
}
