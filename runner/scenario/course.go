package scenario

import "bytes"

// wire is what may travel on a connection: a set, as far as it is known.
type wire int

const (
	bareStream wire = 1 << iota // a stream without a frame
	messages                    // a stream with a frame
	datagrams
	anyWire = bareStream | messages | datagrams
)

// course is what is known of the connection of a conversation before a step.
type course struct {
	open, closed bool // which of these it may be
	wire         wire // what may travel on it
}

func (c course) or(other course) course {
	return course{c.open || other.open, c.closed || other.closed, c.wire | other.wire}
}

// follow checks steps in the light of what those before them do to the
// connection, and returns what is known behind them. client is nil in a
// server.
func (d *decoder) follow(steps []*Step, at course, client *Client) course {
	for _, s := range steps {
		after := d.pass(s, at, client)
		if s.When != nil || s.Fails != "" {
			after = at.or(after)
		}
		at = after
	}
	return at
}

// pass checks one step and returns what is known behind it.
func (d *decoder) pass(s *Step, at course, client *Client) course {
	switch s.Verb {
	case VerbConnect:
		return d.passConnect(s, at, client)
	case VerbClose, VerbReset:
		at.open, at.closed = false, true
	case VerbLua:
		at.closed = true
	case VerbFrame:
		if at.wire&datagrams == 0 && s.Fails == "" {
			d.checkCut(s.Frame, messages, "")
		}
		at.wire = reframed(s.Frame, at.wire)
	case VerbStartTLS:
		d.checkStartTLS(s, at, client)
	case VerbRepeat:
		return d.passRepeat(s, at, client)
	case VerbRun:
		return d.follow(s.Nested(), at, client)
	}
	d.checkEnds(s, at.wire)
	return at
}

func (d *decoder) passConnect(s *Step, at course, client *Client) course {
	if client == nil {
		d.fail(s.Pos, "`connect` belongs to the steps of a client: a server has a connection").about("steps.connect")
		return at
	}
	if !at.closed {
		e := d.fail(s.Pos, "the client is connected already").about("steps.connect")
		e.Hint = "close or reset the connection before"
		if s == firstUse(client.Steps) {
			e.Hint = "leave the client's own connect out, or this step"
		}
	}
	if s.Fails == "" {
		d.checkListens(s.Target, client)
	}
	return course{open: true, wire: d.destination(s.Target, client.Frame)}
}

// passRepeat checks the steps of a repeat, which may begin with what the round
// before has left.
func (d *decoder) passRepeat(s *Step, at course, client *Client) course {
	after := d.follow(s.Repeat.Steps, at.or(effects(s.Repeat.Steps)), client)
	if s.Repeat.TimesOf != nil { // which may be 0
		after = at.or(after)
	}
	return after
}

// effects is what steps may leave besides what was there before them.
func effects(steps []*Step) (after course) {
	for _, s := range steps {
		switch s.Verb {
		case VerbConnect:
			after.open, after.wire = true, anyWire
		case VerbClose, VerbReset, VerbLua:
			after.closed = true
		case VerbFrame:
			after.wire |= reframed(s.Frame, anyWire)
		}
		after = after.or(effects(s.Nested()))
	}
	return after
}

// reframed is what travels after a step frame.
func reframed(f *Frame, before wire) wire {
	switch {
	case before == datagrams:
		return datagrams
	case f == nil:
		return anyWire
	case f.cuts():
		return messages | before&datagrams
	}
	return bareStream | before&datagrams
}

// checkEnds reports a step that would not know where a message begins or
// ends on such a connection.
func (d *decoder) checkEnds(s *Step, on wire) {
	switch {
	case on == datagrams && s.Chunk > 0:
		d.fail(s.Pos, "a datagram is sent as a whole: `chunk` is for streams").about("steps.chunk")
	case on == messages:
		d.checkFramed(s)
	case on == bareStream && s.Verb == VerbRecv:
		if !s.Boundary.IsSet() && s.Name != "" { // else the boundary may stand where the name should
			d.needBoundary(s.Pos, "recv")
		}
	case on == bareStream && s.Matcher != nil:
		d.checkBare(s.Matcher)
	case on == bareStream:
		for i, m := range s.Matchers {
			d.checkBare(m)
			d.checkHidden(s, m, s.Matchers[:i])
		}
	}
}

// checkFramed reports steps that say where a message ends on a stream whose
// frame says so already.
func (d *decoder) checkFramed(s *Step) {
	ends := []Boundary{s.Boundary}
	if s.Matcher != nil {
		ends = append(ends, s.Matcher.Boundary)
	}
	for _, m := range s.Matchers {
		ends = append(ends, m.Boundary)
	}
	for _, b := range ends {
		if b.IsSet() {
			message, hint := b.OnFrame()
			d.fail(b.Pos, "%s", message).about("boundaries").Hint = hint
		}
	}
}

// checkBare reports a matcher that would not know where a message ends on a
// stream without a frame.
func (d *decoder) checkBare(m *Matcher) {
	if m.needsBoundary() {
		d.needBoundary(m.Pos, string(m.Kind))
	}
}

func (d *decoder) needBoundary(pos Pos, what string) {
	if d.framesMissing { // it may be on the way
		return
	}
	d.fail(pos, "%s cannot know where the message ends on a stream without a frame", what).about("boundaries").Hint =
		"add line: true, until: BYTES, length: N or eof: true beside it, or give the actor a frame, as in " + lineFrame
}

// lineFrame is the frame of lines of text, as an example.
const lineFrame = `frame: {delimiter: "\r\n"}`

// checkHidden reports a matcher whose bytes begin with all that another takes:
// on a stream without a frame the other would take them every time.
func (d *decoder) checkHidden(s *Step, m *Matcher, before []*Matcher) {
	for _, other := range before {
		short, long := other, m
		a, aKnown := short.literalPrefix()
		b, bKnown := long.literalPrefix()
		if len(a) > len(b) {
			a, b, short, long = b, a, long, short
		}
		if !aKnown || !bKnown || len(a) == 0 || !bytes.HasPrefix(b, a) || len(a) == len(b) && s.Verb == VerbExpectAll {
			continue
		}
		e := d.fail(long.Pos, "this never gets its bytes: the matcher %s takes the first of them", quoteText(string(a))).about("boundaries")
		e.Hint = "on a stream without a frame the matcher that takes the fewest bytes goes first: add line: true or another boundary to both, or give the actor a frame, as in " + lineFrame
		return
	}
}

// literalPrefix returns the bytes that the matcher takes from a stream without
// a frame, if they are known before anything runs.
func (m *Matcher) literalPrefix() (prefix []byte, known bool) {
	if m.Kind != MatchEqual && m.Kind != MatchStartsWith || m.Boundary.IsSet() || m.Value == nil {
		return nil, false
	}
	switch v := m.Value; {
	case v.Kind == ValueText && v.Text != nil:
		return []byte(v.Text.Raw), v.Text.IsLiteral()
	case v.Kind == ValueHex || v.Kind == ValueBase64:
		return v.Bytes, v.Text == nil
	}
	return nil, false
}

// checkWire reports ignore where there are never messages. kind is that of the
// actor.
func (d *decoder) checkWire(kind string, ignore *Matcher, at course, steps []*Step) {
	if ignore != nil && len(steps) > 0 && at.or(effects(steps)).wire == bareStream {
		d.fail(ignore.Pos, "on a stream without a frame there are no messages to ignore").about(kind + ".ignore").Hint =
			"give the actor a frame, as in " + lineFrame
	}
}
