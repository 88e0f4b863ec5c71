package scenario

import "strings"

// checkTargets reports what clients connect to in vain, and steps that cannot
// know where a message ends.
func (d *decoder) checkTargets() {
	for _, s := range d.scenario.Servers {
		d.checkServer(s)
	}
	for _, c := range d.scenario.Clients {
		d.checkClient(c)
	}
}

func (d *decoder) checkServer(s *Server) {
	if s.Listen.Template == nil && s.Listen.IsStream() && !s.Frame.cuts() {
		d.needBoundaries(s.Steps)
	}
	d.checkMessages(s.Steps, s.Frame)
}

func (d *decoder) checkClient(c *Client) {
	if f, known := d.scenario.knownFrame(c); known {
		d.checkMessages(c.Steps, f)
	}
	if c.Connect == nil || !c.Connect.IsLiteral() {
		return
	}
	if d.checkTarget(c) && !c.Frame.cuts() {
		d.needBoundaries(c.Steps)
	}
}

// cuts says whether the frame cuts a stream into messages. It accepts nil.
func (f *Frame) cuts() bool { return f != nil && f.Kind != FrameNone }

// checkTarget checks a literal target, and returns whether it is known to be a
// stream that has no frame but the client's own.
func (d *decoder) checkTarget(c *Client) (bareStream bool) {
	target := c.Connect.Raw
	if server := d.scenario.Server(target); server != nil {
		inherits := server.Frame.cuts() && c.Frame == nil
		return server.Listen.Template == nil && server.Listen.IsStream() && !inherits
	}
	if process, _, _ := d.processPort(target); process != nil {
		return d.checkProcessTarget(c.Connect.Pos, target)
	}
	if !strings.Contains(target, ":") && !strings.Contains(target, "/") {
		d.unknownTarget(c.Connect.Pos, target)
		return false
	}
	e, err := ParseEndpoint(target)
	switch {
	case err != nil:
		d.fail(c.Connect.Pos, "%s", err).about("addresses")
	case e.Port == 0 && e.Path == "":
		d.fail(c.Connect.Pos, "nothing can be connected to port 0").about("clients.connect").Hint = "a server of this file is reached by its name"
	}
	return err == nil && e.IsStream()
}

// needBoundaries reports steps that would not know where a message ends on a
// stream without a frame.
func (d *decoder) needBoundaries(steps []*Step) {
	for _, s := range steps {
		what, pos := "", s.Pos
		switch {
		case s.Verb == VerbRecv && !s.Boundary.IsSet():
			what = "recv"
		case s.Matcher != nil && s.Matcher.needsBoundary():
			what, pos = string(s.Matcher.Kind), s.Matcher.Pos
		default:
			continue
		}
		d.fail(pos, "%s cannot know where the message ends on a stream without a frame", what).about("boundaries").Hint =
			"add line: true, until: BYTES, length: N or eof: true beside it, or give the server a frame"
	}
}

func (d *decoder) unknownTarget(pos Pos, target string) {
	name, _, dotted := strings.Cut(target, ".")
	switch {
	case d.namesMissing:
	case dotted:
		d.fail(pos, "no process is named %s: %s", quoteName(name), suggestion(name, d.processNames())).about("clients.connect")
	default:
		known := d.serverNames()
		for _, p := range d.scenario.Processes {
			for _, port := range p.Ports {
				known = append(known, p.Name+"."+port.Name)
			}
		}
		d.fail(pos, "no server is named %s: %s", quoteName(target), suggestion(target, known)).about("clients.connect")
	}
}
