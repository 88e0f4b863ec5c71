package thread

import (
	"math"
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// A number as a value of Lua's, and a string, are pointers to a float64 and to
// the head of the string. Go allocates each of them; here several share a
// piece of memory.

// together is how many numbers share a piece of memory, which lives as long as
// any of them. gopher-lua does the same with those that it computes.
const together = 32

// smallNumbers are those that all VMs share, since most that a protocol carries
// are small: CPython does so, too.
var smallNumbers = func() (numbers [1024]float64) {
	for i := range numbers {
		numbers[i] = float64(i)
	}
	return numbers
}()

// Boxed returns n as a value; small ones are made once.
func Boxed(n lua.LNumber) lua.LValue {
	if p := smallNumber(float64(n)); p != nil {
		return number(p)
	}
	return n
}

// smallNumber is where a number that all share is, nil for any other.
func smallNumber(n float64) *float64 {
	if i := uint(int(n)); i < uint(len(smallNumbers)) && float64(i) == n && (i > 0 || !math.Signbit(n)) {
		return &smallNumbers[i]
	}
	return nil
}

func (r *Results) number(n float64) lua.LValue {
	if p := smallNumber(n); p != nil {
		return number(p)
	}
	if len(r.numbers) == 0 {
		r.numbers = make([]float64, together)
	}
	p := &r.numbers[0]
	*p, r.numbers = n, r.numbers[1:]
	return number(p)
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

// shortTexts are some texts in one piece of memory, which lives as long as any
// of them.
type shortTexts struct {
	heads [12]lua.LString
	bytes [320]byte
}

const short = 64 // bytes of a text that shares its memory

// NewText returns n zero bytes and the string that they are. The caller sets
// them before anybody sees the string, and never after.
func (r *Results) NewText(n int) ([]byte, lua.LValue) {
	if n > short {
		return headed(new(lua.LString), make([]byte, n))
	}
	if len(r.heads) == 0 || len(r.bytes) < n {
		texts := new(shortTexts)
		r.heads, r.bytes = texts.heads[:], texts.bytes[:]
	}
	head, b := &r.heads[0], r.bytes[:n:n]
	r.heads, r.bytes = r.heads[1:], r.bytes[n:]
	return headed(head, b)
}

// headed makes head the string of b.
func headed(head *lua.LString, b []byte) ([]byte, lua.LValue) {
	*head = lua.LString(unsafe.String(unsafe.SliceData(b), len(b)))
	return b, of(stringKind, unsafe.Pointer(head))
}
