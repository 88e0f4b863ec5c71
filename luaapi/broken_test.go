package luaapi_test

import (
	"context"
	"strings"
	"testing"

	"sockrun/luaapi"
)

// Whoever made a VM learns of a fault even when nobody looks at the task that
// it ended.
func TestBroken(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	told := make(chan error, 1)
	vm := luaapi.New(luaapi.Config{World: w, Context: context.Background(), Broken: func(err error) { told <- err }})
	vm.Start("task", func(*luaapi.Task) error { panic("a fault") })
	if err := <-told; !strings.Contains(err.Error(), "a fault") {
		t.Errorf("told of %v", err)
	}
	if stuck := w.Close(patience); stuck != nil {
		t.Errorf("left: %q", stuck)
	}
}
