package real_test

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"sockrun/luaapi/host"
	"sockrun/runner/world/real"
)

func TestFilesCountFromTheFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w := real.New(real.Options{Dir: dir})
	defer w.Close(0)

	f, err := w.Open("note", os.O_CREATE|os.O_RDWR, 0o600)
	must(t, err)
	_, err = f.Write([]byte("hello"))
	must(t, err)
	_, err = f.Seek(1, io.SeekStart)
	must(t, err)
	got, err := io.ReadAll(f)
	must(t, err)
	if string(got) != "ello" {
		t.Errorf("read %q, want %q", got, "ello")
	}
	must(t, f.Close())

	must(t, w.Rename("note", "letter"))
	if _, err := os.Stat(filepath.Join(dir, "letter")); err != nil {
		t.Error(err)
	}
	must(t, w.Remove(filepath.Join(dir, "letter")))
	_, err = w.Open("letter", os.O_RDONLY, 0)
	wantError(t, err, fs.ErrNotExist)
}

func TestEndClosesFiles(t *testing.T) {
	t.Parallel()
	w := world(t)
	f, err := w.Open("note", os.O_CREATE|os.O_RDWR, 0o600)
	must(t, err)
	w.End()
	_, err = f.Write([]byte("x"))
	wantError(t, err, host.ErrEnded)
	wantError(t, f.Close(), host.ErrEnded)
}
