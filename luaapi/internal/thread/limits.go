package thread

import (
	"context"
	"time"

	"sockrun/luaapi/host"
)

// Scaled is how long a limit of d lasts. Sleeps are no limits.
func (s *State) Scaled(d time.Duration) time.Duration { return host.Scaled(d, s.TimeScale) }

// Limit is the deadline of a limit of d that begins now.
func (s *State) Limit(d time.Duration) host.Deadline { return host.After(s.World, s.Scaled(d)) }

// WithTimeout runs fn under a deadline for all waits of the running task, and
// for its Lua code under ctx. expire must cancel ctx: it is called when a wait
// ends after the deadline. With the baton.
func (t *Task) WithTimeout(d host.Deadline, ctx context.Context, expire func(), fn func()) {
	outer, outerExpire, thread := t.deadline, t.expire, t.state.L.G.CurrentThread
	outerCtx := thread.Context()
	if t.deadline = host.Earlier(d, outer); t.deadline != outer {
		t.expire = expire
	}
	setContext(thread, ctx)
	defer func() {
		t.deadline, t.expire = outer, outerExpire
		setContext(thread, outerCtx)
	}()
	fn()
}
