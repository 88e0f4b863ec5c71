//go:build !linux

package real

import "os"

// reap waits for the end of the program, and then ends its group.
func (p *process) reap() (*os.ProcessState, error) {
	state, err := p.cmd.Process.Wait()
	p.endGroup()
	return state, err
}
