package play

import "sockrun/runner/outcome"

// programs is what the processes have printed in their last execution.
func (p *play) programs() (list []outcome.Program) {
	for _, pr := range p.processes.all() {
		if ex := pr.run; ex != nil {
			stdout, stderr := ex.output.Text()
			list = append(list, outcome.Program{Name: pr.name, Stdout: stdout, Stderr: stderr})
		}
	}
	return list
}
