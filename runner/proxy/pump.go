package proxy

import (
	"slices"
	"sync"
	"syscall"
	"time"

	"sockrun/luaapi/host"
	"sockrun/runner/chance"
	"sockrun/runner/weather"
)

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
