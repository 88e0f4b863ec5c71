package deadlock_test

import (
	"testing"
	"time"

	"sockrun/luaapi/host"
	"sockrun/runner/deadlock"
)

// tcp, udp and local are kinds of sockets.
var (
	tcp   = host.Kind{Family: host.INET, Type: host.Stream}
	udp   = host.Kind{Family: host.INET, Type: host.Datagram}
	local = host.Kind{Family: host.UNIX, Type: host.Stream}
	raw   = host.Kind{Family: host.INET, Type: host.Raw}
)

var readable = deadlock.Glance{Ready: host.Readable}

// need is a wait that certainly waits for events of a socket.
func need(socket int, events host.Events) deadlock.Wait {
	return deadlock.Wait{Held: true, Needs: []deadlock.Need{{Socket: socket, Events: events}}}
}

func reads(socket int) deadlock.Wait  { return need(socket, host.Readable) }
func writes(socket int) deadlock.Wait { return need(socket, host.Writable) }

// byTask is a wait for another task.
var byTask = deadlock.Wait{Held: true, ByTask: true}

// connection returns the two ends of a connection over which nothing is on its
// way, after changes.
func connection(change ...func(a, b *deadlock.Socket)) []deadlock.Socket {
	ends := []deadlock.Socket{
		{Kind: tcp, Place: deadlock.Inside, Peer: 1, Sent: 5, Received: 7},
		{Kind: tcp, Place: deadlock.Inside, Peer: 0, Sent: 7, Received: 5},
	}
	for _, c := range change {
		c(&ends[0], &ends[1])
	}
	return ends
}

func alone(s deadlock.Socket) []deadlock.Socket {
	s.Peer = -1
	return []deadlock.Socket{s}
}

const (
	soon = 10 * time.Millisecond
	late = 300 * time.Millisecond
	long = time.Second
)

