package play

import (
	"fmt"
	"path/filepath"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/runner/positioned"
	"sockrun/runner/scenario"
	"sockrun/runner/values"
)

// bind gives a socket the address that the client connects from. Without one
// in the file the system chooses, but for unix datagrams.
func (c *client) bind(t *luaapi.Task, s host.Socket) error {
	if c.decl.Source == nil {
		return c.returnAddress(s)
	}
	addr, err := c.source(t, s.Kind())
	if err != nil {
		return positioned.At(c.decl.Source.Pos, err)
	}
	if err := bindTo(s, addr); err != nil {
		return positioned.At(c.decl.Source.Pos, host.NewError("bind", addr.String(), 0, err))
	}
	return nil
}

// source is the address that a socket of this kind is to be bound to.
func (c *client) source(t *luaapi.Task, kind host.Kind) (host.Addr, error) {
	written, err := values.Text(t, c.decl.Source)
	if err != nil {
		return host.Addr{}, err
	}
	e, err := scenario.ParseSource(written)
	if err != nil {
		return host.Addr{}, err
	}
	addr, _, err := c.play.resolve(e, c.play.lookupBy(t, host.Forever))
	if err == nil && addr.Family != kind.Family {
		err = fmt.Errorf("nothing can be connected from %s: the target is of another family", addr)
	}
	return addr, err
}

// returnAddress gives a unix datagram socket the name without which nobody can
// answer it: the system gives one to other sockets only.
func (c *client) returnAddress(s host.Socket) error {
	if k := s.Kind(); k.Family != host.UNIX || k.Accepts() {
		return nil
	}
	c.addresses++
	path := filepath.Join(c.play.temp.path, fmt.Sprintf("%s-%d.sock", c.name, c.addresses))
	if err := s.Bind(host.UnixPath(path)); err != nil {
		return host.NewError("bind", path, 0, err)
	}
	return nil
}
