package cli

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
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
	if err := os.Mkdir(filepath.Join(parent, "sockrun.1.new"), 0o700); err != nil { // as who is killed meanwhile
		t.Fatal(err)
	}
	if sweep(); there() != 0 {
		t.Error("one that was never held is left behind")
	}
	unused := newTempFolder()
	unused.remove()
	if err := unused.make(); !errors.Is(err, host.ErrEnded) || there() != 0 {
		t.Errorf("once it was removed it is made, with %v", err)
	}
}

// A folder that cannot be locked only because too many files are open would be taken
// away by the next run: it is not made, and may be made later.
func TestTempFolderNeedsDescriptor(t *testing.T) {
	parent := t.TempDir()
	t.Setenv("TMPDIR", parent)
	temp := newTempFolder()
	if err := withoutDescriptors(t, temp.make); !errors.Is(err, syscall.EMFILE) {
		t.Errorf("without a descriptor for the lock the error is %v", err)
	}
	if entries, err := os.ReadDir(parent); err != nil || len(entries) > 0 {
		t.Errorf("%v are there, and the error is %v", entries, err)
	}
	if err := temp.make(); err != nil {
		t.Errorf("later the error is %v", err)
	}
	if _, err := hold(temp.path); !errors.Is(err, errTaken) {
		t.Errorf("to hold it then gives %v", err)
	}
	temp.remove()
}

// withoutDescriptors calls f while the process may open no files.
func withoutDescriptors(t *testing.T, f func() error) error {
	t.Helper()
	var before syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &before); err != nil {
		t.Fatal(err)
	}
	none := before
	none.Cur = 0
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &none); err != nil {
		t.Fatal(err)
	}
	failed := f()
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &before); err != nil {
		t.Fatal(err)
	}
	return failed
}
