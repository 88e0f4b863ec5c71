package proxy

import (
	"time"

	"sockrun/luaapi/host"
	"sockrun/runner/chance"
	"sockrun/runner/weather"
)

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
