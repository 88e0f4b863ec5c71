package cli

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// The name of a folder that makeTemp makes has a number between them.
const (
	tempPrefix = "sockrun."
	tempSuffix = ".tmp"
)

// isTemp says whether a folder is one that makeTemp has made: whoever finds one
// that nobody holds may remove it. The others belong to somebody, such as
// sockrun.bak or sockrun.2026, so the name has to be right to the letter.
func isTemp(name string) bool {
	number, begins := strings.CutPrefix(name, tempPrefix)
	number, ends := strings.CutSuffix(number, tempSuffix)
	return begins && ends && number != "" && strings.Trim(number, "0123456789") == ""
}

// makeTemp makes a folder for temporary ones. Until the file that it returns is
// closed, as when the process dies, sweep leaves the folder alone. The file is
// nil where the folder cannot be locked, as on file systems without locks, where
// sweep removes nothing.
func makeTemp() (string, *os.File, error) {
	for {
		path, err := os.MkdirTemp(tempDir(), tempPrefix+"*"+tempSuffix)
		if err != nil {
			return "", nil, err
		}
		switch held, err := hold(path); {
		case err == nil:
			return path, held, nil
		case !errors.Is(err, errTaken):
			return path, nil, nil
		}
	}
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
