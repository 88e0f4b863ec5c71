package thread

import (
	"context"
	"reflect"
	"unsafe"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/opcode"
)

// gopher-lua asks a thread's context before every single instruction, which
// takes half of the time of simple ones. It is enough to ask where code may go
// on for ever, which is where it goes back or calls, and when a binding has
// returned, which may have waited until the time was over.
//
// So a thread with a context runs in a loop for those without one, and the
// instructions in question ask. Theirs is a table of the
// package; the linker finds it by name.

type instruction func(L *lua.LState, inst uint32, base unsafe.Pointer) int

//go:linkname instructions github.com/yuin/gopher-lua.jumpTable
var instructions [lua.OP_NOP + 1]instruction

func init() {
	call, tail, jump := instructions[lua.OP_CALL], instructions[lua.OP_TAILCALL], instructions[lua.OP_JMP]
	instructions[lua.OP_CALL] = callOther(call)
	instructions[lua.OP_TAILCALL] = asking(tail)
	instructions[lua.OP_JMP] = func(L *lua.LState, inst uint32, base unsafe.Pointer) int {
		if opcode.Word(inst).Jump() < 0 {
			Interrupt(L)
		}
		return jump(L, inst, base)
	}
	instructions[lua.OP_FORLOOP] = asking(instructions[lua.OP_FORLOOP])
	instructions[lua.OP_TFORLOOP] = eachOther(instructions[lua.OP_TFORLOOP])
	instructions[lua.OP_RETURN] = asking(instructions[lua.OP_RETURN])
}

// asking is an instruction that asks the context first.
func asking(do instruction) instruction {
	return func(L *lua.LState, inst uint32, base unsafe.Pointer) int {
		Interrupt(L)
		return do(L, inst, base)
	}
}

// Interval is after how many short rounds a loop in Go calls Interrupt.
const Interval = 1 << 12

// Interrupt raises an error when the thread's context is cancelled. Long loops in Go
// call it, too. With the baton.
func Interrupt(L *lua.LState) {
	if ctx := L.Context(); ctx != nil {
		if err := ctx.Err(); err != nil {
			L.RaiseError("%s", err.Error())
		}
	}
}

var loopOffset = offset(reflect.TypeFor[lua.LState](), "mainLoop")

// plainLoop is gopher-lua's for threads without a context.
var plainLoop = func() loop {
	L := &lua.LState{}
	L.RemoveContext()
	return *loopOf(L)
}()

func loopOf(L *lua.LState) *loop {
	return (*loop)(unsafe.Add(unsafe.Pointer(L), loopOffset))
}

// setContext lets L run until ctx is cancelled.
func setContext(L *lua.LState, ctx context.Context) {
	L.SetContext(ctx)
	*loopOf(L) = interpret
}
