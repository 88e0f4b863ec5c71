package play

import (
	"context"
	"runtime"
	"strings"
	"testing"

	"sockrun/luaapi"
	"sockrun/luaapi/chunk"
	"sockrun/luaapi/wire/stream"
	"sockrun/runner/world/real"
)

// What a task waits for is named when it is asked, under the baton: by the time
// of the report another task may have closed the socket.
func TestWaitIsNamedAsItWas(t *testing.T) {
	t.Parallel()
	w := real.New(real.Options{})
	defer w.Close(0)
	vm := luaapi.New(luaapi.Config{World: w, Context: context.Background()})
	code, err := chunk.Compile(`
		s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
		s:bind("127.0.0.1", 0)
		s:recv(1)`, chunk.Options{Name: "waits.lua"})
	if err != nil {
		t.Fatal(err)
	}
	vm.Start("waits", func(task *luaapi.Task) error {
		_, err := task.Run(code)
		return err
	})
	var waits []luaapi.Wait
	for len(waits) == 0 {
		runtime.Gosched()
		waits, _ = vm.TryWaits()
	}
	err = vm.Do("closes", func(*luaapi.Task) error { return waits[0].Object.(*stream.Conn).Close() })
	if err != nil {
		t.Fatal(err)
	}
	if got := doing(waits[0]); !strings.HasPrefix(got, "waits in recv 127.0.0.1:") {
		t.Errorf("the report says %q", got)
	}
}
