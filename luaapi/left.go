package luaapi

import (
	"sockrun/luaapi/host"
	"sockrun/luaapi/internal/thread"
	"sockrun/luaapi/modules/frames"
	"sockrun/luaapi/modules/socket"
	"sockrun/luaapi/wire/frame"
	"sockrun/luaapi/wire/stream"
)

// What scripts have left over, for whoever runs them to tell.

// LeftSocket is a socket that a script has made or accepted and not closed.
type LeftSocket struct {
	Socket *stream.Conn
	Label  string // of the task that made it
	File   string // where it did
	Line   int
}

// LeftOpen lists the sockets of the task's VM that scripts have made or
// accepted and not closed, in order, but for those that a task still waits on.
func (t *Task) LeftOpen() (list []LeftSocket) {
	for _, m := range socket.LeftOpen(t.vm.state) {
		list = append(list, LeftSocket{m.Conn, m.For, m.File, m.Line})
	}
	return list
}

// LeftTask is a task that nobody has joined and that still runs.
type LeftTask struct {
	File string // where it was spawned
	Line int
}

// Lingering waits until d for the tasks that scripts spawned from this one,
// directly or not, and that nobody joins. It returns those that still run.
func (t *Task) Lingering(d host.Deadline) (list []LeftTask) {
	for _, other := range t.vm.state.Lingering(d) {
		list = append(list, LeftTask{other.Place.File, other.Place.Line})
	}
	return list
}

// TryDo is Do unless a task of the VM runs and does not give the baton away
// within a moment: then it does nothing and is not ok.
func (vm *VM) TryDo(name string, body func(*Task)) (ok bool) {
	return vm.state.TryDo(name, func(t *thread.Task) { body(&Task{vm: vm, thread: t}) })
}

// Decoded returns the message that data begins with as the codec's scripts see
// it, whichever VM the codec is of. ok is false for codecs that are written in
// Lua, which is not run.
func (t *Task) Decoded(c frame.Codec, data []byte) (v Value, ok bool) {
	if c.Name() == frame.Custom {
		return Nil, false
	}
	return frames.Decoded(t.vm.state, c, data)
}

// Messages counts the whole messages that bytes begin with, and says what the
// first is about if the codec can tell. It may be called anywhere, since it runs
// no Lua: of codecs that do it counts none.
func Messages(c frame.Codec, data []byte) (whole int, first string) {
	if summary := Summary(c); summary != nil {
		return 0, summary(data)
	}
	size := Size(c)
	if size == nil {
		return 0, ""
	}
	for len(data) > 0 {
		n := size(data)
		if n <= 0 {
			break
		}
		whole, data = whole+1, data[n:]
	}
	return whole, ""
}
