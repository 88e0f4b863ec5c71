package deflate

import "errors"

// errMore says that the data end before what is being read.
var errMore = errors.New("more data is needed")

// reader reads bits, the least significant first. Reading more than there is
// fails with errMore; a reader that was copied before can then stand in for
// it.
type reader struct {
	data []byte
	pos  int // of the first byte that is not in the buffer
	buffer
}

// buffer holds bits that are to be read next.
type buffer struct {
	bits uint64
	n    uint
}

// fill makes the buffer hold 57 bits or more, or all there are.
func (r *reader) fill() {
	for r.n <= 56 && r.pos < len(r.data) {
		r.bits |= uint64(r.data[r.pos]) << r.n
		r.pos++
		r.n += 8
	}
}

// take reads k bits, at most 32.
func (r *reader) take(k uint) (uint32, error) {
	r.fill()
	return r.buffer.take(k)
}

func (b *buffer) take(k uint) (uint32, error) {
	if b.n < k {
		return 0, errMore
	}
	v := uint32(b.bits & (1<<k - 1))
	b.drop(k)
	return v, nil
}

func (b *buffer) drop(k uint) {
	b.bits >>= k
	b.n -= k
}

// align skips to the next byte.
func (r *reader) align() { r.drop(r.n % 8) }

// unread puts the whole bytes of the buffer back.
func (r *reader) unread() {
	r.pos -= int(r.n / 8)
	r.n %= 8
	r.bits &= 1<<r.n - 1
}

// rest returns the bytes that were not read. With unread before.
func (r *reader) rest() []byte { return r.data[r.pos:] }