func TestJudge(t *testing.T) {
	t.Parallel()
	type sockets = []deadlock.Socket
	type waits = []deadlock.Wait
	timer := byTask
	timer.Timer = true
	for _, c := range []struct {
		name    string
		waits   waits
		sockets sockets
		want    deadlock.Verdict
		settle  time.Duration
	}{
		{"both read", waits{reads(0), reads(1)}, connection(), deadlock.Deadlocked, soon},
		{"one reads, and nobody does anything else", waits{reads(0)}, connection(), deadlock.Deadlocked, soon},
		{"bytes are on their way", waits{reads(0), reads(1)}, connection(func(_, b *deadlock.Socket) { b.Sent++ }), deadlock.GoesOn, 0},
		{"more was read than a call has sent that is not done", waits{reads(0)}, connection(func(_, b *deadlock.Socket) { b.Sent-- }), deadlock.GoesOn, 0},
		{"a call that waits has sent what was read", waits{writes(1)}, connection(func(_, b *deadlock.Socket) { b.Sent, b.Moved[host.Sent] = 4, 3 }), deadlock.Deadlocked, late},
		{"a call that waits has received a part", waits{reads(0)}, connection(func(a, _ *deadlock.Socket) { a.Received, a.Moved[host.Received] = 4, 3 }), deadlock.Deadlocked, soon},
		{"bytes are there", waits{reads(0), reads(1)}, connection(func(a, _ *deadlock.Socket) { a.Ready = host.Readable }), deadlock.GoesOn, 0},
		{"there is room, which a reader does not need", waits{reads(0), reads(1)}, connection(func(a, b *deadlock.Socket) { a.Ready, b.Ready = host.Writable, host.Writable }), deadlock.Deadlocked, soon},
		{"the end of the stream is on its way", waits{reads(0)}, connection(func(_, b *deadlock.Socket) { b.Shut = true }), deadlock.GoesOn, 0},
		{"the reader itself has shut down", waits{reads(0)}, connection(func(a, _ *deadlock.Socket) { a.Shut = true }), deadlock.Deadlocked, soon},
		{"the peer is closed, or outside", waits{reads(0)}, alone(deadlock.Socket{Kind: tcp}), deadlock.Waits, 0},
		{"the peer's end is not known", waits{reads(0)}, alone(deadlock.Socket{Kind: tcp, Place: deadlock.Inside}), deadlock.Waits, 0},
		{"the connection is not accepted", waits{reads(0)}, alone(deadlock.Socket{Kind: tcp, Place: deadlock.Backlog}), deadlock.Deadlocked, soon},
		{"a record says that it waits, and the world does not", waits{{Needs: reads(0).Needs}, reads(1)}, connection(), deadlock.GoesOn, 0},

		{"both write", waits{writes(0), writes(1)}, connection(), deadlock.Deadlocked, late},
		{"one writes what the other reads", waits{writes(0), reads(1)}, connection(func(a, b *deadlock.Socket) { a.Held[host.Sent], b.Held[host.Received] = 1, 1 }), deadlock.GoesOn, 0},
		{"there is room", waits{writes(0)}, connection(func(a, _ *deadlock.Socket) { a.Ready = host.Writable }), deadlock.GoesOn, 0},
		{"one writes to the backlog", waits{writes(0)}, alone(deadlock.Socket{Kind: tcp, Place: deadlock.Backlog}), deadlock.Deadlocked, late},
		{"one writes to somebody outside", waits{writes(0)}, alone(deadlock.Socket{Kind: tcp}), deadlock.Waits, 0},

		{"an accept to which nobody connects", waits{reads(0)}, alone(deadlock.Socket{Kind: tcp, Listens: true, Place: deadlock.Inside, Knocks: 2, Accepts: 2}), deadlock.Deadlocked, soon},
		{"a connection is in the backlog", waits{reads(0)}, alone(deadlock.Socket{Kind: tcp, Listens: true, Place: deadlock.Inside, Knocks: 3, Accepts: 2, Glance: readable}), deadlock.GoesOn, 0},
		{"a connection is on its way", waits{reads(0)}, alone(deadlock.Socket{Kind: tcp, Listens: true, Place: deadlock.Inside, Knocks: 3, Accepts: 2}), deadlock.Waits, 0},
		{"somebody outside has connected", waits{reads(0)}, alone(deadlock.Socket{Kind: tcp, Listens: true, Place: deadlock.Inside, Accepts: 1}), deadlock.Waits, 0},
		{"others listen there too", waits{reads(0)}, alone(deadlock.Socket{Kind: tcp, Listens: true}), deadlock.Waits, 0},
		{"a connect is under way", waits{{Held: true}, byTask}, nil, deadlock.Waits, 0},

		{"a unix socket reads", waits{reads(0)}, alone(deadlock.Socket{Kind: local, Place: deadlock.Inside}), deadlock.Deadlocked, soon},
		{"a unix socket writes", waits{writes(0)}, alone(deadlock.Socket{Kind: local, Place: deadlock.Inside}), deadlock.Deadlocked, soon},
		{"a unix socket of somebody outside", waits{reads(0)}, alone(deadlock.Socket{Kind: local}), deadlock.Waits, 0},
		{"a raw socket", waits{reads(0)}, alone(deadlock.Socket{Kind: raw}), deadlock.Waits, 0},

		{"a datagram socket to which nobody sends", waits{reads(0)}, alone(deadlock.Socket{Kind: udp, Place: deadlock.Inside}), deadlock.Deadlocked, soon},
		{"one that has written to somebody outside", waits{reads(0)}, alone(deadlock.Socket{Kind: udp}), deadlock.Waits, 0},
		{"a datagram has come", waits{reads(0)}, alone(deadlock.Socket{Kind: udp, Place: deadlock.Inside, Glance: readable}), deadlock.GoesOn, 0},

		{"tasks wait for each other", waits{byTask, byTask}, nil, deadlock.Deadlocked, soon},
		{"a task was called and has not gone on", waits{byTask, {ByTask: true}}, nil, deadlock.GoesOn, 0},
		{"one waits for its own time", waits{byTask, timer}, nil, deadlock.Waits, 0},
		{"one that reads has a time", waits{reads(0), {Held: true, Timer: true, Needs: reads(1).Needs}}, connection(), deadlock.Waits, 0},
		{"a program runs", waits{byTask, {Held: true}}, nil, deadlock.Waits, 0},
		{"nobody waits", nil, nil, deadlock.Waits, 0},

		{"a selection of idle sockets", waits{{Held: true, Needs: append(reads(0).Needs, reads(1).Needs...)}}, connection(), deadlock.Deadlocked, soon},
		{"one of a selection is ready", waits{{Held: true, Needs: append(reads(0).Needs, reads(1).Needs...)}}, connection(func(_, b *deadlock.Socket) { b.Ready = host.Readable }), deadlock.GoesOn, 0},
		{"one of a selection is outside", waits{{Held: true, Needs: reads(0).Needs}, byTask}, alone(deadlock.Socket{Kind: tcp}), deadlock.Waits, 0},
		{"a selection for both", waits{{Held: true, Needs: need(0, host.Readable|host.Writable).Needs}}, connection(), deadlock.Deadlocked, late},
		{"a selection of nothing", waits{{Held: true}}, nil, deadlock.Waits, 0},
	} {
		p := deadlock.Picture{Waits: c.waits, Sockets: c.sockets}
		if v, settle := p.Judge(); v != c.want || settle != c.settle {
			t.Errorf("%s: verdict %v after %v, want %v after %v", c.name, v, settle, c.want, c.settle)
		}
	}
}

