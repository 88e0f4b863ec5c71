package thread

import lua "github.com/yuin/gopher-lua"

// maxIdle is how many Lua threads of ended tasks are kept. Each may hold the
// memory of the deepest stack that it ever had.
const maxIdle = 4

// takeThread returns a Lua thread for a task: one that an ended task has left,
// if there is one, since a new one costs more than all else that a task needs.
func (s *State) takeThread() *lua.LState {
	if n := len(s.idle); n > 0 {
		L := s.idle[n-1]
		s.idle = s.idle[:n-1]
		return L
	}
	L := s.newThread()
	setContext(L, s.ctx)
	return L
}

// leaveThread keeps the thread of a task that has ended in good order for
// tasks to come.
func (s *State) leaveThread(L *lua.LState) {
	if L.GetTop() == 0 && len(s.idle) < maxIdle {
		L.Env = s.L.Env
		s.idle = append(s.idle, L)
	}
}
