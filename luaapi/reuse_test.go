package luaapi_test

import (
	"testing"

	"sockrun/luaapi"
)

// Tasks inherit the Lua threads of those that have ended, and nothing else.
func TestTaskInheritsNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	vm := newVM(t, w, setup{})
	first := func(task *luaapi.Task) error {
		scope := task.NewScope()
		scope.Set("name", task.Value("first"))
		task.Enter(scope)
		_, err := task.Run(compile(t, "", `assert(name == "first") deep = function(n) return n == 0 and 0 or 1 + deep(n - 1) end assert(deep(500) == 500)`))
		return err
	}
	second := func(task *luaapi.Task) error {
		got, err := task.Run(compile(t, "", `return name, deep, ..., coroutine.running()`))
		if err == nil && (len(got) != 4 || got[0] != luaapi.Nil || got[1] != luaapi.Nil || got[2] != luaapi.Nil || got[3] != luaapi.Nil) {
			t.Errorf("the second task sees %v", got)
		}
		return err
	}
	failing := func(task *luaapi.Task) error {
		_, err := task.Run(compile(t, "", `error("on purpose")`))
		return err
	}
	for range 10 {
		if err := vm.Do("first", first); err != nil {
			t.Fatal(err)
		}
		if err := vm.Do("failing", failing); err == nil {
			t.Fatal("the failing task has passed")
		}
		if err := vm.Do("second", second); err != nil {
			t.Fatal(err)
		}
	}
}

// Methods are made when they are first looked up, fields or not.
func TestMethods(t *testing.T) {
	t.Parallel()
	_, err := run(t, `
		local plain, timed = socket.socket(), socket.socket()
		timed:settimeout(5)
		for _, name in ipairs{"recv", "recv_until", "sendall", "bind", "settimeout", "close"} do
			assert(type(plain[name]) == "function", name)
			assert(plain[name] == plain[name] and plain[name] == timed[name], name)
		end
		assert(timed.timeout == 5 and plain.timeout == nil and plain.family == socket.AF_INET)
		plain:close() timed:close()`)
	if err != nil {
		t.Error(err)
	}
}
