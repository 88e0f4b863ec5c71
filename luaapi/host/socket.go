package host

import (
	"crypto/tls"
	"net/netip"
	"syscall"
)

// Family is an address family; its numbers are the platform's.
type Family int

// Type is a socket type; its numbers are the platform's.
type Type int

// The families and types that scripts can use.
const (
	INET  Family = syscall.AF_INET
	INET6 Family = syscall.AF_INET6
	UNIX  Family = syscall.AF_UNIX

	Stream    Type = syscall.SOCK_STREAM
	Datagram  Type = syscall.SOCK_DGRAM
	Raw       Type = syscall.SOCK_RAW
	SeqPacket Type = syscall.SOCK_SEQPACKET
)

// How says which half of a connection Shutdown ends.
type How int

// The halves of a connection, with the numbers of shutdown(2).
const (
	ShutRead  How = syscall.SHUT_RD
	ShutWrite How = syscall.SHUT_WR
	ShutBoth  How = syscall.SHUT_RDWR
)

// Direction is the way that bytes take through a socket.
type Direction uint8

// The two directions, seen from the socket's owner.
const (
	Received Direction = iota
	Sent
)

// Network makes sockets. Its methods may be called from several goroutines; errors
// are those of Socket, and *NameError where that is said.
type Network interface {
	// Socket makes a socket as socket(2) does. The caller closes it; the world
	// closes what is still open when it ends.
	Socket(Family, Type, int) (Socket, error)
	// SocketPair makes two sockets that are connected to each other, as
	// socketpair(2) does: of UNIX; other families are EOPNOTSUPP.
	SocketPair(Family, Type, int) (a, b Socket, err error)
	// Poll waits until a socket of the list is ready for something that is
	// wanted of it, and sets Ready of each. With none ready it fails with
	// ETIMEDOUT, or EAGAIN for DontWait; with EBADF when one is closed, also
	// meanwhile. The sockets must be the world's own, or it is EOPNOTSUPP.
	Poll(list []Watch, d Deadline) error
	// Hostname returns the name of the machine.
	Hostname() (string, error)
	// Lookup returns the addresses of a host name, family 0 for any. Those of
	// Numeric need no network. What cannot be found is a *NameError.
	Lookup(name string, family Family, d Deadline) ([]Addr, error)
	// LookupAddr returns the names of an address, at least one; that of a
	// loopback address is localhost, and needs no network. What cannot be found
	// is a *NameError.
	LookupAddr(ip netip.Addr, d Deadline) ([]string, error)
	// Interfaces lists the network interfaces by their number.
	Interfaces() ([]Interface, error)
}

// Events are what a socket can be ready for.
type Events uint8

// The events of select(2).
const (
	Readable    Events = 1 << iota // a read, or accept, would not wait
	Writable                       // a write would not wait, or a connect is done
	Exceptional                    // urgent data has come
)

// Watch is a socket that Poll looks at.
type Watch struct {
	Socket        Socket
	Wanted, Ready Events
}

// Socket is a BSD socket. Its methods follow the system calls of the same
// name. Errors are bare syscall.Errno values (ETIMEDOUT past a deadline,
// EAGAIN for DontWait, EBADF on a closed socket, also for a call that was
// waiting when it was closed), ErrEnded, or a *Denied by the policy.
//
// Every method may be called from several goroutines. Calls that wait in the
// same direction are served one after the other, each with its own deadline;
// DontWait calls never queue. Reads and writes are independent.
type Socket interface {
	// Bind gives the socket its address, as bind(2) does: port 0 is a free one.
	// EADDRINUSE when another has it, EINVAL when the socket has one already.
	Bind(Addr) error
	// Listen makes the socket accept connections; backlog as in listen(2).
	Listen(backlog int) error
	// Accept waits for a connection and returns its socket and peer.
	Accept(Deadline) (Socket, Addr, error)
	// Connect waits until a connection stands or fails. With DontWait it
	// returns EINPROGRESS when the connection is under way.
	Connect(Addr, Deadline) error
	// Recv takes at most len(p) bytes (or one datagram, cut to len(p)) and
	// returns how many; 0 and nil is the end of a stream. It never takes more
	// from the system than was asked for. flags are those of recv(2).
	Recv(p []byte, flags int, d Deadline) (int, error)
	// RecvFrom is Recv that also says who sent.
	RecvFrom(p []byte, flags int, d Deadline) (int, Addr, error)
	// Send gives bytes to the system and returns how many it took; on a stream
	// that may be fewer than len(p), never 0 without an error unless p is
	// empty. The socket keeps no reference to p.
	Send(p []byte, flags int, d Deadline) (int, error)
	// SendTo sends one datagram.
	SendTo(p []byte, flags int, to Addr, d Deadline) (int, error)
	// Shutdown ends one or both directions of a connection, as shutdown(2) does:
	// the peer sees the end of the stream. ENOTCONN without a connection. The
	// socket is still to be closed.
	Shutdown(How) error
	// Close wakes everybody who waits on the socket with EBADF and releases
	// it. With SO_LINGER it may wait. Closing twice returns nil.
	Close() error
	// Reset closes the socket so that a stream's peer sees ECONNRESET.
	Reset() error
	// Dup returns another descriptor of the same socket, as dup(2) does. Each
	// is closed by itself; the connection ends with the last.
	Dup() (Socket, error)
	// LocalAddr is getsockname(2): the unspecified address before Bind and Connect.
	LocalAddr() (Addr, error)
	// PeerAddr is getpeername(2): ENOTCONN without a connection.
	PeerAddr() (Addr, error)
	// Option reads a socket option of at most size bytes, in the platform's
	// byte order.
	Option(level, name, size int) ([]byte, error)
	// SetOption sets a socket option, as setsockopt(2) does; value is in the
	// platform's byte order. ENOPROTOOPT for one that there is not, EINVAL for a
	// value of the wrong size.
	SetOption(level, name int, value []byte) error
	// Fd is the descriptor's number, -1 once closed; in the simulated world a
	// number that no other open socket of the world has.
	Fd() int
	// Kind says what the socket was made as.
	Kind() Kind
	// Mark tells the recorder, if there is one, that a codec sees the next n
	// bytes in this direction that no mark covers yet as one message.
	Mark(dir Direction, n int)
}

