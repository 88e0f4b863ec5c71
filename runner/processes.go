package runner

// startProcesses says whether the scenario's processes stand.
func (p *play) startProcesses() bool {
	if len(p.Processes) == 0 {
		return true
	}
	p.add(&Failure{Verdict: Error, Who: "processes." + p.Processes[0].Name, Pos: p.Processes[0].Pos, Message: "processes cannot be run yet"})
	return false
}
