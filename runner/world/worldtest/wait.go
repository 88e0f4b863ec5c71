package worldtest

import (
	"sync/atomic"
	"syscall"
	"time"

	"sockrun/luaapi/host"
)

// waitCases are about calls that wait, time out, or refuse to wait.
func waitCases() []testCase {
	return []testCase{
		{"accept waits for a connect", acceptWaits},
		{"accept times out", acceptTimesOut},
		{"accept in several tasks", acceptInSeveralTasks},
		{"recv times out and data that comes later is not lost", recvTimesOut},
		{"send times out", sendTimesOut},
		{"a passed deadline tries once", passedDeadline},
		{"DontWait", dontWait},
		{"DontWait does not queue behind a waiter", dontWaitPassesWaiter},
		{"DontWait flag", dontWaitFlag},
		{"DontWait connect", dontWaitConnect},
		{"two waiters, the later deadline waits on", twoWaitersFirstLeaves},
		{"two waiters, the earlier deadline queues", twoWaitersSecondLeaves},
		{"waiters are served in turn", waitersInTurn},
	}
}

func acceptWaits(e *env) {
	l, addr := e.listener()
	var accepted atomic.Bool
	join := e.spawn("acceptor", func() {
		_, _, err := l.Accept(e.soon())
		e.must("accept", err)
		accepted.Store(true)
	})
	e.sleep(10 * time.Millisecond)
	e.equal("accepted before the connect", accepted.Load(), false)
	client := e.socket(host.INET, host.Stream)
	e.must("connect", client.Connect(addr, e.soon()))
	join()
}

func acceptTimesOut(e *env) {
	l, addr := e.listener()
	start := e.Elapsed()
	_, _, err := l.Accept(e.in(20 * time.Millisecond))
	e.want("accept", err, syscall.ETIMEDOUT)
	e.took("accept", start, 20*time.Millisecond)

	client := e.socket(host.INET, host.Stream)
	e.must("connect", client.Connect(addr, e.soon()))
	_, _, err = l.Accept(e.soon())
	e.must("accept after the timeout", err)
}

func acceptInSeveralTasks(e *env) {
	l, addr := e.listener()
	joins := make([]func(), 3)
	for i := range joins {
		joins[i] = e.spawn("acceptor", func() {
			server, _, err := l.Accept(e.soon())
			e.must("accept", err)
			e.echo(server)
		})
	}
	for range joins {
		client := e.socket(host.INET, host.Stream)
		e.must("connect", client.Connect(addr, e.soon()))
		e.sendAll(client, []byte("hi"))
		e.expect(client, "hi")
		e.must("close", client.Close())
	}
	for _, join := range joins {
		join()
	}
}

func recvTimesOut(e *env) {
	client, server := e.pair()
	start := e.Elapsed()
	n, err := client.Recv(make([]byte, 8), 0, e.in(20*time.Millisecond))
	e.want("recv", err, syscall.ETIMEDOUT)
	e.equal("received", n, 0)
	e.took("recv", start, 20*time.Millisecond)
	e.sendAll(server, []byte("late"))
	e.expect(client, "late")
}

// fill sends until no more is taken and returns how much was.
func (e *env) fill(s host.Socket) int {
	e.t.Helper()
	chunk, total := pattern(64<<10), 0
	for {
		n, err := s.Send(chunk, 0, e.in(20*time.Millisecond))
		total += n
		if err != nil {
			e.want("send", err, syscall.ETIMEDOUT)
			return total
		}
	}
}

func sendTimesOut(e *env) {
	client, server := e.pair()
	sent := e.fill(client)
	var err error
	for n := 0; err == nil; sent += n { // the buffers may have grown since
		n, err = client.Send([]byte("x"), 0, host.DontWait)
	}
	e.want("send without waiting", err, syscall.EAGAIN)
	e.must("close", client.Close())
	e.equal("bytes that came", len(e.recvAll(server)), sent)
}

