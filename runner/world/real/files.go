package real

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"sockrun/luaapi/host"
)

// path returns a name that counts from the world's folder.
func (w *World) path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(w.opts.Dir, name)
}

// Open is os.OpenFile. Opening a pipe or a device may wait for ever, but for
// O_NONBLOCK.
func (w *World) Open(name string, flag int, perm fs.FileMode) (host.File, error) {
	if err := w.alive(); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(w.path(name), flag, perm)
	if err != nil {
		return nil, unread(w.path(name), err)
	}
	opened := &file{world: w, f: f}
	if err := w.own(opened); err != nil {
		_ = f.Close()
		return nil, err
	}
	return opened, nil
}

// Remove is os.Remove.
func (w *World) Remove(name string) error {
	if err := w.alive(); err != nil {
		return err
	}
	return os.Remove(w.path(name))
}

// Rename is os.Rename.
func (w *World) Rename(from, to string) error {
	if err := w.alive(); err != nil {
		return err
	}
	return os.Rename(w.path(from), w.path(to))
}

// file is an os.File whose calls fail with host.ErrEnded once the world has
// ended and closed it.
type file struct {
	world *World
	f     *os.File
	begun bool // something was read, or the end of it
}

// Read waits for the first writer of a pipe that was opened without waiting.
func (f *file) Read(p []byte) (int, error) {
	n, err := f.f.Read(p)
	if err == io.EOF && !f.begun && awaitsWriter(f.f) {
		n, err = f.f.Read(p)
	}
	f.begun = true
	return n, f.outcome(err)
}

func (f *file) Write(p []byte) (int, error) {
	n, err := f.f.Write(p)
	return n, f.outcome(err)
}

func (f *file) Seek(offset int64, whence int) (int64, error) {
	n, err := f.f.Seek(offset, whence)
	return n, f.outcome(err)
}

func (f *file) Close() error {
	f.world.disown(f)
	return f.outcome(f.f.Close())
}

func (f *file) release() { _ = f.f.Close() }

func (f *file) outcome(err error) error {
	if err == nil {
		return nil
	}
	if ended := f.world.alive(); ended != nil {
		return ended
	}
	return err
}
