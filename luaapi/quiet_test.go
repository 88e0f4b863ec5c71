package luaapi_test

import (
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
)

// A VM is quiet while all of its tasks wait; its alarm tells once that one of
// them goes on, and so does the number of its moves.
func TestQuiet(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	defer w.Close(10 * time.Second)
	var rang atomic.Int32
	alarm := &luaapi.Alarm{Ring: func() { rang.Add(1) }}
	vm := luaapi.New(luaapi.Config{World: w, Context: t.Context(), Alarm: alarm})
	a, b, end := w.NewParker(), w.NewParker(), make(chan struct{})
	for _, parker := range []host.Parker{a, b} {
		vm.Start("task", func(task *luaapi.Task) error {
			for range 2 {
				if err := task.Wait("park", nil, host.Forever, parker.Park); err != nil {
					return err
				}
			}
			end <- struct{}{}
			return nil
		})
	}
	before := awaitQuiet(vm, 0)
	alarm.Set()
	a.Unpark()
	if after := awaitQuiet(vm, before); after == before {
		t.Error("a task has gone on and begun to wait, but moves is the same")
	}
	b.Unpark()
	awaitQuiet(vm, before+2)
	if n := rang.Load(); n != 1 {
		t.Errorf("the alarm rang %d times, want once", n)
	}
	a.Unpark()
	<-end
	b.Unpark()
	<-end
}

// A VM at rest says whether one of its tasks will go on by itself.
func TestTimedRest(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	defer w.Close(10 * time.Second)
	for _, c := range []struct {
		code string
		want bool
	}{
		{"task.channel():recv()", false},
		{"time.sleep(3600)", true},
		{"task.timeout(3600, function() task.channel():recv() end)", true},
		{"local a, b = socket.socketpair() a:settimeout(3600) a:recv(1)", true},
		{"local a, b = socket.socketpair() a:recv(1)", false},
		{"local a, b = socket.socketpair() select.select({a}, {}, {}, 3600)", true},
	} {
		vm := newVM(t, w, setup{})
		vm.Start("main", func(task *luaapi.Task) error {
			_, err := task.Run(compile(t, "", c.code))
			return err
		})
		awaitQuiet(vm, 0)
		if got := vm.Rest().Timed; got != c.want {
			t.Errorf("%s: timed is %v, want %v", c.code, got, c.want)
		}
	}
}

// awaitQuiet waits until the VM has moved on from a number and is quiet again.
func awaitQuiet(vm *luaapi.VM, from uint64) uint64 {
	for {
		if rest := vm.Rest(); rest.Quiet && rest.Moves > from {
			return rest.Moves
		}
		runtime.Gosched()
	}
}
