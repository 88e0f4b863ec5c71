package real

import (
	"os/exec"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// A signal that comes when the program has ended does not reach it, also before
// anybody has waited for the program.
func TestSignalComesTooLate(t *testing.T) {
	cmd := exec.Command("true")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Wait()
	if err := unix.Waitid(unix.P_PID, cmd.Process.Pid, nil, unix.WEXITED|unix.WNOWAIT, nil); err != nil {
		t.Fatal(err)
	}
	p := &process{cmd: cmd}
	if err := p.Signal(syscall.SIGTERM); err != syscall.ESRCH {
		t.Errorf("the signal came: error %v, want ESRCH", err)
	}
}
