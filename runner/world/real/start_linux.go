package real

import (
	"os/exec"
	"runtime"
	"sync"
	"syscall"
)

// starts gives work to the one thread that starts all programs. It lives as long
// as the process: when the thread that has started a program ends, and not only
// with the process, the system kills a program that has Pdeathsig.
var starts = sync.OnceValue(func() chan<- func() {
	work := make(chan func())
	go func() {
		runtime.LockOSThread() // for ever
		for do := range work {
			do()
		}
	}()
	return work
})

// start starts a program that does not outlive this process, however that ends,
// and that has the mark.
func start(cmd *exec.Cmd, mark string) (err error) {
	cmd.SysProcAttr.Pdeathsig = syscall.SIGKILL
	done := make(chan struct{})
	starts() <- func() {
		defer close(done)
		err = underMark(mark, cmd.Start)
	}
	<-done
	return err
}
