package play

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"sync"

	"sockrun/luaapi/host"
)

// folder is the temporary folder of one scenario. It is made when it is
// needed: most scenarios touch no files, and two changes of a file system
// would be a good part of what they cost.
type folder struct {
	path    string
	above   func() error // makes the folder that it is in, nil when that is there
	mu      sync.Mutex   // of what follows
	made    bool
	removed bool
}

// newFolder returns a folder that is not there yet. Its name is short, because
// the paths of unix sockets in it must be.
func (o *Options) newFolder() *folder {
	name := strconv.FormatUint(rand.Uint64(), 36)
	if o.Temp == "" {
		return &folder{path: filepath.Join(os.TempDir(), "sockrun-"+name)}
	}
	return &folder{path: filepath.Join(o.Temp, name), above: o.MakeTemp}
}

// make makes the folder unless that was done. What was wrong may be over by the next
// time. Several goroutines may call it.
func (f *folder) make() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case f.removed:
		return host.ErrEnded
	case f.made:
		return nil
	}
	if f.above != nil {
		if err := f.above(); err != nil {
			return err
		}
	}
	err := os.Mkdir(f.path, 0o700)
	f.made = err == nil
	return err
}

// remove removes the folder with all below it; it cannot be made any more,
// not even by a task that was abandoned.
func (f *folder) remove() {
	f.mu.Lock()
	f.removed = true
	f.mu.Unlock()
	if f.made {
		os.RemoveAll(f.path)
	}
}
