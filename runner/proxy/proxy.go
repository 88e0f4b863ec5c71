// Package proxy stands between clients and a server and makes weather: what
// either sends arrives as the links say, on streams and as datagrams, also when
// one of the two is a program of the system or on another machine. It is built
// on the sockets, the clock and the tasks of a world, and knows nothing of
// scenarios.
package proxy

import (
	"container/list"
	"hash/fnv"
	"slices"
	"sync"
	"sync/atomic"

	"sockrun/luaapi/host"
	"sockrun/runner/chance"
	"sockrun/runner/weather"
)

// Config says what a proxy is.
type Config struct {
	// World is whose sockets the proxy makes.
	World host.World
	Name  string
	// Listener is bound; a stream listens. It is closed with the world.
	Listener host.Socket
	// Target says where to connect to, for each client anew. It may be called by
	// several tasks.
	Target func() (host.Addr, error)
	// Upstream is the weather on the way to the target, Downstream that on the way
	// back.
	Upstream, Downstream weather.Link
	// Seed decides what luck decides. Each connection has its own.
	Seed uint64
	// Failed, unless nil, is told why a client could not be connected. It must not
	// wait.
	Failed func(error)
}

// Proxy is a proxy that runs. Its methods may be called from several
// goroutines.
type Proxy struct {
	Config
	numbered    atomic.Int64 // connections, or clients that have sent datagrams
	carrying    atomic.Int64 // what is under way
	bytes       [2]atomic.Int64
	lost        atomic.Int64
	unconnected atomic.Int64
	buffers     sync.Pool // of *[maxDatagram]byte

	mu      sync.Mutex
	flows   map[host.Addr]*flow // of datagrams, by client
	order   list.List           // of *flow: those that were silent for longest first
	sources []host.Socket       // that something may come from and be carried
}

// Start starts a proxy. Its tasks end with the world.
func Start(c Config) *Proxy {
	p := &Proxy{Config: c, flows: map[host.Addr]*flow{}, sources: []host.Socket{c.Listener}}
	if c.Listener.Kind().IsStream() {
		c.World.Go("proxy "+c.Name, p.accept)
	} else {
		c.World.Go("proxy "+c.Name, p.receive)
	}
	return p
}

// Stats are what has happened at a proxy.
type Stats struct {
	Connections int   // or clients that have sent datagrams; one that was forgotten counts again
	Failed      int   // connections of which the target was not to be reached
	Upstream    int64 // bytes that were sent to the target
	Downstream  int64 // bytes that were sent to clients
	Lost        int   // datagrams
}

// Stats returns what has happened so far.
func (p *Proxy) Stats() Stats {
	return Stats{
		Connections: int(p.numbered.Load()), Failed: int(p.unconnected.Load()), Lost: int(p.lost.Load()),
		Upstream: p.bytes[upstream].Load(), Downstream: p.bytes[downstream].Load(),
	}
}

// IsCarrying says whether something is under way that will still arrive, or has
// come and waits for the proxy to take it. It is called by a task.
func (p *Proxy) IsCarrying() bool {
	p.mu.Lock()
	sources := slices.Clone(p.sources)
	p.mu.Unlock()
	// What is taken from a source is counted before it is: so those are asked first.
	return slices.ContainsFunc(sources, p.isReadable) || p.carrying.Load() > 0
}

func (p *Proxy) isReadable(s host.Socket) bool {
	return p.World.Poll([]host.Watch{{Socket: s, Wanted: host.Readable}}, host.DontWait) == nil
}

// begin and end say from when to when something may come from a socket.
func (p *Proxy) begin(from host.Socket) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sources = append(p.sources, from)
}

func (p *Proxy) end(from host.Socket) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sources = slices.DeleteFunc(p.sources, func(s host.Socket) bool { return s == from })
}

// direction is one of the two.
type direction int

const (
	upstream direction = iota
	downstream
)

func (p *Proxy) link(d direction) *weather.Link {
	if d == upstream {
		return &p.Upstream
	}
	return &p.Downstream
}

// What the two tasks of a direction draw, each by itself.
const (
	delays = iota
	cuts
)

// luck is that of a task of a direction of the nth connection.
func (p *Proxy) luck(n int64, d, task int) chance.Luck {
	name := fnv.New64a()
	name.Write([]byte(p.Name))
	return chance.New((p.Seed^name.Sum64())+uint64(n)<<2+uint64(2*d+task), chance.Plan{})
}

// failed tells why a client is not connected.
func (p *Proxy) failed(err error) {
	p.unconnected.Add(1)
	if p.Failed != nil {
		p.Failed(err)
	}
}

// dial connects to the target.
func (p *Proxy) dial() (host.Socket, error) {
	to, err := p.Target()
	if err != nil {
		return nil, err
	}
	kind := p.Listener.Kind().Type
	s, err := p.World.Socket(to.Family, kind, 0)
	if err != nil {
		return nil, err
	}
	if err := s.Connect(to, host.Forever); err != nil {
		_ = s.Close()
		return nil, host.NewError("connect", to.String(), 0, err)
	}
	return s, nil
}
