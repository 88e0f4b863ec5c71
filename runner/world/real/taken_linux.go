package real

import (
	"encoding/binary"
	"net/netip"
	"sync"
	"unsafe"

	"golang.org/x/sys/unix"
)

// takenOnUnix: of a unix stream the sender's account has what nobody received.
func (s *endpoint) takenOnUnix() Progress {
	switch left, err := s.unacknowledged(); {
	case err != nil:
		return Unknown
	case left > 0:
		return Pending
	}
	return Taken
}

func unacknowledged(fd int) (int, error) { return unix.IoctlGetInt(fd, unix.SIOCOUTQ) }

// diagnosis asks the system about TCP sockets of any process of this machine,
// by sock_diag(7). The zero value opens its descriptor when it is first asked.
type diagnosis struct {
	mu     sync.Mutex
	opened bool
	failed bool // the system has no such thing
	fd     int
	number uint32
}

// The layout of what is asked and answered: struct nlmsghdr, struct
// inet_diag_req_v2, struct inet_diag_msg and struct nlattr.
const (
	headerSize   = unix.SizeofNlMsghdr
	questionSize = headerSize + 56
	answerSize   = 72
	allStates    = 1<<32 - 1
	infoWanted   = 2 // INET_DIAG_INFO
	tcpListen    = 10
	unreadAt     = 56 // in the answer
	receivedAt   = int(unsafe.Offsetof(unix.TCPInfo{}.Bytes_received))
)

// ask says how much the socket that has the address local has received of what
// its peer has sent.
func (d *diagnosis) ask(local, peer netip.AddrPort, sent int64) Progress {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.open() {
		return Unknown
	}
	d.number++
	if err := unix.Send(d.fd, question(d.number, local, peer), unix.MSG_DONTWAIT); err != nil {
		return Unknown
	}
	var space [4096]byte
	n, _, err := unix.Recvfrom(d.fd, space[:], unix.MSG_DONTWAIT) // the answer is there at once
	if err != nil {
		return Unknown
	}
	return judge(space[:n], d.number, sent)
}

func (d *diagnosis) open() bool {
	if d.opened || d.failed {
		return d.opened
	}
	fd, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, unix.NETLINK_SOCK_DIAG)
	d.fd, d.opened, d.failed = fd, err == nil, err != nil
	return d.opened
}

// close lets the descriptor go; nothing can be asked from then on.
func (d *diagnosis) close() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.opened {
		_ = unix.Close(d.fd)
	}
	d.opened, d.failed = false, true
}

func question(number uint32, local, peer netip.AddrPort) []byte {
	family := byte(unix.AF_INET)
	if local.Addr().Is6() {
		family = unix.AF_INET6
	}
	b := make([]byte, 0, questionSize)
	b = binary.NativeEndian.AppendUint32(b, questionSize)
	b = binary.NativeEndian.AppendUint16(b, unix.SOCK_DIAG_BY_FAMILY)
	b = binary.NativeEndian.AppendUint16(b, unix.NLM_F_REQUEST)
	b = binary.NativeEndian.AppendUint32(b, number)
	b = binary.NativeEndian.AppendUint32(b, 0)
	b = append(b, family, unix.IPPROTO_TCP, 1<<(infoWanted-1), 0)
	b = binary.NativeEndian.AppendUint32(b, allStates)
	b = binary.BigEndian.AppendUint16(b, local.Port())
	b = binary.BigEndian.AppendUint16(b, peer.Port())
	b = appendIP(appendIP(b, local.Addr()), peer.Addr())
	b = binary.NativeEndian.AppendUint32(b, 0)
	return append(b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff) // no cookie
}

// appendIP appends an address in a place of 16 bytes.
func appendIP(b []byte, ip netip.Addr) []byte {
	var place [16]byte
	copy(place[:], ip.AsSlice())
	return append(b, place[:]...)
}

// judge reads an answer.
func judge(b []byte, number uint32, sent int64) Progress {
	if len(b) < headerSize+answerSize || binary.NativeEndian.Uint16(b[4:]) != unix.SOCK_DIAG_BY_FAMILY ||
		binary.NativeEndian.Uint32(b[8:]) != number {
		return Unknown // such as that there is no such socket
	}
	b = b[headerSize:]
	if b[1] == tcpListen {
		return Unknown
	}
	if binary.NativeEndian.Uint32(b[unreadAt:]) > 0 {
		return Pending
	}
	received, ok := receivedBytes(b[answerSize:])
	switch {
	case !ok:
		return Unknown
	case received < uint64(sent):
		return Pending // on its way
	}
	return Taken
}

// receivedBytes looks for tcpi_bytes_received among attributes.
func receivedBytes(b []byte) (n uint64, ok bool) {
	for len(b) >= unix.SizeofNlAttr {
		size, kind := int(binary.NativeEndian.Uint16(b)), binary.NativeEndian.Uint16(b[2:])
		if size < unix.SizeofNlAttr || size > len(b) {
			return 0, false
		}
		if info := b[unix.SizeofNlAttr:size]; kind == infoWanted && len(info) >= receivedAt+8 {
			return binary.NativeEndian.Uint64(info[receivedAt:]), true
		}
		b = b[min((size+3)&^3, len(b)):]
	}
	return 0, false
}
