package transcript

// ring is a queue of bounded size: it is full when it is full, and only grow
// makes it larger. Its capacity is 0 or a power of two. The zero value has no
// capacity. It is not safe for concurrent use.
type ring[T any] struct {
	items      []T
	head, tail uint32 // positions counted since the beginning, from 0 on again after 2^32; the index is position & (cap-1)
}

func (r *ring[T]) cap() int        { return len(r.items) }
func (r *ring[T]) len() int        { return int(r.tail - r.head) }
func (r *ring[T]) fits(n int) bool { return r.len()+n <= len(r.items) }

// at returns the ith item from the oldest.
func (r *ring[T]) at(i int) T { return r.items[r.index(r.head+uint32(i))] }

func (r *ring[T]) index(position uint32) uint32 { return position & uint32(len(r.items)-1) }

// drop removes the n oldest items.
func (r *ring[T]) drop(n int) { r.head += uint32(n) }

// push adds an item, for which there must be room.
func (r *ring[T]) push(item T) {
	r.items[r.index(r.tail)] = item
	r.tail++
}

// pushAll adds items, for which there must be room.
func (r *ring[T]) pushAll(items []T) {
	if len(items) == 0 {
		return
	}
	n := copy(r.items[r.index(r.tail):], items)
	copy(r.items, items[n:])
	r.tail += uint32(len(items))
}

// appendTo appends n items from the ith oldest on to dst.
func (r *ring[T]) appendTo(dst []T, i, n int) []T {
	if n == 0 {
		return dst
	}
	from := int(r.index(r.head + uint32(i)))
	whole := min(n, len(r.items)-from) // up to where the ring begins again
	dst = append(dst, r.items[from:from+whole]...)
	return append(dst, r.items[:n-whole]...)
}

// grow makes the capacity size, which must be a larger power of two.
func (r *ring[T]) grow(size int) {
	items := r.appendTo(make([]T, 0, size), 0, r.len())
	r.items, r.head, r.tail = items[:size], 0, uint32(len(items))
}