// Datagrams that are not accounted for may be on their way, or lost.
func TestDatagramsOnTheirWay(t *testing.T) {
	t.Parallel()
	p := deadlock.Picture{Waits: []deadlock.Wait{reads(0)}, Sockets: alone(deadlock.Socket{Kind: udp, Place: deadlock.Inside})}
	p.Datagrams.Sent, p.Datagrams.Received = 3, 2
	if v, settle := p.Judge(); v != deadlock.Deadlocked || settle != long {
		t.Errorf("verdict %v after %v, want %v after %v", v, settle, deadlock.Deadlocked, long)
	}
}

func TestSentence(t *testing.T) {
	t.Parallel()
	type sockets = []deadlock.Socket
	named := func(w deadlock.Wait, task, actor, doing string) deadlock.Wait {
		w.Task, w.Actor, w.Doing = task, actor, doing
		return w
	}
	alice := func(w deadlock.Wait) deadlock.Wait {
		return named(w, "clients.alice", "clients.alice", "waits in alice's call")
	}
	echo := func(w deadlock.Wait) deadlock.Wait {
		return named(w, "servers.echo connection 1", "servers.echo", "waits in echo's call")
	}
	accept := named(reads(2), "servers.echo", "servers.echo", "waits in accept")
	ends := append(connection(func(a, b *deadlock.Socket) { a.Other, b.Other = "servers.echo", "clients.alice" }),
		deadlock.Socket{Kind: tcp, Listens: true, Place: deadlock.Inside, Peer: -1})
	to := func(place deadlock.Place, other string) sockets {
		return alone(deadlock.Socket{Kind: tcp, Place: place, Other: other})
	}
	join := func(who, whom string) deadlock.Wait {
		return deadlock.Wait{Task: who, Joins: whom, Held: true, ByTask: true}
	}
	for _, c := range []struct {
		want    string
		waits   []deadlock.Wait
		sockets sockets
	}{
		{"clients.alice waits for servers.echo, which waits for clients.alice: both read", []deadlock.Wait{alice(reads(0)), accept, echo(reads(1))}, ends},
		{"clients.alice waits for servers.echo, which waits for clients.alice: both write", []deadlock.Wait{alice(writes(0)), echo(writes(1))}, ends},
		{"clients.alice waits for servers.echo, which waits for clients.alice", []deadlock.Wait{alice(reads(0)), echo(writes(1))}, ends},
		{"clients.alice waits for servers.echo, which waits in echo's call", []deadlock.Wait{alice(reads(0)), accept, echo(byTask)}, ends},
		{"clients.alice waits for servers.echo, which does nothing more", []deadlock.Wait{alice(reads(0)), accept}, ends},
		{"clients.alice waits for servers.echo, which has not accepted the connection", []deadlock.Wait{alice(reads(0))}, to(deadlock.Backlog, "servers.echo")},
		{"clients.alice waits in alice's call, and nobody is left who could end that", []deadlock.Wait{alice(byTask)}, nil},
		{"clients.alice waits in alice's call, whose other end it has itself", []deadlock.Wait{alice(reads(0))}, to(deadlock.Inside, "clients.alice")},
		{"a waits for b, which waits for c, which waits for a", []deadlock.Wait{join("a", "b"), join("b", "c"), join("c", "a")}, nil},
		{"x waits for a, which waits for b, which waits for a", []deadlock.Wait{join("x", "a"), join("a", "b"), join("b", "a")}, nil},
		{"clients.alice waits for servers.echo, which waits for clients.alice: both read", []deadlock.Wait{alice(reads(0)), named(reads(0), "servers.echo", "servers.echo", "waits in recvfrom"), echo(deadlock.Wait{Held: true, ByTask: true, From: "clients.alice"})}, to(deadlock.Inside, "servers.echo")},
		{"servers.echo waits for clients.alice, which waits in alice's call", []deadlock.Wait{alice(byTask), echo(reads(1))}, ends},
	} {
		p := deadlock.Picture{Waits: c.waits, Sockets: c.sockets}
		if got, _ := p.Sentence(); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}
