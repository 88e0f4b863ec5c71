package real

import (
	"sync/atomic"
	"syscall"

	"golang.org/x/sys/unix"
)

// The system calls come from package syscall, since x/sys/unix asks the
// system for the protocol each time it decodes an address.

// call is one system call with its arguments and its results. It may be
// performed many times: an EAGAIN means that it waits for the descriptor, and
// n counts what has been done until then.
type call struct {
	do    func(fd int, c *call) error
	p     []byte           // what to send, or where to put what comes
	flags int              // of recv(2) or send(2)
	addr  syscall.Sockaddr // of the peer: an argument or a result; of a recvfrom that waits, who sent last
	n     int              // bytes, or the descriptor of an accepted connection
	begun bool             // a connect is under way, or an accept has looked
	deaf  *atomic.Bool     // ends a wait for datagrams or unix connections when it is true; nil for others
}

// perform makes the call, again when a signal interrupts it.
func (c *call) perform(fd int) error {
	for {
		if err := c.do(fd, c); !is(err, syscall.EINTR) {
			return err
		}
	}
}

// is compares an error of a system call without the call of the runtime that ==
// makes.
func is(err error, errno syscall.Errno) bool {
	e, ok := err.(syscall.Errno)
	return ok && e == errno
}

// recvOnce takes what is there.
func recvOnce(fd int, c *call) (err error) {
	if c.flags == 0 && len(c.p) > 0 {
		c.n, err = read(fd, c.p)
	} else {
		c.n, err = receive(fd, c.p, c.flags)
	}
	return c.received(err)
}

// received ends a call for datagrams on a socket that is shut down for reading:
// the system says EAGAIN to a descriptor that does not block.
func (c *call) received(err error) error {
	c.n = max(c.n, 0)
	if c.deaf != nil && is(err, syscall.EAGAIN) && c.deaf.Load() {
		return nil
	}
	return err
}

// readOnce is recvOnce for at least one byte and without flags.
func readOnce(fd int, c *call) (err error) {
	c.n, err = read(fd, c.p)
	c.n = max(c.n, 0)
	return err
}

// recvFull fills p: MSG_WAITALL, which the system ignores on a descriptor
// that does not block.
func recvFull(fd int, c *call) error {
	for c.n < len(c.p) {
		n, err := read(fd, c.p[c.n:])
		if err != nil {
			return err
		}
		if n == 0 {
			return nil
		}
		c.n += n
	}
	return nil
}

// recvFromInet is recvFrom on an internet socket.
func recvFromInet(fd int, c *call) error {
	n, from, err := receiveFrom(fd, c.p, c.flags, c.addr)
	return c.receivedFrom(n, from, err)
}

// recvFrom takes one datagram and its sender.
func recvFrom(fd int, c *call) error {
	n, from, err := syscall.Recvfrom(fd, c.p, c.flags)
	return c.receivedFrom(n, from, err)
}

// receivedFrom is received, with the sender unless the call goes on.
func (c *call) receivedFrom(n int, from syscall.Sockaddr, err error) error {
	c.n = n
	if err = c.received(err); !is(err, syscall.EAGAIN) {
		c.addr = from
	}
	return err
}

// sendOnce gives what the system takes now.
func sendOnce(fd int, c *call) (err error) {
	c.n, err = send(fd, c.p, c.flags)
	return err
}

// sendFull gives all of p, as a send on a blocking socket does.
func sendFull(fd int, c *call) error {
	for c.n < len(c.p) {
		n, err := send(fd, c.p[c.n:], c.flags)
		if err != nil {
			return err
		}
		c.n += n
	}
	return nil
}

func send(fd int, p []byte, flags int) (n int, err error) {
	if flags == 0 && len(p) > 0 {
		n, err = write(fd, p)
	} else {
		n, err = syscall.SendmsgN(fd, p, nil, nil, flags)
	}
	return max(n, 0), err
}

// sendTo sends one datagram to addr.
func sendTo(fd int, c *call) (err error) {
	c.n, err = sendDatagram(fd, c.p, c.flags, c.addr)
	c.n = max(c.n, 0)
	return err
}

// connectNow is connect(2) itself.
func connectNow(fd int, c *call) error { return syscall.Connect(fd, c.addr) }

// connectAndWait starts a connection, or joins one that is under way, and asks
// what became of it: at once, since one to an address of the machine stands by
// then, and each time the descriptor is writable. It does not ask by a second
// connect(2): that would undo a connection which its peer has just reset, so
// that nobody could be told of the reset.
func connectAndWait(fd int, c *call) error {
	if !c.begun {
		err := syscall.Connect(fd, c.addr)
		switch err {
		case syscall.EINPROGRESS, syscall.EALREADY, syscall.EINTR:
			c.begun = true
		default:
			return err
		}
	}
	err := connected(fd)
	if err != nil && err != syscall.EAGAIN && err != syscall.ECONNRESET {
		// What has failed is over only when connect(2) has been told, as a blocking
		// one is. Else the next attempt would fail with ECONNABORTED.
		_ = syscall.Connect(fd, c.addr)
	}
	return err
}

// connected says what became of a connection under way: nil, its error, or
// EAGAIN for one that still is.
func connected(fd int) error {
	if err := pendingError(fd); err != nil {
		return err
	}
	_, err := syscall.Getpeername(fd)
	if err == syscall.ENOTCONN {
		return syscall.EAGAIN
	}
	return err
}

// pendingError takes the error that a connect in the background has met.
func pendingError(fd int) error {
	code, err := syscall.GetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_ERROR)
	if err == nil && code != 0 {
		err = syscall.Errno(code)
	}
	return err
}

// lookAndAccept is accept on a socket that listens. It looks first whether anybody
// waits there, since an accept(2) that finds nobody makes a socket and drops it,
// which takes the system six times as long.
func lookAndAccept(fd int, c *call) error {
	if !c.begun {
		c.begun = true
		if readiness(fd, unix.POLLIN) == 0 {
			return syscall.EAGAIN
		}
	}
	return accept(fd, c)
}

// accept takes a connection from the queue. Of a unix socket that is shut down
// for reading the system says EAGAIN to a descriptor that does not block.
func accept(fd int, c *call) (err error) {
	c.n, c.addr, err = acceptCloexec(fd)
	c.n = max(c.n, 0)
	if err == syscall.EAGAIN && c.deaf != nil && c.deaf.Load() {
		return syscall.EINVAL
	}
	return err
}
