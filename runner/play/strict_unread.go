package play

import (
	"fmt"
	"slices"
	"syscall"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/luaapi/wire/frame"
	"sockrun/luaapi/wire/plural"
	"sockrun/luaapi/wire/stream"
	"sockrun/runner/actorname"
	"sockrun/runner/outcome"
	"sockrun/runner/positioned"
	"sockrun/runner/scenario"
	"sockrun/runner/steps"
	"sockrun/runner/transcript"
	"sockrun/runner/world"
)

// parting is a connection that the end of its conversation closes, as it was
// just before. What its peer has sent and it has not taken is known when all
// is over: whether such bytes came a moment before the end or a moment after
// is chance, and no verdict may hang on that.
type parting struct {
	actor *actor
	who   string
	at    scenario.Pos // where the conversation ended
	log   *transcript.Log
	end   host.Socket
	kind  host.Kind
	taken int64       // bytes that were received and taken
	seen  []byte      // what was there and not taken, the first of it
	total int         // how much was there
	in    frame.Codec // nil without a frame
}

// part notes how a connection stands whose conversation ends well, before it
// is closed. One that is closed by now was closed on purpose.
func (a *actor) part(t *luaapi.Task, who string, conn *luaapi.Conn, at scenario.Pos) {
	if conn == nil {
		return
	}
	if left := a.parting(t, conn.Socket, who, at); left != nil {
		if conn.Stream != nil {
			left.in = conn.Stream.In
		}
		a.play.keepParting(left)
	}
}

// parting is nil when there is nothing to look for.
func (a *actor) parting(t *luaapi.Task, c *stream.Conn, who string, at scenario.Pos) *parting {
	if !a.looks(scenario.Unread) || !c.IsRead() {
		return nil
	}
	left := &parting{actor: a, who: who, at: at, log: world.LogOf(c.Socket), end: c.Socket, kind: c.Kind()}
	left.taken = left.log.Totals().BytesReceived - int64(c.Untold())
	data := c.Left()
	if len(data) == 0 && a.play.isOutside(c) && !left.log.AwaitsAnswer() {
		a.awaitRest(t, c)
		data = c.Left()
	}
	if len(data) == 0 && !left.kind.IsStream() {
		return nil
	}
	left.seen, left.total = slices.Clone(data[:min(len(data), maxSeen)]), len(data)
	return left
}

// awaitRest waits a moment for what a program may still say, or for the end of
// the stream.
func (a *actor) awaitRest(t *luaapi.Task, c *stream.Conn) {
	_ = t.Wait("recv", c, host.After(a.play.world, settled), func(limit host.Deadline) error {
		_, err := c.Socket.Recv(make([]byte, 1), syscall.MSG_PEEK, limit)
		return err
	})
}

// maxSeen is how many bytes that nobody took are kept to be shown.
const maxSeen = 4 << 10

// isOutside says whether the peer of a connection may be a program, whose next
// bytes can be on their way.
func (p *play) isOutside(c *stream.Conn) bool {
	if len(p.Processes) == 0 || !c.Kind().IsStream() {
		return false
	}
	peer, err := c.Socket.PeerAddr()
	for _, s := range p.servers {
		if peer == reachable(s.addr) {
			return false
		}
	}
	return err == nil
}

func (p *play) keepParting(left *parting) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.partings = append(p.partings, left); len(p.partings) > max(p.manyPartings, fewPartings) {
		p.dropSettled()
	}
}

// fewPartings is how many are kept without a look at whether all are needed.
const fewPartings = 4096

// dropSettled forgets the connections of which nothing was left and nothing can
// have been: a scenario may make any number of them. With p.mu.
func (p *play) dropSettled() {
	pairs := p.record.Pairs()
	p.partings = slices.DeleteFunc(p.partings, func(left *parting) bool {
		if !pairs.Settled(left.log) {
			return false
		}
		n, _ := left.unread(pairs)
		return n == 0
	})
	p.manyPartings = 2 * len(p.partings)
}

// parted returns the connections so far, and who was at their other ends.
func (p *play) parted() ([]*parting, transcript.Pairs) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.partings), p.record.Pairs()
}

// findUnread lets what was left in connections become findings.
func (p *play) findUnread() {
	partings, pairs := p.parted()
	for _, left := range partings {
		if n, head := left.unread(pairs); n > 0 {
			p.keep(left.level(), left.failure(n, head))
		}
	}
}

