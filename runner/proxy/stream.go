package proxy

import (
	"encoding/binary"
	"slices"
	"sync"
	"syscall"
	"time"

	"sockrun/luaapi/host"
	"sockrun/runner/chance"
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
		noDelay(from)
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

// noDelay sends small pieces at once.
func noDelay(s host.Socket) {
	if s.Kind().Family != host.UNIX {
		_ = s.SetOption(syscall.IPPROTO_TCP, syscall.TCP_NODELAY, binary.NativeEndian.AppendUint32(nil, 1)) // fails only on a closed one
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

// pump carries one direction of a connection: one task receives, another sends
// when the time of what was received has come.
type pump struct {
	*connection
	way               direction
	link              *weather.Link
	from, to          host.Socket
	more, room, clock host.Parker

	// Of the task that receives:
	luck   chance.Luck
	passed time.Duration // when the bandwidth has let all pass
	last   time.Duration // when the last of what is under way arrives
	total  int64

	cuts chance.Luck // of the task that sends

	mu      sync.Mutex
	queue   []chunk
	size    int  // of what is in it
	stopped bool // nothing is under way any more
}

// chunk is bytes, or an end, and when they arrive.
type chunk struct {
	data []byte
	due  time.Duration
	end  end
}

// end is what comes behind all bytes.
type end uint8

const (
	goesOn end = iota
	ofStream
	byReset
	byLimit
)

// receive takes what comes, as far as there is room for it.
func (x *pump) receive() {
	defer x.proxy.end(x.from)
	buffer := make([]byte, maxChunk)
	for {
		room, ok := x.untilRoom()
		if !ok || !x.carry(buffer[:min(room, len(buffer))]) {
			return
		}
	}
}

// carry waits until something comes, and takes it. It says whether there is more
// to come. What has come is counted before it is taken, so that at any time it is
// known to be here or there.
func (x *pump) carry(buffer []byte) bool {
	_, err := x.from.Recv(buffer[:1], syscall.MSG_PEEK, host.Forever)
	n := 0
	if err == nil {
		x.count(1)
		defer x.count(-1)
		n, err = x.from.Recv(buffer, 0, host.DontWait)
	}
	switch {
	case err == syscall.EAGAIN:
		return true
	case err == syscall.ECONNRESET:
		x.put(nil, byReset)
		return false
	case err != nil: // closed, or the world has ended
		return false
	case n == 0:
		x.put(nil, ofStream)
		return false
	}
	return x.admit(slices.Clone(buffer[:n]))
}

// admit puts bytes into the queue, up to the limit of the connection. It says
// whether there is more to come.
func (x *pump) admit(data []byte) bool {
	limit, how := x.link.Limit()
	left := limit - x.total
	x.total += int64(len(data))
	if how == weather.Stands || x.total <= limit {
		x.put(data, goesOn)
		return true
	}
	if data = data[:left]; len(data) > 0 {
		x.put(data, goesOn)
	}
	x.put(nil, byLimit)
	return false
}

// untilRoom waits until there is room in the buffer, and returns how much.
func (x *pump) untilRoom() (room int, ok bool) {
	limit := x.link.Buffer
	if limit == 0 {
		limit = defaultBuffer
	}
	for {
		x.mu.Lock()
		room = limit - x.size
		x.mu.Unlock()
		if !x.stands() {
			return 0, false
		}
		if room > 0 {
			return room, true
		}
		if x.room.Park(host.Forever) != nil {
			return 0, false
		}
	}
}

// put puts bytes, or an end, behind all that is under way.
func (x *pump) put(data []byte, how end) {
	due := x.due(len(data))
	if how == ofStream {
		due += x.link.SlowClose
	}
	x.last = max(x.last, due)
	x.mu.Lock()
	if !x.stopped {
		x.queue = append(x.queue, chunk{data, x.last, how})
		x.size += len(data)
		x.count(1)
	}
	x.mu.Unlock()
	x.more.Unpark()
}

// count counts what is under way, unless it never arrives.
func (x *pump) count(by int64) {
	if !x.link.Down {
		x.proxy.carrying.Add(by)
	}
}

// due is when n bytes arrive that have come now.
func (x *pump) due(n int) time.Duration {
	now, link := x.proxy.World.Elapsed(), x.link
	if link.Slicer == weather.Joined && x.last > now {
		return x.last
	}
	x.passed = max(x.passed, now) + link.Passing(n)
	due := x.passed + link.Latency + jitter(&x.luck, link)
	if link.Slicer == weather.Joined {
		due += joinTime
	}
	return due
}

func jitter(luck *chance.Luck, link *weather.Link) time.Duration {
	if link.Jitter == 0 {
		return 0
	}
	r, ok := luck.Roll(chance.Delay)
	if !ok {
		return 0
	}
	return time.Duration(r.Below(int(link.Jitter) + 1))
}

// send sends what has arrived.
func (x *pump) send() {
	for x.stands() {
		next, ok := x.take()
		if !ok {
			if x.more.Park(host.Forever) != nil {
				return
			}
			continue
		}
		goesOn := x.arrive(next)
		x.count(-1)
		if !goesOn {
			return
		}
	}
}

// arrive has what was under way arrive in its time. It says whether more may
// follow.
func (x *pump) arrive(next chunk) bool {
	switch {
	case !x.untilDue(next.due):
		return false
	case next.end != goesOn:
		x.conclude(next.end)
		return false
	}
	return x.deliver(next.data)
}

// take takes the next from the queue.
func (x *pump) take() (next chunk, ok bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if len(x.queue) == 0 {
		return chunk{}, false
	}
	next = x.queue[0]
	x.queue = x.queue[1:]
	return next, true
}

// joined adds what is due at the same time.
func (x *pump) joined(data []byte) []byte {
	x.mu.Lock()
	defer x.mu.Unlock()
	for x.link.Slicer == weather.Joined && len(x.queue) > 0 && x.queue[0].end == goesOn && x.queue[0].due <= x.proxy.World.Elapsed() {
		data = append(data, x.queue[0].data...)
		x.queue = x.queue[1:]
		x.count(-1)
	}
	return data
}

// untilDue waits for a moment, and while nothing passes.
func (x *pump) untilDue(due time.Duration) bool {
	for x.link.Down || x.proxy.World.Elapsed() < due {
		until := host.Deadline(due)
		if x.link.Down {
			until = host.Forever
		}
		if err := x.clock.Park(until); err != nil && !host.IsTimeout(err) || !x.stands() {
			return false
		}
	}
	return true
}

// deliver sends bytes, in pieces as the network slices them.
func (x *pump) deliver(data []byte) bool {
	data = x.joined(data)
	whole := len(data)
	for first := true; len(data) > 0; first = false {
		n := slice(x.link.Slicer, len(data), first, &x.cuts)
		if !first {
			if err := x.clock.Park(host.After(x.proxy.World, pieceTime)); err != nil && !host.IsTimeout(err) || !x.stands() {
				return false
			}
		}
		if !x.sendAll(data[:n]) {
			return false
		}
		data = data[n:]
	}
	x.mu.Lock()
	x.size -= whole
	x.mu.Unlock()
	x.room.Unpark()
	return true
}

// maxPieces is how many bytes of what was received at once go alone.
const maxPieces = 64

// slice says how many of n bytes go at once.
func slice(slicer weather.Slicer, n int, first bool, luck *chance.Luck) int {
	if n == 1 || slicer == weather.Whole || slicer == weather.Joined {
		return n
	}
	r, ok := luck.Roll(chance.Cut)
	switch {
	case !ok, slicer == weather.Some && !r.Is(0.25), slicer == weather.Often && !r.Is(0.5), slicer == weather.Headers && !first:
		return n
	case slicer == weather.Bytes && n > maxPieces:
		return n - maxPieces
	case slicer == weather.Bytes:
		return 1
	}
	return 1 + r.Below(min(n-1, headerSize))
}

func (x *pump) sendAll(data []byte) bool {
	for len(data) > 0 {
		n, err := x.to.Send(data, 0, host.Forever)
		x.proxy.bytes[x.way].Add(int64(n))
		if err != nil {
			if err != host.ErrEnded {
				x.end(weather.Resets) // who sends hears of it as from the one who is gone
			}
			return false
		}
		data = data[n:]
	}
	return true
}

// conclude is the end of a direction.
func (x *pump) conclude(how end) {
	switch how {
	case ofStream:
		_ = x.to.Shutdown(host.ShutWrite) // fails when that side is gone
		x.finish()
	case byReset:
		x.end(weather.Resets)
	case byLimit:
		_, end := x.link.Limit()
		x.end(end)
	}
}

// stop ends the tasks of a pump, and what is under way.
func (x *pump) stop() {
	x.mu.Lock()
	x.count(int64(-len(x.queue)))
	x.queue, x.stopped = nil, true
	x.mu.Unlock()
	for _, p := range []host.Parker{x.more, x.room, x.clock} {
		p.Unpark()
	}
}