// Securable is a Socket that can encrypt what it carries.
type Securable interface {
	Socket
	// Secure makes a handshake of TLS on a connected stream, as one side of it, and
	// from then on all that the calls carry is encrypted below them. Send may have
	// taken bytes that wait for room when it returns ETIMEDOUT or EAGAIN, and goes on
	// with them at the next call; Recv and Poll tell of what is decrypted; Close and Shutdown tell the other side; Dup is EOPNOTSUPP.
	//
	// A failure is a *TLSError, io.ErrUnexpectedEOF, or an error of Recv or Send.
	// Then the socket can only be closed, and the other side hears of it by the next
	// call, such as Close. On a socket that is secured it is EALREADY.
	Secure(config *tls.Config, side TLSSide, d Deadline) error
	// Session says what the handshake has agreed on; it is not ok without one.
	Session() (state tls.ConnectionState, ok bool)
}

// TLSSide is a side of a handshake of TLS, whichever of the two has connected.
type TLSSide bool

// The sides. The server is the one that needs a certificate.
const (
	TLSClient TLSSide = false
	TLSServer TLSSide = true
)

// Leaver is a Socket that takes note of how it is closed.
type Leaver interface {
	Socket
	// Leave says that the owner is about to reset the connection since n bytes
	// that it has received are unread, as the system does with those that it holds
	// itself.
	Leave(n int)
}

// Unhurried is a Socket whose Send may wait although there is room. Whoever may
// wait calls it with the deadline at once, instead of trying first with DontWait.
type Unhurried interface {
	Socket
	// SendsSlowly says whether the socket is such a one.
	SendsSlowly() bool
}

// Kind is what a socket was made as.
type Kind struct {
	Family Family
	Type   Type
	Proto  int
}

// highestProtocol is that of Linux, which is Multipath TCP.
const highestProtocol = 262

// Check says why there are no sockets of this kind anywhere, as Linux does; nil
// when it depends on the system.
func (k Kind) Check() error {
	const highestType = 10
	isUnix := k.Family == UNIX
	switch {
	case !isUnix && k.Family != INET && k.Family != INET6:
		return &Explained{syscall.EAFNOSUPPORT, "there are AF_INET, AF_INET6 and AF_UNIX"}
	case k.Type < 0 || k.Type > highestType:
		return syscall.EINVAL
	case isUnix && k.Proto != 0 && k.Proto != syscall.AF_UNIX:
		return syscall.EPROTONOSUPPORT
	case !isUnix && (k.Proto < 0 || k.Proto > highestProtocol):
		return syscall.EINVAL
	case k.Type == Raw && isUnix, k.Type == SeqPacket && !isUnix, k.Type != Stream && k.Type != Datagram && k.Type != Raw && k.Type != SeqPacket:
		return &Explained{syscall.ESOCKTNOSUPPORT, "there are SOCK_STREAM and SOCK_DGRAM, SOCK_SEQPACKET of AF_UNIX, and SOCK_RAW of the others"}
	case k.Type == Raw && k.Proto == 0:
		return &Explained{syscall.EPROTONOSUPPORT, "a raw socket needs a protocol, such as IPPROTO_ICMP"}
	}
	return nil
}

// IsStream says whether the socket carries a stream of bytes without
// boundaries.
func (k Kind) IsStream() bool { return k.Type == Stream }

// Accepts says whether sockets of this kind connect, listen and accept
// connections.
func (k Kind) Accepts() bool { return k.Type == Stream || k.Type == SeqPacket }
