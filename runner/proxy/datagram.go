package proxy

import (
	"container/list"
	"slices"
	"sync"
	"syscall"
	"time"

	"sockrun/luaapi/host"
	"sockrun/runner/chance"
	"sockrun/runner/weather"
)

// maxDatagram is the longest datagram there is.
const maxDatagram = 64 << 10

// maxFlows is of how many clients datagrams are carried at a time. When there is
// one more, the one is forgotten that has been silent for longest.
const maxFlows = 1024

// overtaken is how much later a datagram arrives that is overtaken, where
// nothing takes time.
const overtaken = 10 * time.Millisecond

// flow is what goes between one client that sends datagrams and the target.
type flow struct {
	proxy  *Proxy
	place  *list.Element // in Proxy.order
	client host.Addr
	server host.Socket
	lanes  [2]lane // by direction
}

// lane is one direction of a flow.
type lane struct {
	mu     sync.Mutex
	luck   chance.Luck
	passed time.Duration
	last   time.Duration
}

// receive takes the datagrams of clients until the world ends.
func (p *Proxy) receive() {
	for {
		err := p.take(p.Listener, p.question)
		if err == host.ErrEnded || p.Listener.Fd() < 0 {
			return // any other is such as that an answer was refused
		}
	}
}

// question takes a datagram of a client.
func (p *Proxy) question(from host.Addr, data []byte) {
	f := p.flow(from)
	if f == nil {
		p.lost.Add(1)
		return
	}
	p.pass(f, upstream, data)
}

// take waits for a datagram and has it passed on. It is counted before it is
// taken, so that at any time it is known to be here or there.
func (p *Proxy) take(s host.Socket, pass func(from host.Addr, data []byte)) error {
	if _, _, err := s.RecvFrom(make([]byte, 1), syscall.MSG_PEEK, host.Forever); err != nil {
		return err
	}
	p.carrying.Add(1)
	defer p.carrying.Add(-1)
	buffer := p.buffer()
	defer p.buffers.Put(buffer)
	n, from, err := s.RecvFrom(buffer[:], 0, host.DontWait)
	if err == nil {
		pass(from, buffer[:n])
	}
	return err
}

// buffer returns room for a datagram, which who waits for one does not hold.
func (p *Proxy) buffer() *[maxDatagram]byte {
	if b, ok := p.buffers.Get().(*[maxDatagram]byte); ok {
		return b
	}
	return new([maxDatagram]byte)
}

// flow returns that of a client, nil when the target cannot be reached.
func (p *Proxy) flow(client host.Addr) *flow {
	p.mu.Lock()
	f, full := p.flows[client], len(p.flows) >= maxFlows
	p.mu.Unlock()
	if f != nil {
		return f
	}
	server, err := p.dial()
	if err != nil {
		p.failed(err)
		return nil
	}
	if full {
		p.forget()
	}
	number := p.numbered.Add(1)
	f = &flow{proxy: p, client: client, server: server}
	for d := range f.lanes {
		f.lanes[d].luck = p.luck(number, d, delays)
	}
	p.begin(server)
	p.mu.Lock()
	p.flows[client], f.place = f, p.order.PushBack(f)
	p.mu.Unlock()
	p.World.Go("proxy "+p.Name+" answers", f.answer)
	return f
}

// forget ends the flow that has been silent for longest.
func (p *Proxy) forget() {
	p.mu.Lock()
	f := p.order.Remove(p.order.Front()).(*flow)
	delete(p.flows, f.client)
	p.mu.Unlock()
	p.end(f.server)
	_ = f.server.Close() // nobody waits for what it still has
}

// speaks notes that a flow is not silent.
func (p *Proxy) speaks(f *flow) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.order.MoveToBack(f.place) // nothing when it was forgotten
}

// answer takes the datagrams of the target.
func (f *flow) answer() {
	for {
		err := f.proxy.take(f.server, func(_ host.Addr, data []byte) { f.proxy.pass(f, downstream, data) })
		if err == host.ErrEnded || f.server.Fd() < 0 {
			return // any other is that nobody is there, which datagrams do not hear of on their way
		}
	}
}

// pass sends a datagram through the weather.
func (p *Proxy) pass(f *flow, d direction, data []byte) {
	p.speaks(f)
	link, l := p.link(d), &f.lanes[d]
	copies := l.copies(link)
	if copies == 0 {
		p.lost.Add(1)
		return
	}
	for range copies {
		due, data := l.admit(link, slices.Clone(data), p.World.Elapsed())
		if due <= p.World.Elapsed() {
			f.deliver(d, data)
			continue
		}
		p.carrying.Add(1)
		p.World.Go("proxy "+p.Name+" datagram", func() {
			defer p.carrying.Add(-1)
			if err := p.World.NewParker().Park(host.Deadline(due)); host.IsTimeout(err) {
				f.deliver(d, data)
			}
		})
	}
}

// copies is how often a datagram arrives.
func (l *lane) copies(link *weather.Link) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case link.Down || l.strikes(chance.Loss, link.Loss):
		return 0
	case l.strikes(chance.Duplicate, link.Duplicate):
		return 2
	}
	return 1
}

// admit returns when a datagram arrives, and how it is then.
func (l *lane) admit(link *weather.Link, data []byte, now time.Duration) (due time.Duration, arrives []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.passed = max(l.passed, now) + link.Passing(len(data))
	due = l.passed + link.Latency + jitter(&l.luck, link)
	if l.strikes(chance.Reorder, link.Reorder) {
		due += overtaken + 2*(link.Latency+link.Jitter)
	} else {
		l.last = max(l.last, due)
		due = l.last
	}
	if len(data) > 0 && link.Corrupt > 0 {
		if r, ok := l.luck.Roll(chance.Corrupt); ok && r.Is(link.Corrupt) {
			data[r.Below(len(data))] ^= byte(1 + r.Below(255))
		}
	}
	return due, data
}

func (l *lane) strikes(kind chance.Kind, probability float64) bool {
	if probability == 0 {
		return false
	}
	r, ok := l.luck.Roll(kind)
	return ok && r.Is(probability)
}

// deliver sends a datagram on. One that nobody takes is lost, as everywhere.
func (f *flow) deliver(d direction, data []byte) {
	var n int
	var err error
	if d == upstream {
		n, err = f.server.Send(data, 0, host.Forever)
	} else {
		n, err = f.proxy.Listener.SendTo(data, 0, f.client, host.Forever)
	}
	if err != nil {
		f.proxy.lost.Add(1)
	}
	f.proxy.bytes[d].Add(int64(n))
}
