package proxy

import (
	"sync"
	"syscall"
	"time"

	"sockrun/luaapi/host"
	"sockrun/runner/weather"
)

const (
	maxChunk      = 16 << 10 // that is taken at once
	defaultBuffer = 64 << 10 // in each direction
	joinTime      = time.Millisecond
	pieceTime     = time.Millisecond // between pieces, so that they are received as such
	headerSize    = 8
)

// accept takes connections until the world ends.
func (p *Proxy) accept() {
	for p.World.Poll([]host.Watch{{Socket: p.Listener, Wanted: host.Readable}}, host.Forever) == nil {
		p.carrying.Add(1)
		client, _, err := p.Listener.Accept(host.DontWait)
		if err != nil {
			p.carrying.Add(-1)
			if err == syscall.EAGAIN { // who was there has left
				continue
			}
			return
		}
		n := p.numbered.Add(1)
		p.World.Go("proxy "+p.Name+" connection", func() { p.connect(client, n) })
	}
}

// connect connects a client with the target, and has both directions carried.
func (p *Proxy) connect(client host.Socket, number int64) {
	defer p.carrying.Add(-1)
	server, err := p.dial()
	if err != nil {
		p.failed(err)
		_ = client.Reset()
		return
	}
	c := &connection{proxy: p}
	ends := [2]host.Socket{client, server}
	for d := range c.pumps {
		from, to := ends[d], ends[1-d]
		host.NoDelay(from)
		c.pumps[d] = &pump{
			connection: c, way: direction(d), link: p.link(direction(d)), luck: p.luck(number, d, delays), cuts: p.luck(number, d, cuts), from: from, to: to,
			more: p.World.NewParker(), room: p.World.NewParker(), clock: p.World.NewParker(),
		}
	}
	for _, x := range c.pumps {
		if !x.link.Down {
			p.begin(x.from)
		}
		p.World.Go("proxy "+p.Name+" receives", x.receive)
		p.World.Go("proxy "+p.Name+" sends", x.send)
	}
}

// connection is a client, the target, and what is between them.
type connection struct {
	proxy *Proxy
	pumps [2]*pump // by direction

	mu    sync.Mutex
	ended weather.End // how, once it does not stand any more
	done  int         // directions that have ended well
}

// end ends both sides, once. Of one that vanishes nobody is told.
func (c *connection) end(how weather.End) {
	c.mu.Lock()
	first := c.ended == weather.Stands
	if first {
		c.ended = how
	}
	c.mu.Unlock()
	if !first {
		return
	}
	for _, x := range c.pumps {
		switch how {
		case weather.Resets:
			_ = x.from.Reset()
		case weather.Closes:
			_ = x.from.Shutdown(host.ShutWrite) // fails when it is shut down already
			c.proxy.World.Go("proxy "+c.proxy.Name+" closes", func() { drain(x.from) })
		}
		x.stop()
	}
}

// drain closes a socket when the other side has: sooner, what that still sends
// would make a reset of it.
func drain(s host.Socket) {
	buffer := make([]byte, maxChunk)
	for {
		if n, err := s.Recv(buffer, 0, host.Forever); n == 0 || err != nil {
			_ = s.Close()
			return
		}
	}
}

// finish notes that a direction has ended well. Behind the second both sockets
// are closed.
func (c *connection) finish() {
	c.mu.Lock()
	c.done++
	all := c.done == len(c.pumps)
	c.mu.Unlock()
	if all {
		c.end(weather.Closes)
	}
}

func (c *connection) stands() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ended == weather.Stands
}
