package real

import (
	"errors"
	"io/fs"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// unread makes EAGAIN of the error of a pipe that cannot be opened yet, since
// nobody has opened it to read. A socket has the same error for ever.
func unread(path string, err error) error {
	var failed *fs.PathError
	if !errors.As(err, &failed) || failed.Err != syscall.ENXIO {
		return err
	}
	if info, statErr := os.Stat(path); statErr == nil && info.Mode()&fs.ModeNamedPipe != 0 {
		failed.Err = syscall.EAGAIN
	}
	return err
}

// awaitsWriter waits until a pipe at whose end its reader is has had a writer, and
// says whether there is more to read now: what that has written, or its end. It is
// false at once for all that is no pipe.
func awaitsWriter(f *os.File) bool {
	info, err := f.Stat()
	if err != nil || info.Mode()&fs.ModeNamedPipe == 0 {
		return false
	}
	conn, err := f.SyscallConn()
	return err == nil && conn.Read(hasHadWriter) == nil
}

// hasHadWriter says whether the system tells of bytes or of an end: as long as
// nobody has opened a pipe to write Linux does neither, though reading it gives
// its end.
func hasHadWriter(fd uintptr) bool { return readiness(int(fd), unix.POLLIN) != 0 }
