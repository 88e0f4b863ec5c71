package cli

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"

	"sockrun/luaapi/host"
	"sockrun/runner/paths"
)

// The name of a temporary folder has a number between them: with newSuffix as long
// as its maker does not hold it.
const (
	tempPrefix = "sockrun."
	tempSuffix = ".tmp"
	newSuffix  = ".new"
)

// isTemp says whether a folder is one that a tempFolder has made: whoever finds one
// that nobody holds may remove it. The others belong to somebody, such as
// sockrun.bak or sockrun.2026, so the name has to be right to the letter.
func isTemp(name string) bool {
	end := filepath.Ext(name)
	number, begins := strings.CutPrefix(strings.TrimSuffix(name, end), tempPrefix)
	return begins && (end == tempSuffix || end == newSuffix) && number != "" && strings.Trim(number, "0123456789") == ""
}

// tempFolder is the folder of all temporary ones of a run. It is made when it is
// first needed: most runs touch no files, and what a file system has to do for it is
// a good part of what a short one takes. Several goroutines may use it.
type tempFolder struct {
	path    string
	mu      sync.Mutex // of what follows
	made    bool
	removed bool
	held    *os.File // keeps other runs from removing it, nil for nothing
}

// newTempFolder returns one that is not there yet.
func newTempFolder() *tempFolder {
	for {
		path := filepath.Join(tempDir(), fmt.Sprint(tempPrefix, rand.Uint32(), tempSuffix))
		if _, err := os.Lstat(path); err != nil {
			return &tempFolder{path: path}
		}
	}
}

// make makes the folder unless that was done. What was wrong may be over by the next
// time, such as too many open files. The error says what to do.
func (t *tempFolder) make() (err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case t.removed:
		return host.ErrEnded
	case t.made:
		return nil
	}
	if t.held, err = makeHeld(t.path); err != nil {
		return noTemp(err)
	}
	t.made = true
	return nil
}

// remove removes the folder with all below it; it cannot be made any more.
func (t *tempFolder) remove() {
	t.mu.Lock()
	t.removed = true
	t.mu.Unlock()
	if t.made {
		os.RemoveAll(t.path)
		_ = t.held.Close()
	}
}

// makeHeld makes a folder that is locked when others first see it by its name.
// Until the file that it returns is closed, as when the process dies, sweep leaves
// the folder alone. The file is nil where the folder cannot be locked, as on file
// systems without locks, where sweep removes nothing.
func makeHeld(path string) (*os.File, error) {
	unnamed, held, err := makeNew(filepath.Dir(path))
	if err == nil {
		err = os.Rename(unnamed, path)
	}
	if err != nil {
		_ = held.Close()
		_ = os.Remove(unnamed)
		return nil, err
	}
	return held, nil
}

// makeNew is makeHeld for a folder with a name of its own, which is there also when
// it fails, unless it is "". Who sweeps may have locked one first, but not many.
func makeNew(parent string) (path string, held *os.File, err error) {
	for range 10 {
		path, err = os.MkdirTemp(parent, tempPrefix+"*"+newSuffix)
		if err != nil {
			return "", nil, err
		}
		held, err = hold(path)
		switch {
		case isScarce(err): // another run may well be able to lock it
			return path, nil, err
		case !errors.Is(err, errTaken):
			return path, held, nil
		}
		_ = os.Remove(path)
	}
	return "", nil, err
}

// isScarce says whether an error is that too many files are open.
func isScarce(err error) bool {
	return errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE)
}

// noTemp says that the folder for temporary ones cannot be made. It wraps nothing:
// who sees a number of the system tells of that alone. Of too many open files it does,
// since that is no fault of the folder.
func noTemp(err error) error {
	err = paths.Unwrapped(err)
	if isScarce(err) {
		return fmt.Errorf("cannot make a temporary folder in %s: %w", os.TempDir(), err)
	}
	hint := "let TMPDIR name a folder that exists and in which you may write"
	if os.Getenv("TMPDIR") != "" {
		hint = "that is what TMPDIR names: let it name a folder that exists and in which you may write, or unset it"
	}
	return fmt.Errorf("cannot make a temporary folder in %s: %v; %s", os.TempDir(), err, hint)
}

// tempDir is the folder of temporary ones, also as programs see it that run elsewhere.
func tempDir() string {
	path, err := filepath.Abs(os.TempDir())
	if err != nil {
		return os.TempDir()
	}
	return path
}

// errTaken is why hold fails when somebody else holds the folder, or had it and
// has removed it.
var errTaken = errors.New("somebody else has the folder")

// hold locks a folder of this user, which nobody else may enter, for as long as the
// file is open.
func hold(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_DIRECTORY|syscall.O_NOFOLLOW, 0)
	if errors.Is(err, os.ErrNotExist) {
		return nil, errTaken
	}
	if err != nil {
		return nil, err
	}
	if err := claim(f, path); err != nil {
		_ = f.Close()
		return nil, err
	}
	return f, nil
}

func claim(f *os.File, path string) error {
	opened, err := f.Stat()
	if err != nil {
		return err
	}
	if owner, ok := opened.Sys().(*syscall.Stat_t); !ok || int(owner.Uid) != os.Geteuid() || opened.Mode().Perm()&0o077 != 0 {
		return syscall.EPERM
	}
	switch err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); {
	case errors.Is(err, syscall.EWOULDBLOCK):
		return errTaken
	case err != nil:
		return err
	}
	// Who held it before may have removed it.
	if there, err := os.Lstat(path); err != nil || !os.SameFile(opened, there) {
		return errTaken
	}
	return nil
}

// sweep removes the folders of runs that were killed, which could not do it
// themselves. What it cannot remove it leaves to the next.
func sweep() {
	parent, err := os.Open(tempDir())
	if err != nil {
		return
	}
	defer parent.Close()
	names, _ := parent.Readdirnames(-1)
	for _, name := range names {
		if isTemp(name) {
			removeLeft(filepath.Join(parent.Name(), name))
		}
	}
}

func removeLeft(path string) {
	held, err := hold(path)
	if err != nil {
		return
	}
	defer held.Close()
	_ = os.RemoveAll(path)
}
