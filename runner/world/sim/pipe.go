package sim

// pipe carries the bytes of one direction of a stream, in place of the send
// buffer of one end, the wire and the receive buffer of the other.
type pipe struct {
	buf      []byte
	start    int   // buf[start:] are the bytes that nobody has taken
	arrived  int   // how many of those the receiver can see
	flying   int   // how many, the last ones, are still under way
	finished bool  // the sender will send no more (FIN)
	messages []int // the lengths of what is in it, when boundaries are kept
}

func (p *pipe) size() int { return len(p.buf) - p.start }

// hasCome says whether there are bytes that are not under way any more.
func (p *pipe) hasCome() bool { return p.size() > p.flying }

// room is how many bytes keep the pipe within limit bytes.
func (p *pipe) room(limit int) int { return limit - p.size() }

// put appends as much of data as there is room for, and returns how much that
// is.
func (p *pipe) put(data []byte, room int) int {
	n := min(len(data), room)
	// Moving what is left costs no more than the bytes that were taken since.
	if p.start >= p.size() {
		p.buf = p.buf[:copy(p.buf, p.buf[p.start:])]
		p.start = 0
	}
	p.buf = append(p.buf, data[:n]...)
	return n
}

// look copies what has arrived and leaves it in the pipe.
func (p *pipe) look(into []byte) int {
	return copy(into, p.buf[p.start:p.start+p.arrived])
}

// drop takes n bytes that have arrived out of the pipe.
func (p *pipe) drop(n int) {
	p.start += n
	p.arrived -= n
}

// arrive lets bytes arrive for a receiver that wants some: all of them, or as
// many as cut says.
func (p *pipe) arrive(want int, cut func(want, n int) int) {
	if p.arrived < want {
		p.arrived += cut(want, p.size()-p.flying-p.arrived)
	}
}

// clear throws away what nobody will take.
func (p *pipe) clear() { *p = pipe{finished: p.finished} }
