//go:build !linux

package real

import "os"

// hasEnded is false: here it shows only when the program has been waited for.
func (p *process) hasEnded() bool { return false }

// reap waits for the end of the program, and then ends its group.
func (p *process) reap() (*os.ProcessState, error) {
	state, err := p.cmd.Process.Wait()
	p.endGroup()
	return state, err
}
