package transcript

import (
	"math"
	"time"

	"sockrun/luaapi/host"
)

// piece is a part of a flow as a reader wants to see it.
type piece struct {
	at      time.Duration
	start   uint64 // of its first byte
	length  int
	data    []byte
	message bool
	// unfinished is a part of a message of which more should follow.
	unfinished bool
	peer       host.Addr // of a datagram, when the socket has several
	secured    bool      // it was encrypted on the wire
}

// pieces returns what is kept of a flow: on a stream its messages and then the
// reads or writes that belong to none, otherwise its datagrams. size, unless
// nil, finds messages that no mark covers.
func (f *flow) pieces(stream bool, size func([]byte) int) []piece {
	f.mu.Lock()
	defer f.mu.Unlock()
	pieces := f.cut(stream, size)
	for i := range pieces {
		pieces[i].secured = f.secured && pieces[i].start >= f.clear
	}
	return pieces
}

// cut returns what is kept of a flow in pieces.
func (f *flow) cut(stream bool, size func([]byte) int) []piece {
	k := f.keptCalls()
	if !stream {
		return f.datagrams(k, size)
	}
	pieces, covered := f.markedPieces(k)
	unfinished := false
	if size != nil {
		var whole []piece
		whole, covered, unfinished = f.wholePieces(k, covered, size)
		pieces = append(pieces, whole...)
	}
	for _, p := range k.crossed(covered, math.MaxUint64) {
		p.unfinished = unfinished
		pieces = append(pieces, p)
	}
	return pieces
}

// crossed returns the reads or writes between two places.
func (k kept) crossed(from, to uint64) (pieces []piece) {
	for _, c := range k.calls {
		if c.end() > from && c.start < to {
			start, end := max(c.start, from), min(c.end(), to)
			pieces = append(pieces, piece{at: c.at, start: start, length: int(end - start), data: k.bytes(start, end)})
		}
	}
	return pieces
}

// wholePieces returns the messages that nobody has taken yet, up to which byte
// they go, and whether what follows is an unfinished one. What is not kept to
// its end is left as it is.
func (f *flow) wholePieces(k kept, covered uint64, size func([]byte) int) (pieces []piece, end uint64, unfinished bool) {
	calls := k.calls
	for covered < f.total {
		data := k.bytes(covered, f.total)
		n := size(data)
		if n <= 0 {
			return pieces, covered, n == 0 && uint64(len(data)) == f.total-covered
		}
		end := covered + uint64(n)
		for len(calls) > 0 && calls[0].end() < end {
			calls = calls[1:]
		}
		if len(calls) == 0 {
			break
		}
		pieces = append(pieces, piece{at: calls[0].at, start: covered, length: n, data: data[:n:n], message: true})
		covered = end
	}
	return pieces, covered, false
}

func (f *flow) datagrams(k kept, size func([]byte) int) []piece {
	var pieces []piece
	data := k.data
	for _, c := range k.calls {
		p := piece{at: c.at, start: c.start, length: int(c.length), data: data[:c.kept:c.kept]}
		p.message = f.messages > 0 || size != nil && p.isWhole(size)
		if c.peer > 0 {
			p.peer = f.peers[c.peer-1]
		}
		data = data[c.kept:]
		pieces = append(pieces, p)
	}
	return pieces
}

// isWhole says whether a datagram is one message, as far as it is kept.
func (p *piece) isWhole(size func([]byte) int) bool {
	n := size(p.data)
	return n == p.length || n == 0 && len(p.data) < p.length
}

// markedPieces returns the messages whose last byte has crossed and is not
// forgotten, and up to which byte marks have an answer.
func (f *flow) markedPieces(k kept) (pieces []piece, covered uint64) {
	covered = min(f.lost, f.total)
	calls := k.calls
	for i := range f.marks.len() {
		start, end := covered, f.marks.at(i)&^unframed
		if end > f.total {
			break
		}
		covered = end
		if f.marks.at(i)&unframed != 0 {
			pieces = append(pieces, k.crossed(start, end)...)
			continue
		}
		for len(calls) > 0 && calls[0].end() < end {
			calls = calls[1:]
		}
		if len(calls) == 0 || calls[0].start >= end {
			continue
		}
		pieces = append(pieces, piece{
			at: calls[0].at, start: start, length: int(end - start), data: k.bytes(start, end), message: true,
		})
	}
	return pieces, covered
}

// kept is a copy of the calls of a flow that are kept, and their bytes.
type kept struct {
	calls []call
	data  []byte
}

func (f *flow) keptCalls() kept {
	return kept{
		calls: f.calls.appendTo(nil, 0, f.calls.len()),
		data:  f.data.appendTo(nil, 0, f.data.len()),
	}
}

// bytes returns the bytes from start to end, as far as they are kept without
// a gap, and at most headSize of them.
func (k kept) bytes(start, end uint64) []byte {
	end = min(end, start+headSize)
	var out []byte
	data := k.data
	for _, c := range k.calls {
		head := data[:c.kept]
		data = data[c.kept:]
		if c.end() <= start {
			continue
		}
		if c.start > start || start >= c.start+uint64(c.kept) {
			break
		}
		head = head[start-c.start:]
		head = head[:min(uint64(len(head)), end-start)]
		out = append(out, head...)
		start += uint64(len(head))
		if start == end {
			break
		}
	}
	return out
}
