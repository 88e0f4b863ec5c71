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

// hasEnded says whether the program has ended that nobody has waited for yet.
func (p *process) hasEnded() bool {
	var found unix.Siginfo // stays empty while it runs
	err := unix.Waitid(unix.P_PID, p.cmd.Process.Pid, &found, unix.WEXITED|unix.WNOWAIT|unix.WNOHANG, nil)
	return err == nil && found.Signo != 0
}
