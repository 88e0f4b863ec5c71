package thread

import (
	"fmt"
	"sync"
	"unsafe"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/opcode"
	"sockrun/luaapi/wire/printf"
)

// MaxString is how many bytes one string that a script makes may have.
const MaxString = 256 << 20

// large is from how many bytes on there must be room for a string. Below it
// those who watch the memory are quick enough.
const large = 1 << 20

// MakeRoom says why a script may not have a string of n bytes. It is asked
// before the string is made: one instruction could otherwise take more memory
// than the machine has, and none can be stopped.
func (s *State) MakeRoom(n int) error {
	switch {
	case n > MaxString:
		return fmt.Errorf("the result would be longer than %d MiB", MaxString>>20)
	case n < large || s.Room == nil:
		return nil
	}
	err := s.Room(n)
	if err != nil && s.ctx.Err() != nil { // who refused it has stopped the VM, and says why himself
		err = s.ctx.Err()
	}
	return err
}

// The only instruction that makes strings is replaced by one that asks first
// whether there is room. Its table is a setting of the process that all VMs read
// without a lock, and so is made before there are any.
var concat = instructions[lua.OP_CONCAT]

func init() { instructions[lua.OP_CONCAT] = concatWithRoom }

func concatWithRoom(L *lua.LState, word uint32, base unsafe.Pointer) int {
	size, plain, numbers := 0, true, false
	values := operands(L, opcode.Word(word))
	for _, v := range values {
		switch v := v.(type) {
		case lua.LString:
			size += len(v)
		case lua.LNumber:
			numbers = true
		default:
			plain = false // which a metamethod takes, with what stands beside it
		}
	}
	if plain && numbers {
		write(values)
	}
	if size >= large {
		if err := stateOf(L).MakeRoom(size); err != nil {
			L.RaiseError("%s", err)
		}
	}
	return concat(L, word, base)
}

// write makes text of numbers as tostring does; gopher-lua has more digits for
// some. The registers of the operands are nobody else's.
func write(values []lua.LValue) {
	for i, v := range values {
		if n, ok := v.(lua.LNumber); ok {
			values[i] = lua.LString(printf.Number(float64(n)))
		}
	}
}

// operands returns the registers B to C of the running function.
func operands(L *lua.LState, w opcode.Word) []lua.LValue {
	base := running(L).base()
	return registersOf(L).array()[base+w.B() : base+w.C()+1]
}

// stateName is the VM's name in its own registry.
const stateName = "sockrun.state"

var registryShape = sync.OnceValue(func() *Shape { return NewShape([]string{stateName}) })

// stateOf returns the VM of a thread.
func stateOf(L *lua.LState) *State {
	return L.G.Registry.RawGetString(stateName).(*lua.LUserData).Value.(*State)
}
