package scenario

// framing is what is known before a step of the frame that its connection has.
type framing struct {
	frame *Frame // nil without one
	known bool   // it does not hang on what the run finds out
}

// checkMessages checks what steps send and expect against the headers of the
// frames that they meet, as far as these are known before the run, and returns
// what is known behind them. client is nil in a server.
func (d *decoder) checkMessages(steps []*Step, f framing, client *Client) framing {
	for _, s := range steps {
		after := d.checkStep(s, f, client)
		if after != f && (s.When != nil || s.Fails != "") {
			after = framing{}
		}
		f = after
	}
	return f
}

// checkStep is checkMessages for one step.
func (d *decoder) checkStep(s *Step, f framing, client *Client) framing {
	switch s.Verb {
	case VerbFrame:
		return framing{s.Frame, s.Frame != nil}
	case VerbConnect:
		return d.scenario.connected(client, s.Target)
	case VerbRepeat:
		if reframes(s.Nested()) { // a round begins with what the one before has left
			f = framing{}
		}
	}
	if s.Fails != "" && len(s.Nested()) > 0 {
		return f // one of them is to be wrong
	}
	if f.known {
		d.checkMessagesOf(s, f.frame)
	}
	return d.checkMessages(s.Nested(), f, client)
}

// reframes says whether one of some steps gives the connection another frame.
func reframes(steps []*Step) bool {
	for _, s := range steps {
		if s.Verb == VerbFrame || s.Verb == VerbConnect || reframes(s.Nested()) {
			return true
		}
	}
	return false
}

// connected is what is known of the frame of a client's connection to a target.
func (s *Scenario) connected(c *Client, target *Text) framing {
	if c == nil {
		return framing{}
	}
	own := *c
	own.Connect = target
	f, known := s.knownFrame(&own)
	return framing{f, known}
}

// checkMessagesOf checks what one step sends or expects.
func (d *decoder) checkMessagesOf(s *Step, f *Frame) {
	switch s.Verb {
	case VerbSend:
		if s.Fails != "FrameError" { // else it is to be wrong
			d.checkMessage(s.Value, f.outgoing(), true)
			d.checkSent(s.Value, f.outgoing())
		}
	case VerbSendRaw:
		if s.Value != nil && s.Value.Fields != nil {
			d.fail(s.Value.Pos, "send_raw goes past the frame: it takes bytes, not fields").about("steps.send_raw")
		}
	case VerbExpect:
		if s.Matcher != nil {
			d.checkExpected(s, s.Matcher, f.incoming())
		}
	case VerbExpectAny, VerbExpectAll:
		for _, m := range s.Matchers {
			d.checkExpected(s, m, f.incoming())
		}
	}
}

// checkIgnored checks what an actor passes over, unless its steps change the
// frame.
func (d *decoder) checkIgnored(ignore *Matcher, f framing, steps []*Step) {
	if ignore != nil && f.known && f.frame.cuts() && !reframes(steps) {
		d.checkExpected(&Step{}, ignore, f.frame.incoming())
	}
}
