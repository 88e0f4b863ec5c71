package worldtest

import (
	"syscall"
	"time"

	"sockrun/luaapi/host"
)

// pollCases are about waiting for several sockets at once.
func pollCases() []testCase {
	return []testCase{
		{"poll says what is ready", pollReady},
		{"poll waits for a connection", pollAccept},
		{"poll waits for bytes", pollBytes},
		{"poll waits for room", pollRoom},
		{"poll times out", pollTimesOut},
		{"poll of a closed socket", pollClosed},
		{"poll beside a reader", pollBesideReader},
		{"poll sees the end of a stream", pollEnd},
		{"the end of the world ends poll", pollWorldEnds},
	}
}

const anything = host.Readable | host.Writable | host.Exceptional

// poll returns what each socket is ready for.
func (e *env) poll(d host.Deadline, wanted host.Events, sockets ...host.Socket) ([]host.Events, error) {
	list := make([]host.Watch, len(sockets))
	for i, s := range sockets {
		list[i] = host.Watch{Socket: s, Wanted: wanted}
	}
	err := e.Poll(list, d)
	ready := make([]host.Events, len(list))
	for i := range list {
		ready[i] = list[i].Ready
	}
	return ready, err
}

func (e *env) ready(s host.Socket, wanted, want host.Events) {
	e.t.Helper()
	ready, err := e.poll(e.soon(), wanted, s)
	e.must("poll", err)
	e.equal("ready for", ready[0], want)
}

func pollReady(e *env) {
	client, server := e.pair()
	e.ready(client, anything, host.Writable)
	e.send(client, "x")
	e.ready(server, host.Readable, host.Readable)
	e.ready(server, anything, host.Readable|host.Writable)
	ready, err := e.poll(e.soon(), host.Readable, client, server, client)
	e.must("poll", err)
	e.equal("the first", ready[0], host.Events(0))
	e.equal("the second", ready[1], host.Readable)
	e.expect(server, "x") // it has taken nothing
	_, err = e.poll(host.DontWait, host.Readable, client, server)
	e.want("poll", err, syscall.EAGAIN)
	udp, addr := e.bound(host.Datagram)
	e.ready(udp, anything, host.Writable)
	e.sendTo(udp, "", addr)
	e.ready(udp, host.Readable, host.Readable)
}

func pollAccept(e *env) {
	l, addr := e.listener()
	join := e.spawn("client", func() {
		e.sleep(5 * time.Millisecond)
		s := e.socket(host.INET, host.Stream)
		e.must("connect", s.Connect(addr, e.soon()))
	})
	e.ready(l, host.Readable, host.Readable)
	_, _, err := l.Accept(host.DontWait)
	e.must("accept", err)
	join()
}

func pollBytes(e *env) {
	client, server := e.pair()
	other, _ := e.pair()
	join := e.spawn("sender", func() {
		e.sleep(5 * time.Millisecond)
		e.send(client, "x")
	})
	ready, err := e.poll(e.soon(), host.Readable, other, server)
	e.must("poll", err)
	e.equal("the first", ready[0], host.Events(0))
	e.equal("the second", ready[1], host.Readable)
	join()
}

func pollRoom(e *env) {
	client, server := e.pair()
	sent, full := 0, error(nil)
	for full == nil { // the buffers may grow, and take more a moment later
		n, err := client.Send(pattern(64<<10), 0, host.DontWait)
		if sent += n; err == nil {
			continue
		}
		e.want("send", err, syscall.EAGAIN)
		_, full = e.poll(e.in(5*time.Millisecond), host.Writable, client)
	}
	e.want("poll of a full socket", full, syscall.ETIMEDOUT)
	join := e.spawn("reader", func() {
		for buf := make([]byte, 64<<10); sent > 0; {
			n, err := server.Recv(buf, 0, e.soon())
			e.must("recv", err)
			sent -= n
		}
	})
	e.ready(client, host.Writable, host.Writable)
	join()
}

func pollTimesOut(e *env) {
	client, _ := e.pair()
	for _, sockets := range [][]host.Socket{{client}, nil} {
		start := e.Elapsed()
		_, err := e.poll(e.in(15*time.Millisecond), host.Readable|host.Exceptional, sockets...)
		e.want("poll", err, syscall.ETIMEDOUT)
		e.took("poll", start, 15*time.Millisecond)
	}
}

func pollClosed(e *env) {
	client, server := e.pair()
	join := e.spawn("poller", func() {
		_, err := e.poll(e.soon(), host.Readable, client, server)
		e.want("poll", err, syscall.EBADF)
	})
	e.sleep(5 * time.Millisecond)
	e.must("close", server.Close())
	join()
	_, err := e.poll(e.soon(), host.Readable, server)
	e.want("poll", err, syscall.EBADF)
}

func pollBesideReader(e *env) {
	client, server := e.pair()
	poller := e.spawn("poller", func() { e.ready(server, host.Readable, host.Readable) })
	e.sleep(5 * time.Millisecond)
	e.send(client, "x")
	poller()
	e.expect(server, "x")
}

func pollEnd(e *env) {
	client, server := e.pair()
	e.must("close", client.Close())
	e.ready(server, host.Readable, host.Readable)
	e.ended(server)
	e.ready(server, host.Readable, host.Readable)
}

func pollWorldEnds(e *env) {
	client, _ := e.pair()
	for _, sockets := range [][]host.Socket{{client}, nil} {
		e.Go("poller", e.guarded(func() {
			_, err := e.poll(host.Forever, host.Readable, sockets...)
			e.want("poll", err, host.ErrEnded)
		}))
	}
	e.sleep(5 * time.Millisecond)
	e.End()
}
