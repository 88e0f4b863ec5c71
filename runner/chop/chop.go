// Package chop says how the writes of a stream are cut into pieces, or joined,
// on their way: in each of the ways that a network may choose, one after the
// other, so that a script which needs one of them is found out. It cuts numbers
// of bytes and knows nothing of sockets, which a world has.
package chop

import (
	"fmt"
	"slices"
	"sync"

	"sockrun/luaapi/wire/plural"
	"sockrun/runner/chance"
)

// Way is one way to deliver the writes of a stream. The zero Way delivers each
// as it is.
type Way struct {
	Name  string // "bytes"
	Words string // "every write is sent byte by byte"
	Doc   string // more about it, a sentence
	// Joins says that writes are held back and go together with those after
	// them, as long as their sender waits for nothing.
	Joins bool
	// Shortens says that a call takes only a part of what it is given.
	Shortens bool
	// Drawn says that the seed decides.
	Drawn bool

	cut func(c *Cutter, n int) []int
}

// Ways returns all there are, in the order in which they are tried.
func Ways() []Way { return ways() }

// ways are made when somebody asks for them: few processes do.
var ways = sync.OnceValue(func() []Way {
	return []Way{
		{Name: "bytes", Words: "every write is sent byte by byte", cut: byByte,
			Doc: fmt.Sprintf("Every write is sent byte by byte: its first %d bytes and its last 2, where headers and delimiters are; the rest goes in a few pieces.", head)},
		after(1, "every write is cut after its first byte"),
		after(2, "every write is cut after its first 2 bytes"),
		after(3, "every write is cut after its first 3 bytes"),
		{Name: "joined", Words: "writes that follow each other are sent together", Joins: true,
			Doc: "A write is held back until its sender waits, shuts down or closes, and is sent together with the writes that followed it: up to 16 KiB, and for 200 ms at most."},
		{Name: "short", Words: "every send takes only half of what it is given", Shortens: true,
			Doc: "A send takes only half of what it is given, as it may when buffers are full, and returns how much; sendall and frames go on until all is sent."},
		{Name: "random", Words: "writes are cut at random places", Drawn: true, cut: byLuck,
			Doc: "Three writes in four are cut at one to three places that --seed draws, and often in their first 8 bytes."},
	}
})

func after(n int, words string) Way {
	return Way{
		Name: fmt.Sprintf("after-%d", n), Words: words,
		Doc: fmt.Sprintf("Every write is sent in two pieces, the first of %s, so a message that begins with a header is cut inside it.", plural.Of(n, "byte")),
		cut: func(_ *Cutter, size int) []int { return pieces(size, n) },
	}
}

// Find returns the way of that name.
func Find(name string) (way Way, ok bool) {
	i := slices.IndexFunc(ways(), func(w Way) bool { return w.Name == name })
	if i < 0 {
		return Way{}, false
	}
	return ways()[i], true
}

// Names are those of all ways, in their order.
func Names() (names []string) {
	for _, w := range ways() {
		names = append(names, w.Name)
	}
	return names
}

// head is how many of the first bytes of a write go one by one, and tail how
// many of the last.
const (
	head = 64
	tail = 2
)

// MaxPieces is into how many pieces the writes of one connection are cut in
// all: what comes after them is sent as it is.
const MaxPieces = 16 << 10

// headerSize is how many bytes of a write are taken for a header when luck
// cuts.
const headerSize = 8

// Cutter cuts what one end of a connection writes. It is used by one goroutine
// at a time.
type Cutter struct {
	way  Way
	luck chance.Luck
	made int // pieces
}

// NewCutter returns a cutter for a connection; seed is of meaning only when the
// way is drawn.
func (w Way) NewCutter(seed uint64) *Cutter {
	return &Cutter{way: w, luck: chance.New(seed, chance.Plan{})}
}

// Cut returns the sizes of the pieces in which a write of n bytes is sent, in
// order: at least one, none of them empty unless n is 0.
func (c *Cutter) Cut(n int) []int {
	if n < 2 || c.way.cut == nil || c.made >= MaxPieces {
		return []int{n}
	}
	sizes := c.way.cut(c, n)
	c.made += len(sizes)
	return sizes
}

// pieces is a write of n bytes, cut after the given numbers of bytes, which
// rise; those that n has not are left out.
func pieces(n int, cuts ...int) (sizes []int) {
	begin := 0
	for _, at := range cuts {
		if at > begin && at < n {
			sizes = append(sizes, at-begin)
			begin = at
		}
	}
	return append(sizes, n-begin)
}

// byByte cuts the middle of a long write into pieces that grow.
func byByte(_ *Cutter, n int) []int {
	var cuts []int
	for at := 1; at < min(n, head+1); at++ {
		cuts = append(cuts, at)
	}
	for at := head * 8; at < n-tail; at *= 8 {
		cuts = append(cuts, at)
	}
	for at := max(n-tail, 1); at < n; at++ {
		cuts = append(cuts, at)
	}
	return pieces(n, cuts...)
}

func byLuck(c *Cutter, n int) []int {
	r, ok := c.luck.Roll(chance.Cut)
	if !ok || r.Is(0.25) {
		return []int{n}
	}
	var cuts []int
	for range 1 + r.Below(3) {
		within := n - 1
		if r.Is(0.5) {
			within = min(within, headerSize)
		}
		cuts = append(cuts, 1+r.Below(within))
	}
	slices.Sort(cuts)
	return pieces(n, cuts...)
}
