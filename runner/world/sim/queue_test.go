package sim

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// A queue keeps the order of its tasks, whichever of them are taken.
func TestQueueOrder(t *testing.T) {
	t.Parallel()
	luck := rand.New(rand.NewPCG(1, 2))
	var q queue
	var want []*task
	for round := range 20 * blockSize {
		if q.size() != len(want) {
			t.Fatalf("the queue has %d tasks, want %d", q.size(), len(want))
		}
		if grows := round < 10*blockSize; len(want) == 0 || luck.IntN(3) == 0 != grows {
			joins := &task{}
			q.add(joins)
			want = append(want, joins)
			continue
		}
		i := luck.IntN(len(want))
		if q.at(i) != want[i] || q.take(i) != want[i] {
			t.Fatalf("the queue has another task behind %d of %d", i, len(want))
		}
		want = slices.Delete(want, i, i+1)
	}
}
