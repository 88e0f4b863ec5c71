package sim

import "slices"

// queue is a list of tasks in the order in which they joined it. To take the
// first costs the same however long it is.
type queue struct {
	tasks []*task
	head  int // tasks[head:] are in it
}

func (q *queue) size() int { return len(q.tasks) - q.head }

func (q *queue) add(t *task) {
	if q.head == len(q.tasks) {
		q.tasks, q.head = q.tasks[:0], 0
	} else if q.head > 64 && q.head > q.size() {
		q.tasks, q.head = slices.Delete(q.tasks, 0, q.head), 0
	}
	q.tasks = append(q.tasks, t)
}

// at returns the one that has i before it.
func (q *queue) at(i int) *task { return q.tasks[q.head+i] }

// take removes the one that has i before it.
func (q *queue) take(i int) *task {
	i += q.head
	t := q.tasks[i]
	copy(q.tasks[q.head+1:i+1], q.tasks[q.head:i])
	q.tasks[q.head] = nil
	q.head++
	return t
}
