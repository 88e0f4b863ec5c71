package play

import (
	"context"
	"testing"

	"sockrun/luaapi"
	"sockrun/runner/world/real"
)

// What a connection leaves behind costs the same however much the variables of
// its server hold: a handler may add to a list each time.
func TestKeepCopiesNoVariables(t *testing.T) {
	w := real.New(real.Options{})
	defer w.Close(0)
	vm := luaapi.New(luaapi.Config{World: w, Context: context.Background()})
	err := vm.Do("server", func(task *luaapi.Task) error {
		work := func(values int) float64 {
			list := make([]any, values)
			for i := range list {
				list[i] = "value"
			}
			task.Globals().Set("vars", task.Value(luaapi.Map{{Key: "list", Value: list}}))
			a := &actor{}
			return testing.AllocsPerRun(100, func() { a.keep(task.Globals(), 1) })
		}
		if few, many := work(1), work(10_000); many > few {
			t.Errorf("%v allocations with a value, %v with 10,000", few, many)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
