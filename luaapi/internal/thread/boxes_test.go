package thread_test

import (
	"fmt"
	"runtime"
	"testing"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/thread"
)

func TestBoxes(t *testing.T) {
	t.Parallel()
	var b thread.Boxes
	var values []lua.LValue
	for i := range 1000 {
		values = append(values, b.Number(lua.LNumber(i)), b.Head(fmt.Sprint("text ", i)))
		if i%100 == 0 {
			runtime.GC()
		}
	}
	for i := range 1000 {
		if n, s := values[2*i], values[2*i+1]; n != lua.LNumber(i) || s != lua.LString(fmt.Sprint("text ", i)) {
			t.Fatalf("value %d is %v and %v", i, n, s)
		}
	}
}
