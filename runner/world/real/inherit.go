package real

import (
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"

	"sockrun/luaapi/host"
)

// inherit prepares a program that takes over listeners, in the way of
// sd_listen_fds(3). The variable LISTEN_PID must hold the program's own
// number, which nobody knows before it is started: a shell takes its own and
// then becomes the program. The caller closes the files once it is started.
func inherit(cmd *exec.Cmd, listeners []host.Listener) (files []*os.File, err error) {
	if len(listeners) == 0 {
		return nil, nil
	}
	var names []string
	for _, l := range listeners {
		f, err := duplicate(l.Socket)
		if err != nil {
			return files, err
		}
		files, names = append(files, f), append(names, l.Name)
	}
	shell, err := exec.LookPath("sh")
	if err != nil {
		return files, err
	}
	cmd.Args = append([]string{"sh", "-c", `LISTEN_PID=$$ exec "$@"`, "sh", cmd.Path}, cmd.Args[1:]...)
	cmd.Path = shell
	cmd.ExtraFiles = files
	cmd.Env = append(cmd.Env, "LISTEN_PID=", "LISTEN_FDS="+strconv.Itoa(len(files)), "LISTEN_FDNAMES="+strings.Join(names, ":"))
	return files, nil
}

// duplicate returns another descriptor of a socket, in blocking mode.
func duplicate(s host.Socket) (*os.File, error) {
	e, ok := s.(*endpoint)
	if !ok {
		return nil, syscall.EBADF
	}
	fd := -1
	err := e.control(func(old int) (err error) {
		fd, err = unix.FcntlInt(uintptr(old), unix.F_DUPFD_CLOEXEC, 0)
		return err
	})
	if err != nil {
		return nil, err
	}
	// The mode is that of all descriptors of the socket, and ours is not used
	// any more: a program expects one that blocks.
	if err := unix.SetNonblock(fd, false); err != nil {
		_ = unix.Close(fd)
		return nil, err
	}
	return os.NewFile(uintptr(fd), "listener"), nil
}
