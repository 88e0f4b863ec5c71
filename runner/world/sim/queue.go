package sim

import "slices"

// queue is a list of tasks in the order in which they joined it. It is kept in
// blocks: of a hundred thousand tasks, too, one from the midst is soon taken.
type queue struct {
	blocks []block // none of them empty, but for the only one
	length int
}

// blockSize is how many tasks a block has at most.
const blockSize = 512

func (q *queue) size() int { return q.length }

func (q *queue) add(t *task) {
	last := len(q.blocks) - 1
	if last < 0 || q.blocks[last].size() == blockSize {
		q.blocks = append(q.blocks, block{})
		last++
	}
	q.blocks[last].add(t)
	q.length++
}

// at returns the one that has i before it.
func (q *queue) at(i int) *task {
	n, i := q.find(i)
	return q.blocks[n].at(i)
}

// take removes the one that has i before it.
func (q *queue) take(i int) *task {
	n, i := q.find(i)
	t := q.blocks[n].take(i)
	if q.blocks[n].size() == 0 && len(q.blocks) > 1 {
		q.blocks = slices.Delete(q.blocks, n, n+1)
	}
	q.length--
	return t
}

// find returns the block of the one that has i before it, and how many of the
// block are before it.
func (q *queue) find(i int) (n, within int) {
	for i >= q.blocks[n].size() {
		i -= q.blocks[n].size()
		n++
	}
	return n, i
}

// block is a part of a queue. To take its first costs the same however long it is.
type block struct {
	tasks []*task
	head  int // tasks[head:] are in it
}

func (b *block) size() int { return len(b.tasks) - b.head }

func (b *block) add(t *task) {
	if b.head == len(b.tasks) {
		b.tasks, b.head = b.tasks[:0], 0
	} else if b.head > 64 && b.head > b.size() {
		b.tasks, b.head = slices.Delete(b.tasks, 0, b.head), 0
	}
	b.tasks = append(b.tasks, t)
}

func (b *block) at(i int) *task { return b.tasks[b.head+i] }

func (b *block) take(i int) *task {
	i += b.head
	t := b.tasks[i]
	copy(b.tasks[b.head+1:i+1], b.tasks[b.head:i])
	b.tasks[b.head] = nil
	b.head++
	return t
}