// unread returns how much was left. Of a peer outside of the scenario only
// what had come is known, and an answer to what was sent last may or may not
// have been among it.
func (left *parting) unread(pairs transcript.Pairs) (n int, head []byte) {
	if n, head, known := pairs.Untaken(left.log, left.taken); known {
		n -= left.actor.play.world.Missing(left.end)
		if len(left.seen) > len(head) {
			head = left.seen
		}
		return int(n), head
	}
	if left.log.AwaitsAnswer() {
		return 0, nil
	}
	return left.total, left.seen
}

// blameUnread looks, when the first failure is a reset, for a conversation with
// the same actor that had ended with bytes unread: the system resets such a
// connection when it is closed. That is the cause then, and what the other
// side met came of it.
func (p *play) blameUnread(cause *outcome.Failure) {
	if cause.Code != "ECONNRESET" && cause.Code != "EPIPE" {
		return
	}
	partings, pairs := p.parted()
	for _, left := range partings {
		peer := pairs.Peer(left.log)
		n, head := left.unread(pairs)
		if n > 0 && peer != "" && actorname.Base(peer) == actorname.Base(cause.Actor) {
			p.blameReset(left, left.failure(n, head), cause)
			return
		}
	}
}

// blameReset makes a finding the cause of a reset, or tells of it there when it only
// warns.
func (p *play) blameReset(left *parting, f, cause *outcome.Failure) {
	level := left.level()
	p.mu.Lock()
	defer p.mu.Unlock()
	if level == scenario.LevelFail {
		f.Detail = append([]string{"so the connection was reset when it was closed"}, f.Detail...)
		p.failures = slices.Insert(p.failures, 0, f)
		return
	}
	cause.Detail = append(cause.Detail, left.who+" had ended: "+f.Message+", which resets the connection")
}

// level is that of bytes left unread; datagrams may be lost at any time, and
// only warn.
func (left *parting) level() scenario.Level {
	level := left.actor.level(scenario.Unread)
	if !left.kind.Accepts() && level == scenario.LevelFail {
		return scenario.LevelWarn
	}
	return level
}

// failure tells of bytes left unread.
func (left *parting) failure(n int, head []byte) *outcome.Failure {
	f := left.actor.finding(scenario.Unread, &outcome.Failure{Who: left.who, Pos: left.at, Message: left.message(n, head)})
	f.Actor = left.actor.nameOf(left.who)
	if len(head) > 0 {
		f.Detail = append(f.Detail, "unread  "+steps.Preview(head))
	}
	f.Detail = append(f.Detail, left.advice(n, head))
	return f
}

// advice says what to do about bytes left unread. Who expects a line, and not
// its end, leaves that.
func (left *parting) advice(n int, head []byte) string {
	isEnd := string(head) == "\n" || string(head) == "\r\n"
	if isEnd && n == len(head) && left.in == nil && left.kind.IsStream() {
		return positioned.Hint("that ends a line: expect it with the line, or take lines as messages with %s", steps.LineFrame(head))
	}
	return positioned.Hint("read the rest, or close the connection in the conversation if the rest does not matter")
}

// message says how much was left, in messages where that is known.
func (left *parting) message(n int, head []byte) string {
	bytes := plural.Of(n, "byte") + wasRead(n)
	if n == stream.MaxLeft && n == left.total { // there may be more
		bytes = "at least " + bytes
	}
	switch {
	case !left.kind.IsStream():
		return fmt.Sprintf("a message of %s was never read", plural.Of(n, "byte"))
	case left.in == nil:
		return bytes
	}
	switch whole, first := luaapi.Messages(left.in, head); {
	case first != "":
		return bytes + "; they begin with " + first
	case whole == 0:
		return plural.Of(n, "byte") + " of a message" + wasRead(n)
	case n == len(head):
		return fmt.Sprintf("%s%s (%s)", plural.Of(whole, "message"), wasRead(whole), plural.Of(n, "byte"))
	}
	return bytes
}

// wasRead says that n things were not.
func wasRead(n int) string {
	if n == 1 {
		return " was never read"
	}
	return " were never read"
}

// lastOf is where steps end; where there are none, the position of the code.
func lastOf(steps []*scenario.Step, code scenario.Pos) scenario.Pos {
	if len(steps) == 0 {
		return code
	}
	return steps[len(steps)-1].Pos
}
