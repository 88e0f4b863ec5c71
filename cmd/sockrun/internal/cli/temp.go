package cli

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// tempPrefix begins the name of every folder that makeTemp makes, and of no
// other: whoever finds one that nobody holds may remove it.
const tempPrefix = "sockrun."

// makeTemp makes a folder for temporary ones. Until the file that it returns is
// closed, as when the process dies, sweep leaves the folder alone. The file is
// nil on file systems without locks, where sweep removes nothing.
func makeTemp() (string, *os.File, error) {
	for {
		path, err := os.MkdirTemp("", tempPrefix)
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

// errTaken is why hold fails when somebody else holds the folder, or had it and
// has removed it.
var errTaken = errors.New("somebody else has the folder")

// hold locks a folder of this user for as long as the file is open.
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
	if owner, ok := opened.Sys().(*syscall.Stat_t); !ok || int(owner.Uid) != os.Geteuid() {
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
	parent, err := os.Open(os.TempDir())
	if err != nil {
		return
	}
	defer parent.Close()
	names, _ := parent.Readdirnames(-1)
	for _, name := range names {
		if strings.HasPrefix(name, tempPrefix) {
			removeLeft(filepath.Join(os.TempDir(), name))
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
