package tasks

import (
	"slices"
	"syscall"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/host"
	"sockrun/luaapi/internal/bind"
)

const errTimedOut = syscall.ETIMEDOUT

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
	queue    []lua.LValue
	taken    int // how many values have been taken in all
	put      int
	closed   bool
	waiting  []host.Parker
}

func newChannel(c bind.Call) int {
	return c.Push(bind.New(c.S, channelClass, &channel{capacity: c.OptInt(1, 0, 1<<20, 0)}))
}

// wait waits until ready says so or the channel is closed.
func (ch *channel) wait(c bind.Call, op string, ready func() bool) {
	for !ready() && !ch.closed {
		p := c.S.NewParker()
		ch.waiting = append(ch.waiting, p)
		if err := c.S.Park(p, op, nil, host.Forever); err != nil {
			ch.waiting = slices.DeleteFunc(ch.waiting, func(q host.Parker) bool { return q == p })
			c.Error(op, "", 0, err)
		}
	}
}

// changed wakes all who wait, who look again.
func (ch *channel) changed() {
	for _, p := range ch.waiting {
		p.Unpark()
	}
	ch.waiting = nil
}

func channelSend(c bind.Call) int {
	ch := bind.Self[*channel](c)
	if c.Len() == 0 {
		c.Expected(1, "value")
	}
	ch.wait(c, "channel send", func() bool { return len(ch.queue) < max(ch.capacity, 1) })
	if ch.closed {
		return c.Error("channel send", "", 0, syscall.EPIPE)
	}
	ch.queue = append(ch.queue, c.Arg(1))
	ch.put++
	mine := ch.put
	ch.changed()
	if ch.capacity == 0 {
		ch.wait(c, "channel send", func() bool { return ch.taken >= mine })
	}
	return 0
}

func channelRecv(c bind.Call) int {
	ch := bind.Self[*channel](c)
	ch.wait(c, "channel recv", func() bool { return len(ch.queue) > 0 })
	if len(ch.queue) == 0 {
		return c.Push(lua.LNil, lua.LFalse)
	}
	v := ch.queue[0]
	ch.queue = ch.queue[1:]
	ch.taken++
	ch.changed()
	return c.Push(v, lua.LTrue)
}

func channelClose(c bind.Call) int {
	ch := bind.Self[*channel](c)
	ch.closed = true
	ch.changed()
	return 0
}
