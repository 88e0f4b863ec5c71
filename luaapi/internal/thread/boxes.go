package thread

import (
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// Boxes makes values of many numbers and texts. Go gives each number and text
// that becomes an interface a little memory of its own; here they share some,
// which stays as long as one of them does. The zero value is ready. It is used
// by one goroutine.
type Boxes struct {
	numbers []lua.LNumber
	texts   []lua.LString
}

// boxed is how many values share memory.
const boxed = 32

// Number returns n as a value.
func (b *Boxes) Number(n lua.LNumber) lua.LValue {
	if len(b.numbers) == cap(b.numbers) {
		b.numbers = make([]lua.LNumber, 0, boxed)
	}
	b.numbers = append(b.numbers, n)
	return valueAt(numberType, unsafe.Pointer(&b.numbers[len(b.numbers)-1]))
}

// Text returns s as a value.
func (b *Boxes) Text(s string) lua.LValue {
	if len(b.texts) == cap(b.texts) {
		b.texts = make([]lua.LString, 0, boxed)
	}
	b.texts = append(b.texts, lua.LString(s))
	return valueAt(textType, unsafe.Pointer(&b.texts[len(b.texts)-1]))
}

// words are how Go keeps a value of an interface type that is no pointer: its
// type and where it is.
type words struct{ kind, at unsafe.Pointer }

var numberType, textType = typeOf(lua.LNumber(1)), typeOf(lua.LString("x"))

func typeOf(v lua.LValue) unsafe.Pointer { return (*words)(unsafe.Pointer(&v)).kind }

func valueAt(kind, at unsafe.Pointer) (v lua.LValue) {
	*(*words)(unsafe.Pointer(&v)) = words{kind, at}
	return v
}
