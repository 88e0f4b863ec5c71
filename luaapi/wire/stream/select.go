package stream

import (
	"syscall"

	"sockrun/luaapi/host"
	"sockrun/luaapi/wire/plural"
)

// Interest is a connection that Select looks at.
type Interest struct {
	Conn          *Conn
	Wanted, Ready host.Events
}

// Select waits until one of the connections is ready for something that is
// wanted of it, and sets Ready of each. Bytes that were read ahead make a
// connection readable. Errors are those of host.Network's Poll.
func Select(w Waits, net host.Network, list []Interest, d host.Deadline) error {
	watches := make([]host.Watch, len(list))
	ahead := false
	for i, in := range list {
		if in.Conn.closed {
			return syscall.EBADF
		}
		watches[i] = host.Watch{Socket: in.Conn.Socket, Wanted: in.Wanted}
		ahead = ahead || in.hasAhead()
	}
	err := poll(w, net, watches, Selection(list), d, ahead)
	if ahead && err == syscall.EAGAIN {
		err = nil
	}
	for i := range list {
		list[i].Ready = watches[i].Ready
		if list[i].hasAhead() {
			list[i].Ready |= host.Readable
		}
	}
	return err
}

func (in Interest) hasAhead() bool { return in.Wanted&host.Readable != 0 && in.Conn.Unread() > 0 }

// poll does not wait when something is known to be ready.
func poll(w Waits, net host.Network, watches []host.Watch, what Selection, d host.Deadline, ready bool) error {
	if d == host.DontWait || ready {
		defer w.Interleave()
		return net.Poll(watches, host.DontWait)
	}
	token, limit := w.Begin("select", what, d)
	defer w.End(token)
	return net.Poll(watches, limit)
}

// Selection is what a wait in Select waits on.
type Selection []Interest

// Read says whether one of the connections that are to be read is wanted. It may
// be called while the task of Select goes on.
func (s Selection) Read(wanted func(*Conn) bool) bool {
	for i := range s { // not over copies: they have what is Ready in them
		if s[i].Wanted&host.Readable != 0 && wanted(s[i].Conn) {
			return true
		}
	}
	return false
}

// String says how many sockets there are.
func (s Selection) String() string { return plural.Of(len(s), "socket") }
