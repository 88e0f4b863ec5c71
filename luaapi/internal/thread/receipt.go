package thread

import "sockrun/luaapi/host"

// Receipt is what a script has got from a stream that it has asked for bytes.
type Receipt struct {
	Task       string
	Label      string // for whom the task runs
	Op         string // "recv", "recvfrom"
	From       host.Socket
	Asked, Got int
	File       string // script position, or that of the step
	Line       int    // 0 when neither is known
}

// Received tells of a receive of the running task. With the baton.
func (s *State) Received(op string, from host.Socket, asked, got int) {
	t := s.current
	if s.Receiving == nil || t == nil {
		return
	}
	r := Receipt{Task: t.Name, Label: t.Label, Op: op, From: from, Asked: asked, Got: got}
	if r.File, r.Line = Position(s.L.G.CurrentThread, 0); r.Line == 0 {
		r.File, r.Line = t.Place.File, t.Place.Line
	}
	s.Receiving(r)
}
