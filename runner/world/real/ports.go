package real

import (
	"errors"
	"math/rand/v2"
	"net"
	"net/netip"
	"sync"
	"syscall"
)

// The ports that Ports gives: below those that systems give to sockets which
// ask for any, so that no connection takes one before its program does.
const (
	firstPort = 20000
	portCount = 12000
)

// Ports gives free ports to programs that open them themselves, each to one at
// a time. The zero value is ready for use, by several goroutines.
type Ports struct {
	mu    sync.Mutex
	taken map[int]bool
	next  int
}

// ErrNoPorts is why Take fails when programs have all ports.
var ErrNoPorts = errors.New("no port from 20000 to 31999 is free")

// Take returns a port that is free on the loopback addresses, over TCP and
// over UDP, and that nobody else has taken here. Runs at the same time look
// from different places on, and so hardly meet. The caller gives it back. It
// fails with ErrNoPorts, or with what keeps it from trying, such as EMFILE.
func (p *Ports) Take() (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.taken == nil {
		p.taken, p.next = map[int]bool{}, rand.IntN(portCount)
	}
	for range portCount {
		port := firstPort + p.next
		p.next = (p.next + 1) % portCount
		if p.taken[port] {
			continue
		}
		switch err := try(port); {
		case err == nil:
			p.taken[port] = true
			return port, nil
		case !isTaken(err):
			return 0, err
		}
	}
	return 0, ErrNoPorts
}

// Give gives a port back.
func (p *Ports) Give(port int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.taken, port)
}

// try opens the port. A program that is just being started would have copies of
// the sockets.
func try(port int) error {
	starting.RLock()
	defer starting.RUnlock()
	addr := netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), uint16(port))
	stream, err := net.ListenTCP("tcp4", net.TCPAddrFromAddrPort(addr))
	if err != nil {
		return err
	}
	_ = stream.Close()
	datagrams, err := net.ListenUDP("udp4", net.UDPAddrFromAddrPort(addr))
	if err != nil {
		return err
	}
	return datagrams.Close()
}

// isTaken says whether an error is about one port only. Some are kept from all
// who are not root.
func isTaken(err error) bool {
	return errors.Is(err, syscall.EADDRINUSE) || errors.Is(err, syscall.EACCES)
}
