package thread

import (
	"math"
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// Boxes makes values of many numbers and texts. A number as a value of Lua's,
// and a string, are pointers to a float64 and to the head of the string. Go
// allocates each of them; here several share a piece of memory, which lives as
// long as any of them. The zero value is ready. It is used by one goroutine.
type Boxes struct {
	numbers []float64     // memory for numbers to come
	heads   []lua.LString // and for texts
	bytes   []byte        // and for what is in short ones
}

// together is how many values share a piece of memory. gopher-lua does the same
// with the numbers that it computes.
const together = 32

// smallNumbers are those that all VMs share, since most that a protocol carries
// are small: CPython does so, too.
var smallNumbers [1024]float64

func init() {
	for i := range smallNumbers {
		smallNumbers[i] = float64(i)
	}
}

// smallNumber is where a number that all share is, nil for any other.
func smallNumber(n float64) *float64 {
	if i := uint(int(n)); i < uint(len(smallNumbers)) && float64(i) == n && (i > 0 || !math.Signbit(n)) {
		return &smallNumbers[i]
	}
	return nil
}

// Number returns n as a value; small ones are made once.
func (b *Boxes) Number(n lua.LNumber) lua.LValue {
	if p := smallNumber(float64(n)); p != nil {
		return number(p)
	}
	if len(b.numbers) == 0 {
		b.numbers = make([]float64, together)
	}
	p := &b.numbers[0]
	*p, b.numbers = float64(n), b.numbers[1:]
	return number(p)
}

// fill is Number for as many as there are places.
func (b *Boxes) fill(places []lua.LValue, numbers []float64) {
	room := b.numbers
	for i := range places {
		n := numbers[i]
		if p := smallNumber(n); p != nil {
			places[i] = number(p)
			continue
		}
		if len(room) == 0 {
			room = make([]float64, together)
		}
		room[0] = n
		places[i] = number(&room[0])
		room = room[1:]
	}
	b.numbers = room
}

// MostShared is how many bytes a text has at most whose head shares memory with
// others: each of those keeps all of them.
const MostShared = 1 << 10

// Head returns s as a value, without a copy.
func (b *Boxes) Head(s string) lua.LValue {
	if len(s) > MostShared {
		return lua.LString(s)
	}
	if len(b.heads) == 0 {
		b.heads = make([]lua.LString, together)
	}
	head := &b.heads[0]
	*head, b.heads = lua.LString(s), b.heads[1:]
	return of(stringKind, unsafe.Pointer(head))
}

// value is what an interface looks like: gopher-lua's allocator knows it, too.
type value struct{ kind, data unsafe.Pointer }

var (
	aNumber, aString = lua.LValue(lua.LNumber(0)), lua.LValue(lua.LString(""))
	numberKind       = (*value)(unsafe.Pointer(&aNumber)).kind
	stringKind       = (*value)(unsafe.Pointer(&aString)).kind
)

// number returns the Lua number that is at p.
func number(p *float64) lua.LValue { return of(numberKind, unsafe.Pointer(p)) }

func of(kind, data unsafe.Pointer) (v lua.LValue) {
	*(*value)(unsafe.Pointer(&v)) = value{kind, data}
	return v
}

// shortTexts are some texts in one piece of memory.
type shortTexts struct {
	heads [12]lua.LString
	bytes [320]byte
}

// Number returns n as a value; numbers share memory with others of the VM. With
// the baton.
func (s *State) Number(n lua.LNumber) lua.LValue { return s.results.boxes.Number(n) }

// Head returns text as a value whose head shares memory with others of the VM, for
// a part of a string of at most MostShared bytes. With the baton.
func (s *State) Head(text string) lua.LValue { return s.results.boxes.Head(text) }

// ShortText is how many bytes a text has at most that shares its memory.
const ShortText = 64

// Text returns a copy of b as a string. Short ones share a piece of memory with
// others of the VM. With the baton.
func (s *State) Text(b []byte) lua.LValue { return s.results.boxes.Text(b) }

// Text returns a copy of text as a string.
func (b *Boxes) Text(text []byte) lua.LValue {
	if len(text) > ShortText {
		return lua.LString(text)
	}
	room, v := b.NewText(len(text))
	copy(room, text)
	return v
}

// NewText returns n zero bytes and the string that they are. The caller sets
// them before anybody sees the string, and never after.
func (b *Boxes) NewText(n int) ([]byte, lua.LValue) {
	if n > ShortText {
		return headed(new(lua.LString), make([]byte, n))
	}
	if len(b.heads) == 0 || len(b.bytes) < n {
		texts := new(shortTexts)
		b.heads, b.bytes = texts.heads[:], texts.bytes[:]
	}
	head, text := &b.heads[0], b.bytes[:n:n]
	b.heads, b.bytes = b.heads[1:], b.bytes[n:]
	return headed(head, text)
}

// headed makes head the string of b.
func headed(head *lua.LString, b []byte) ([]byte, lua.LValue) {
	*head = lua.LString(unsafe.String(unsafe.SliceData(b), len(b)))
	return b, of(stringKind, unsafe.Pointer(head))
}
