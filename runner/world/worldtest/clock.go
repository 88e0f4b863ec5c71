package worldtest

import (
	"net/netip"
	"syscall"
	"time"

	"sockrun/luaapi/host"
)

func loopback(port int) host.Addr {
	return host.Inet(netip.AddrFrom4([4]byte{127, 0, 0, 1}), port)
}

// clockCases are about time, tasks and parkers.
func clockCases() []testCase {
	return []testCase{
		{name: "sleep takes its time", run: sleepTakesItsTime},
		{name: "wall clock goes with the monotonic one", run: clocksAgree},
		{name: "join waits for the task", run: joinWaits},
		{name: "unpark before park counts once", run: unparkBeforePark},
		{name: "park without waiting", run: parkDontWait},
		{name: "unpark comes before a passed deadline", run: unparkBeatsDeadline},
		{name: "sleepers wake in the order of their deadlines", run: sleepersInOrder},
		{name: "random bytes never come again", run: randomIsFresh},
		{name: "baton keeps tasks apart", run: batonExcludes},
	}
}

func sleepTakesItsTime(e *env) {
	start := e.Elapsed()
	e.sleep(30 * time.Millisecond)
	e.took("sleep", start, 30*time.Millisecond)
}

func clocksAgree(e *env) {
	wall, mono := e.Now(), e.Elapsed()
	e.sleep(20 * time.Millisecond)
	e.took("sleep", mono, 20*time.Millisecond)
	if passed := e.Now().Sub(wall); passed < 19*time.Millisecond {
		e.fatalf("wall clock went %v in a sleep of 20ms", passed)
	}
}

func joinWaits(e *env) {
	done := false
	join := e.spawn("worker", func() {
		e.sleep(20 * time.Millisecond)
		done = true
	})
	join()
	e.equal("worker done", done, true)
}

func randomIsFresh(e *env) {
	seen := map[[16]byte]bool{}
	for range 100 {
		var b [16]byte
		e.Random(b[:])
		if seen[b] {
			e.fatalf("% x came twice", b)
		}
		seen[b] = true
	}
}

func unparkBeforePark(e *env) {
	p := e.NewParker()
	p.Unpark()
	p.Unpark()
	e.must("park after unpark", p.Park(host.Forever))
	e.want("second park", p.Park(e.in(10*time.Millisecond)), syscall.ETIMEDOUT)
}

func parkDontWait(e *env) {
	p := e.NewParker()
	e.want("park", p.Park(host.DontWait), syscall.EAGAIN)
	p.Unpark()
	e.must("park after unpark", p.Park(host.DontWait))
}

func unparkBeatsDeadline(e *env) {
	p := e.NewParker()
	passed := e.in(time.Millisecond)
	e.sleep(5 * time.Millisecond)
	p.Unpark()
	e.must("park", p.Park(passed))
	e.want("park again", p.Park(passed), syscall.ETIMEDOUT)
}

func sleepersInOrder(e *env) {
	var order []string
	turns := e.NewBaton()
	sleeper := func(name string, d time.Duration) func() {
		return e.spawn(name, func() {
			e.sleep(d)
			turns.Lock()
			defer turns.Unlock()
			order = append(order, name)
		})
	}
	joinLate := sleeper("late", 2*time.Second)
	joinEarly := sleeper("early", 5*time.Millisecond)
	joinLate()
	joinEarly()
	e.equal("first awake", order[0], "early")
}

func batonExcludes(e *env) {
	baton := e.NewBaton()
	count := 0
	joins := make([]func(), 4)
	for i := range joins {
		joins[i] = e.spawn("counter", func() {
			for range 1000 {
				baton.Lock()
				count++
				baton.Unlock()
			}
		})
	}
	for _, join := range joins {
		join()
	}
	e.equal("count", count, 4000)
}
