package cli

import (
	"errors"
	"os"
	"testing"

	"sockrun/luaapi/host"
)

// The folder of temporary ones is made when it is asked for, locked, and once it was
// removed not again: a task that was abandoned would leave it behind.
func TestTempFolder(t *testing.T) {
	parent := t.TempDir()
	t.Setenv("TMPDIR", parent)
	temp := newTempFolder()
	there := func() int {
		entries, err := os.ReadDir(parent)
		if err != nil {
			t.Fatal(err)
		}
		return len(entries)
	}
	if there() != 0 {
		t.Error("it is made before it is needed")
	}
	if err := errors.Join(temp.make(), temp.make()); err != nil || there() != 1 {
		t.Errorf("%d folders are there, and the error is %v", there(), err)
	}
	if _, err := hold(temp.path); !errors.Is(err, errTaken) {
		t.Errorf("to hold it gives %v", err)
	}
	if sweep(); there() != 1 {
		t.Error("it is swept while it is held")
	}
	if temp.remove(); there() != 0 {
		t.Error("it is left behind")
	}
	unused := newTempFolder()
	unused.remove()
	if err := unused.make(); !errors.Is(err, host.ErrEnded) || there() != 0 {
		t.Errorf("once it was removed it is made, with %v", err)
	}
}
