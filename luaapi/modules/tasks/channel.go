package tasks

import (
	"slices"
	"syscall"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/thread"
)

var channelClass = &bind.Class{
	Name: "channel", Doc: "Passes values between the tasks of a VM, in order.",
	Methods: []bind.Func{
		{Name: "send", Params: "value: any", Doc: "Puts a value in; waits while the channel is full.", Errors: "EPIPE when closed", Run: channelSend},
		{Name: "recv", Returns: "any, boolean", Doc: "Takes the oldest value and true; waits for one. nil and false once the channel is closed and empty.", Run: channelRecv},
		{Name: "close", Doc: "Lets recv return what is left and then nil, false.", Run: channelClose},
	},
}

// channel is a queue; the baton guards it. Without capacity a sender waits
// until its value was taken.
type channel struct {
	capacity int
	queue    []*item
	closed   bool
	changes  thread.Condition
}

type item struct {
	value lua.LValue
	taken bool
}

func newChannel(c bind.Call) int {
	return c.Push(bind.New(c.S, channelClass, &channel{capacity: c.OptInt(1, 0, 1<<20, 0)}))
}

// wait waits until ready says so or the channel is closed.
func (ch *channel) wait(s *thread.State, op string, ready func() bool) error {
	return ch.changes.Wait(s, op, func() bool { return ready() || ch.closed })
}

func channelSend(c bind.Call) int {
	ch := bind.Self[*channel](c)
	if c.Len() == 0 {
		c.Expected(1, "value")
	}
	if err := ch.send(c.S, c.Arg(1)); err != nil {
		return c.Error("channel send", "", 0, err)
	}
	return 0
}

func (ch *channel) send(s *thread.State, v lua.LValue) error {
	const op = "channel send"
	if err := ch.wait(s, op, func() bool { return len(ch.queue) < max(ch.capacity, 1) }); err != nil {
		return err
	}
	if ch.closed {
		return syscall.EPIPE
	}
	mine := &item{value: v}
	ch.queue = append(ch.queue, mine)
	ch.changes.Changed()
	if ch.capacity > 0 {
		return nil
	}
	err := ch.wait(s, op, func() bool { return mine.taken })
	if err != nil && !mine.taken { // nobody shall get what was not sent
		ch.queue = slices.DeleteFunc(ch.queue, func(i *item) bool { return i == mine })
		ch.changes.Changed()
	}
	return err
}

func channelRecv(c bind.Call) int {
	ch := bind.Self[*channel](c)
	if err := ch.wait(c.S, "channel recv", func() bool { return len(ch.queue) > 0 }); err != nil {
		return c.Error("channel recv", "", 0, err)
	}
	if len(ch.queue) == 0 {
		return c.Push(lua.LNil, lua.LFalse)
	}
	first := ch.queue[0]
	ch.queue = ch.queue[1:]
	first.taken = true
	ch.changes.Changed()
	return c.Push(first.value, lua.LTrue)
}

func channelClose(c bind.Call) int {
	ch := bind.Self[*channel](c)
	ch.closed = true
	ch.changes.Changed()
	return 0
}
