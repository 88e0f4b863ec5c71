package real

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"syscall"

	"sockrun/luaapi/host"
)

// whyNot says of a program that could not be started what is missing: the system
// has one number for the program, its folder and its interpreter. dir is the
// folder as it was asked for; an error about that is a PathError of chdir.
func whyNot(cmd *exec.Cmd, dir string, err error) error {
	var errno syscall.Errno
	var missing *exec.Error
	switch {
	case errors.As(err, &missing) && errors.Is(missing.Err, exec.ErrNotFound):
		return &host.Explained{Err: syscall.ENOENT, Why: "no folder of PATH has it"}
	case !errors.As(err, &errno):
		return err
	case dir != "" && !isFolder(cmd.Dir):
		why := &host.Explained{Err: errno, Why: "the folder in which it is to run is not there: " + dir}
		return &fs.PathError{Op: "chdir", Path: dir, Err: why}
	case errno == syscall.ENOENT && exists(cmd.Path):
		return &host.Explained{Err: errno, Why: "the interpreter that its first line names is not there"}
	case errno == syscall.EACCES && exists(cmd.Path):
		return &host.Explained{Err: errno, Why: "it is not executable: chmod +x it, or run its interpreter with it"}
	case errno == syscall.ENOEXEC:
		return &host.Explained{Err: errno, Why: "it is no program; a script begins with #! and its interpreter"}
	}
	return err
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
