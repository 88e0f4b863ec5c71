package real

import (
	"os"

	"golang.org/x/sys/unix"
)

// reap waits for the end of the program, and then ends its group. Only then is
// the program waited for as usual: until that nobody else gets its number.
func (p *process) reap() (*os.ProcessState, error) {
	for unix.Waitid(unix.P_PID, p.cmd.Process.Pid, nil, unix.WEXITED|unix.WNOWAIT, nil) == unix.EINTR {
	}
	p.endGroup()
	return p.cmd.Process.Wait()
}