func passedDeadline(e *env) {
	client, server := e.pair()
	passed := e.in(time.Millisecond)
	e.sleep(5 * time.Millisecond)
	_, err := client.Recv(make([]byte, 8), 0, passed)
	e.want("recv", err, syscall.ETIMEDOUT)

	e.sendAll(server, []byte("here"))
	_, err = client.Recv(make([]byte, 1), syscall.MSG_PEEK, e.soon())
	e.must("wait for the data", err)
	n, err := client.Recv(make([]byte, 8), 0, passed)
	e.must("recv with data there", err)
	e.equal("received", n > 0, true)
}

func dontWait(e *env) {
	l, addr := e.listener()
	_, _, err := l.Accept(host.DontWait)
	e.want("accept", err, syscall.EAGAIN)
	client := e.socket(host.INET, host.Stream)
	e.must("connect", client.Connect(addr, e.soon()))
	_, err = client.Recv(make([]byte, 8), 0, host.DontWait)
	e.want("recv", err, syscall.EAGAIN)
	server, _, err := l.Accept(e.soon())
	e.must("accept", err)
	n, err := server.Send([]byte("x"), 0, host.DontWait)
	e.must("send", err)
	e.equal("sent", n, 1)
	e.expect(client, "x")
}

func dontWaitPassesWaiter(e *env) {
	client, server := e.pair()
	join := e.spawn("waiter", func() { e.expect(client, "go") })
	e.sleep(5 * time.Millisecond)
	_, err := client.Recv(make([]byte, 8), 0, host.DontWait)
	e.want("recv", err, syscall.EAGAIN)
	e.sendAll(server, []byte("go"))
	join()
}

func dontWaitFlag(e *env) {
	client, _ := e.pair()
	_, err := client.Recv(make([]byte, 8), syscall.MSG_DONTWAIT, host.Forever)
	e.want("recv", err, syscall.EAGAIN)
}

// dontWaitConnect may find its connection standing at once: the world decides.
func dontWaitConnect(e *env) {
	l, addr := e.listener()
	client := e.socket(host.INET, host.Stream)
	if err := client.Connect(addr, host.DontWait); err != nil {
		e.want("connect", err, syscall.EINPROGRESS)
	}
	if err := client.Connect(addr, e.soon()); err != nil {
		e.want("connect again", err, syscall.EISCONN)
	}
	server, _, err := l.Accept(e.soon())
	e.must("accept", err)
	e.sendAll(client, []byte("hello"))
	e.expect(server, "hello")
}

func twoWaitersFirstLeaves(e *env) {
	client, server := e.pair()
	joinFirst := e.spawn("first", func() {
		_, err := client.Recv(make([]byte, 8), 0, e.in(15*time.Millisecond))
		e.want("first recv", err, syscall.ETIMEDOUT)
	})
	e.sleep(2 * time.Millisecond)
	joinSecond := e.spawn("second", func() { e.expect(client, "late") })
	joinFirst()
	e.sleep(5 * time.Millisecond) // the second waits with its own deadline
	e.sendAll(server, []byte("late"))
	joinSecond()
}

func twoWaitersSecondLeaves(e *env) {
	client, server := e.pair()
	join := e.spawn("first", func() { e.expect(client, "late") })
	e.sleep(2 * time.Millisecond)
	start := e.Elapsed()
	_, err := client.Recv(make([]byte, 8), 0, e.in(15*time.Millisecond))
	e.want("second recv", err, syscall.ETIMEDOUT)
	e.took("second recv", start, 15*time.Millisecond)
	e.sendAll(server, []byte("late"))
	join()
}

func waitersInTurn(e *env) {
	client, server := e.pair()
	joins := make([]func(), 3)
	for i := range joins {
		joins[i] = e.spawn("waiter", func() { e.expect(client, "x") })
	}
	e.sleep(5 * time.Millisecond)
	e.sendAll(server, []byte("xxx"))
	for _, join := range joins {
		join()
	}
	_, err := client.Recv(make([]byte, 1), 0, host.DontWait)
	e.want("recv when all is taken", err, syscall.EAGAIN)
}
