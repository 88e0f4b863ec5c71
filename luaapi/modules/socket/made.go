package socket

import (
	"slices"

	"sockrun/luaapi/host"
	"sockrun/luaapi/internal/thread"
	"sockrun/luaapi/wire/stream"
)

// Made is a socket that a script has made or accepted, and where.
type Made struct {
	Conn *stream.Conn
	For  string // the label of the task that made it
	File string
	Line int // 0 when no Lua called
}

// made are the sockets of a VM that were not closed when it was last swept.
type made struct {
	list []Made
	full int // length at which it is swept
}

type madeKey struct{}

func madeBy(s *thread.State) *made {
	return s.Value(madeKey{}, func() any { return &made{} }).(*made)
}

// scriptConn makes a connection of a socket that the running task has made or
// accepted, which it then owns.
func scriptConn(s *thread.State, hs host.Socket) *stream.Conn {
	conn := NewConn(s, hs, 0)
	noteMade(s, conn)
	return conn
}

// noteMade keeps a socket that the running task has made.
func noteMade(s *thread.State, conn *stream.Conn) {
	all := madeBy(s)
	if len(all.list) >= all.full {
		all.sweep()
	}
	task := s.Current()
	if w, ok := s.World.(host.Namer); ok {
		w.NameSocket(conn.Socket, task.Family())
	}
	file, line := thread.Position(s.L.G.CurrentThread, 0)
	all.list = append(all.list, Made{conn, task.Label, file, line})
}

func (m *made) sweep() {
	m.list = slices.DeleteFunc(m.list, func(one Made) bool { return one.Conn.Closed() })
	m.full = max(2*len(m.list), 16)
}

// LeftOpen lists the sockets that scripts of the VM have made or accepted and
// not closed, in order, but for those that a task still waits on. With the
// baton.
func LeftOpen(s *thread.State) []Made {
	all := madeBy(s)
	all.sweep()
	awaited := map[*stream.Conn]bool{}
	for _, object := range s.Awaited() {
		for _, conn := range stream.Awaited(object) {
			awaited[conn] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(all.list), func(one Made) bool { return awaited[one.Conn] })
}
