package play

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"syscall"

	"sockrun/luaapi/host"
	"sockrun/runner/scenario"
	"sockrun/runner/world"
)

// holders are who of a run has bound ports that their files or scripts name.
// Scenarios that run at the same time meet there.
type holders struct {
	mu   sync.Mutex
	last map[fixedPort][]holder // the newest last
}

// maxHolders is how many are remembered of a port.
const maxHolders = 4

type fixedPort struct {
	kind   host.Type
	number int
}

// holder is an actor of a scenario, with a listener that its file declares or a
// socket of its script.
type holder struct {
	who      string
	title    string
	pos      scenario.Pos
	addr     host.Addr
	declared bool
}

// isWith says whether two belong to the same scenario.
func (h holder) isWith(other holder) bool { return h.title == other.title && h.pos == other.pos }

// is says whether two are the same actor.
func (h holder) is(other holder) bool { return h.who == other.who && h.isWith(other) }

// meets says whether of two addresses with the same port one is in the way of
// the other.
func (h holder) meets(other holder) bool {
	return h.addr.IP == other.addr.IP || h.addr.IP.IsUnspecified() || other.addr.IP.IsUnspecified()
}

func (h *holders) note(port fixedPort, by holder) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.last == nil {
		h.last = map[fixedPort][]holder{}
	}
	list := append(slices.DeleteFunc(h.last[port], by.is), by)
	h.last[port] = list[max(0, len(list)-maxHolders):]
}

// before returns who else was the last in the way of one who wants a port.
func (h *holders) before(port fixedPort, self holder) (by holder, known bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, by := range slices.Backward(h.last[port]) {
		if !by.is(self) && by.meets(self) {
			return by, true
		}
	}
	return holder{}, false
}

// listens notes that an actor listens on an address, or tells what the system
// has against it.
func (p *play) listens(who string, addr host.Addr, kind host.Type, err error) error {
	port, self := fixedPort{kind, addr.Port}, holder{who, p.Title, p.Pos, addr, true}
	switch {
	case !addr.IP.IsValid() || addr.Port == 0:
	case err == nil:
		p.options.Common.holders.note(port, self)
	case errors.Is(err, syscall.EADDRINUSE):
		err = &host.Explained{Err: syscall.EADDRINUSE, Why: p.whyInUse(port, self)}
	}
	if err != nil {
		return host.NewError("bind", addr.String(), 0, err)
	}
	return nil
}

// noteBound notes that a socket was bound to a port: that of a script, unless
// listens says otherwise.
func (p *play) noteBound(owner string, kind host.Type, addr host.Addr) {
	p.options.Common.holders.note(fixedPort{kind, addr.Port}, holder{p.actorNamed(owner), p.Title, p.Pos, addr, false})
}

// whyInUse says who has the port, as far as it is one of the run, and what to do.
// In the simulated world no scenario meets another.
func (p *play) whyInUse(port fixedPort, self holder) string {
	free := "listen on port 0 for a free port: " + self.who + ".port says which"
	by, known := p.options.Common.holders.before(port, self)
	switch {
	case !known:
	case by.isWith(self) && by.declared:
		return by.who + " listens there too; " + free
	case by.isWith(self):
		return by.who + " has bound a socket there; " + free
	case p.options.World == world.Real && !p.options.Alone:
		did := "bound a socket"
		if by.declared {
			did = "listened"
		}
		return fmt.Sprintf("%s of %q (%s:%d) has %s there in this run; %s, or keep the two apart with serial: true or -j 1", by.who, by.title, by.pos.File, by.pos.Line, did, free)
	}
	return free
}
