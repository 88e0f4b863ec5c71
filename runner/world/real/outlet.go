package real

import (
	"context"
	"io"
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// drain is how long to wait for the end of a program's output when the
// program and its group have ended. Only a descendant that has left the group
// can hold it open.
const drain = time.Second

// outlet is one of the outputs of a program: a pipe that is read to its end.
type outlet struct {
	to          io.Writer
	read, write *os.File
	done        chan struct{} // closed when all was read
}

// newOutlet makes the pipe; the caller calls drop or flow.
func newOutlet(to io.Writer) (*outlet, error) {
	o := &outlet{to: to, done: make(chan struct{})}
	var err error
	o.read, o.write, err = os.Pipe()
	return o, err
}

// drop closes the pipe of a program that was not started.
func (o *outlet) drop() {
	_ = o.read.Close()
	_ = o.write.Close()
}

// flow reads what a program writes that was started.
func (o *outlet) flow() {
	_ = o.write.Close()
	go func() {
		defer close(o.done)
		_, _ = io.Copy(o.to, o.read)
		_ = o.read.Close()
	}()
}

// finish waits for the end of the output of a program that has ended, and says
// whether somebody held it open when ctx was done. A reader that is slow is
// waited for.
func (o *outlet) finish(ctx context.Context) (held bool) {
	select {
	case <-o.done:
		return false
	case <-ctx.Done():
	}
	if held = o.held(); held {
		_ = o.read.Close()
	}
	<-o.done
	return held
}

// held says whether somebody could still write.
func (o *outlet) held() bool {
	raw, err := o.read.SyscallConn()
	if err != nil {
		return false
	}
	var fds [1]unix.PollFd
	err = raw.Control(func(fd uintptr) {
		fds[0].Fd = int32(fd)
		_, err := unix.Poll(fds[:], 0)
		for err == unix.EINTR {
			_, err = unix.Poll(fds[:], 0)
		}
	})
	return err == nil && fds[0].Revents&unix.POLLHUP == 0
}

// gather waits for the end of all output, and says whether somebody who has
// left the group holds it. Those in the group were killed, but may take their
// time.
func (p *process) gather() (left bool) {
	ctx, cancel := context.WithTimeout(context.Background(), drain)
	defer cancel()
	for _, o := range p.outlets {
		left = o.finish(ctx) || left
	}
	return left && syscall.Kill(-p.cmd.Process.Pid, 0) == syscall.ESRCH
}
