package sim

import (
	"math"
	"slices"

	"sockrun/luaapi/host"
)

// packetCost is what a queued datagram takes of the receive buffer beside its
// bytes, about as on Linux; it bounds how many empty ones can queue.
const packetCost = 512

// inbox holds the datagrams that a socket has not received.
type inbox struct {
	bytes   pipe // of all packets, one after the other
	packets []packet
	blocked []*socket // unix sockets that wait for room
}

type packet struct {
	size int
	from host.Addr
}

// cost is how much of the receive buffer is used.
func (b *inbox) cost() int { return b.bytes.size() + len(b.packets)*packetCost }

func (b *inbox) put(data []byte, from host.Addr) {
	b.bytes.put(data, math.MaxInt)
	b.bytes.arrived = b.bytes.size()
	b.packets = append(b.packets, packet{len(data), from})
}

// look copies the first datagram, cut to the length of p, and keeps it.
func (b *inbox) look(p []byte) (int, host.Addr) {
	first := b.packets[0]
	return b.bytes.look(p[:min(len(p), first.size)]), first.from
}

// drop removes the first datagram.
func (b *inbox) drop() {
	b.bytes.drop(b.packets[0].size)
	b.packets = slices.Delete(b.packets, 0, 1)
	b.wakeSenders()
}

// block notes that s waits for room.
func (b *inbox) block(s *socket) {
	if !slices.Contains(b.blocked, s) {
		b.blocked = append(b.blocked, s)
	}
}

// wakeSenders lets those try again who wait for room.
func (b *inbox) wakeSenders() {
	for _, s := range b.blocked {
		s.writers.wake(&s.world.schedule)
	}
	b.blocked = b.blocked[:0]
}
