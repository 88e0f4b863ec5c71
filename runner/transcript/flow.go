package transcript

import (
	"slices"
	"sync"
	"time"

	"sockrun/luaapi/host"
)

// Sizes of what one direction of a socket keeps. All are powers of two.
const (
	headSize     = 1 << 10 // bytes kept of one read or write
	firstCalls   = 4
	firstData    = 128
	firstMarks   = 8
	lastCalls    = 256
	lastData     = 64 << 10
	lastMarks    = 256
	maxPeers     = 256 // that are told apart on one socket
	callSize     = 24  // bytes of a call
	markSize     = 8
	retryRefused = 64 // calls after which a refused budget is asked again
)

// flow is one direction of a socket: the newest reads or writes with the head
// of their data, and the newest marks. Its numbers count from the first byte
// that crossed, so marks and calls need not come in any order.
type flow struct {
	transcript *Transcript

	mu       sync.Mutex
	calls    ring[call]
	data     ring[byte]   // the kept bytes of calls, in order
	marks    ring[uint64] // the end of each message
	total    uint64       // bytes that crossed
	count    int          // calls in all
	marked   uint64       // bytes that marks cover
	lost     uint64       // bytes that marks covered which are no longer kept
	messages int          // marks in all
	retry    int          // the count of calls from which the budget is asked again
	peers    []host.Addr  // of datagrams; call.peer-1 is the index
	secured  bool
	clear    uint64 // bytes that crossed before that
}

// call is one read or write.
type call struct {
	at     time.Duration
	start  uint64 // of its first byte
	length uint32
	kept   uint16 // bytes of its head
	peer   uint16 // 0 for the socket's own
}

func (c call) end() uint64 { return c.start + uint64(c.length) }

func (f *flow) add(at time.Duration, b []byte, peer *host.Addr) {
	f.mu.Lock()
	c := call{at: at, start: f.total, length: uint32(len(b))}
	if peer != nil {
		c.peer = f.peerIndex(*peer)
	}
	f.total += uint64(len(b))
	f.count++
	f.keep(c, b[:min(len(b), headSize)])
	f.mu.Unlock()
}

// keep adds a call, in place of the oldest ones when there is no room.
func (f *flow) keep(c call, head []byte) {
	if !f.calls.fits(1) || !f.data.fits(len(head)) {
		f.grow(len(head))
		if f.calls.cap() == 0 {
			return
		}
		head = head[:min(len(head), f.data.cap())]
		for !f.calls.fits(1) || !f.data.fits(len(head)) {
			f.data.drop(int(f.calls.at(0).kept))
			f.calls.drop(1)
		}
	}
	c.kept = uint16(len(head))
	f.calls.push(c)
	f.data.pushAll(head)
}

// grow makes room for one more call with n bytes as far as the budget allows.
func (f *flow) grow(n int) {
	if f.count < f.retry {
		return
	}
	if f.calls.cap() == 0 && !f.growCalls(f.transcript.grant, firstCalls) {
		f.retry = f.count + retryRefused
		return
	}
	granted := true
	if !f.calls.fits(1) && f.calls.cap() < lastCalls {
		granted = f.growCalls(f.transcript.grantMore, larger(f.calls.cap(), firstCalls))
	}
	for granted && !f.data.fits(n) && f.data.cap() < lastData {
		granted = f.growData(larger(f.data.cap(), firstData))
	}
	if !granted {
		f.retry = f.count + retryRefused
	}
}

// larger is the capacity that follows on one. The first is for connections of one
// message or two; whatever goes on needs more soon.
func larger(size, first int) int {
	switch size {
	case 0:
		return first
	case first:
		return 4 * first
	}
	return 2 * size
}

func (f *flow) growCalls(grant func(int) bool, size int) bool {
	if !grant((size - f.calls.cap()) * callSize) {
		return false
	}
	f.calls.grow(size)
	return true
}

func (f *flow) growData(size int) bool {
	grant := f.transcript.grantMore
	if f.data.cap() == 0 {
		grant = f.transcript.grant
	}
	if !grant(size - f.data.cap()) {
		return false
	}
	f.data.grow(size)
	return true
}

func (f *flow) mark(n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.marked += uint64(n)
	f.messages++
	f.keepMark(0)
}

// unframed is set in a mark behind bytes that no codec has seen.
const unframed = 1 << 63

// skip passes over the bytes that have crossed without a mark, but for the
// last ahead of them: marks that come later are about what follows.
func (f *flow) skip(ahead int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if seen := f.total - uint64(ahead); seen > f.marked {
		f.marked = seen
		f.keepMark(unframed)
	}
}

// next is where the message begins that will be marked next.
func (f *flow) next(stream bool) uint64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	if stream {
		return f.marked
	}
	return f.total
}

// keepMark keeps a mark up to which there is an answer, in place of the oldest
// when there is no room.
func (f *flow) keepMark(flag uint64) {
	if !f.marks.fits(1) {
		f.growMarks()
		if f.marks.cap() == 0 {
			f.lost = f.marked
			return
		}
		if !f.marks.fits(1) {
			f.lost = f.marks.at(0) &^ unframed
			f.marks.drop(1)
		}
	}
	f.marks.push(f.marked | flag)
}

func (f *flow) growMarks() {
	size := f.marks.cap()
	if size >= lastMarks || f.count < f.retry {
		return
	}
	grant, wanted := f.transcript.grantMore, 2*size
	if size == 0 {
		grant, wanted = f.transcript.grant, firstMarks
	}
	if !grant((wanted - size) * markSize) {
		f.retry = f.count + retryRefused
		return
	}
	f.marks.grow(wanted)
}

// peerIndex numbers the peers of datagrams from 1; what is too many is 0.
func (f *flow) peerIndex(peer host.Addr) uint16 {
	if n := f.calls.len(); n > 0 {
		if last := f.calls.at(n - 1).peer; last > 0 && f.peers[last-1] == peer {
			return last
		}
	}
	if i := slices.Index(f.peers, peer); i >= 0 {
		return uint16(i + 1)
	}
	if len(f.peers) == maxPeers {
		return 0
	}
	f.peers = append(f.peers, peer)
	return uint16(len(f.peers))
}

// secure notes that what crosses from now on is encrypted.
func (f *flow) secure() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.secured, f.clear = true, f.total
}

// begins is where what is encrypted begins, -1 when nothing is.
func (f *flow) begins() int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.secured {
		return -1
	}
	return int64(f.clear)
}

// totals counts messages that have crossed as a whole, or calls.
func (f *flow) totals() (count int, bytes int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.messages == 0 {
		return f.count, int64(f.total)
	}
	count = f.messages
	if f.marks.cap() == 0 && f.marked > f.total {
		return count - 1, int64(f.total) // the last one at least, the others are not kept
	}
	for i := f.marks.len() - 1; i >= 0 && f.marks.at(i)&^unframed > f.total; i-- {
		count--
	}
	return count, int64(f.total)
}

// drop gives up what is kept and returns how many bytes of the budget that
// frees. A flow that is being written to at this moment keeps what it has:
// to wait for its lock could be for ever, since it may be waiting for a drop.
func (f *flow) drop() int {
	if !f.mu.TryLock() {
		return 0
	}
	defer f.mu.Unlock()
	freed := f.calls.cap()*callSize + f.data.cap() + f.marks.cap()*markSize
	f.calls, f.data, f.marks, f.peers = ring[call]{}, ring[byte]{}, ring[uint64]{}, nil
	f.lost = f.marked
	return freed
}
