package play

import (
	"errors"
	"io"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
)

// serving is a server's conversation on one connection. As of an instance, what
// is worked out before it talks lies here.
type serving struct {
	*server
	who      string
	index    int
	accepted host.Socket
	talk     conversation // nil for what the server declares
	task     *luaapi.Task
	conn     *luaapi.Conn
	err      error
	stands   bool // it has got so far that there is something to talk on
}

// run is the whole of it.
func (c *serving) run(t *luaapi.Task) error {
	defer c.leave()
	c.task = t
	c.begin()
	switch {
	case !c.stands:
	case c.talk == nil:
		c.err = c.converse(t, c.conn, c.index)
	default:
		c.err = c.talk(t, c.conn, c.index)
	}
	c.end()
	return nil
}

func (c *serving) leave() { c.play.countHandlers(-1) }

// begin makes of the socket what the server's frame and TLS say.
func (c *serving) begin() {
	c.enter(c.task, c.own)
	if c.conn, c.err = c.server.conn(c.task, c.accepted, c.decl.Frame, "", c.index); c.err == nil {
		c.stands, c.err = c.secure(c.conn)
	}
}

// end tells what came of it, and closes the connection.
func (c *serving) end() {
	switch {
	case c.conn == nil:
		c.finish(c.task, c.who, c.err, c.accepted)
		return
	case !c.stands:
		c.finish(c.task, c.who, c.err, c.conn.Socket)
		return
	}
	if _, isPeer := c.accepted.(*peer); isPeer && c.decl.Handler != nil && errors.Is(c.err, io.EOF) {
		c.err = nil // the handler only waited for more
	}
	c.keep(c.own, c.index)
	if c.err == nil {
		c.part(c.task, c.who, c.conn, lastOf(c.decl.Steps, serverPos(c.decl)))
	}
	c.finish(c.task, c.who, c.err, c.conn.Socket)
}
