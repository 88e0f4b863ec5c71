package runner

import (
	"errors"
	"fmt"
	"sync"
	"syscall"

	"sockrun/luaapi/host"
	"sockrun/runner/scenario"
	"sockrun/runner/world"
)

// holders are who of a run has listened on ports that their files name, the last
// of each. Scenarios that run at the same time meet there.
type holders struct {
	mu   sync.Mutex
	last map[fixedPort]holder
}

type fixedPort struct {
	kind   host.Type
	number int
}

// holder is an actor of a scenario.
type holder struct {
	who   string
	title string
	pos   scenario.Pos
	addr  host.Addr
}

func (h *holders) note(port fixedPort, by holder) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.last == nil {
		h.last = map[fixedPort]holder{}
	}
	h.last[port] = by
}

// of returns who has listened where addr is in the way.
func (h *holders) of(port fixedPort, addr host.Addr) (by holder, known bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	by, known = h.last[port]
	meets := by.addr.IP == addr.IP || by.addr.IP.IsUnspecified() || addr.IP.IsUnspecified()
	return by, known && meets
}

// listens notes that an actor listens on an address, or tells what the system
// has against it.
func (p *play) listens(who string, addr host.Addr, kind host.Type, err error) error {
	port, self := fixedPort{kind, addr.Port}, holder{who, p.Title, p.Pos, addr}
	switch {
	case !addr.IP.IsValid() || addr.Port == 0:
	case err == nil:
		p.options.holders.note(port, self)
	case errors.Is(err, syscall.EADDRINUSE):
		err = &host.Explained{Err: syscall.EADDRINUSE, Why: p.whyInUse(port, self)}
	}
	if err != nil {
		return host.NewError("bind", addr.String(), 0, err)
	}
	return nil
}

// whyInUse says who has the port, as far as it is one of the run, and what to do.
// In the simulated world no scenario meets another.
func (p *play) whyInUse(port fixedPort, self holder) string {
	free := "listen on port 0 for a free port: " + self.who + ".port says which"
	by, known := p.options.holders.of(port, self.addr)
	isOurs := by.title == self.title && by.pos == self.pos
	switch {
	case !known || isOurs && by.who == self.who:
	case isOurs:
		return by.who + " listens there too; " + free
	case p.options.World == world.Real && p.options.Jobs > 1:
		return fmt.Sprintf("%s of %q (%s:%d) has listened there in this run; %s, or keep the two apart with serial: true or -j 1", by.who, by.title, by.pos.File, by.pos.Line, free)
	}
	return free
}
