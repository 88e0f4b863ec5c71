package scenario

import (
	"slices"
	"strings"
)

// FrameNamed returns the frame of a name: one declared under frames, or that
// of an actor; with .send or .recv behind the name one half of a frame that
// has two. It returns nil when there is none.
func (s *Scenario) FrameNamed(name string) *Frame {
	if f := s.frameNamed(name); f != nil {
		return f
	}
	base, half, _ := strings.Cut(name, ".")
	f := s.frameNamed(base)
	switch {
	case f == nil || f.Kind != FramePair:
	case half == "send":
		return f.Send
	case half == "recv":
		return f.Recv
	}
	return nil
}

// NameOf returns a name by which FrameNamed finds a frame of the scenario, ""
// when there is none.
func (s *Scenario) NameOf(f *Frame) string {
	for _, name := range s.FrameNames() {
		for _, full := range []string{name, name + ".send", name + ".recv"} {
			if s.FrameNamed(full) == f {
				return full
			}
		}
	}
	return ""
}

func (s *Scenario) frameNamed(name string) *Frame {
	if f := s.Frames[name]; f != nil {
		return f
	}
	if server := s.Server(name); server != nil {
		return server.Frame
	}
	for _, c := range s.Clients {
		if c.Name == name {
			return s.frameOfClient(c)
		}
	}
	return nil
}

// frameOfClient returns the frame of a client, that of its server when it has
// none of its own.
func (s *Scenario) frameOfClient(c *Client) *Frame {
	target := c.firstTarget()
	if c.Frame != nil || target == nil || !target.IsLiteral() {
		return c.Frame
	}
	if server := s.Server(target.Raw); server != nil {
		return server.Frame.Swapped()
	}
	return nil
}

// firstTarget is what a client connects to first, nil when only its Lua knows.
func (c *Client) firstTarget() *Text {
	if first := firstUse(c.Steps); c.Connect == nil && first != nil {
		return first.Target
	}
	return c.Connect
}

// knownFrame is frameOfClient where it does not depend on what the run finds
// out.
func (s *Scenario) knownFrame(c *Client) (f *Frame, known bool) {
	switch {
	case c.Frame != nil:
		return c.Frame, true
	case c.Connect == nil || !c.Connect.IsLiteral():
		return nil, false
	case !s.leadsSomewhere(c.Connect.Raw):
		return nil, false
	}
	if server := s.Server(c.Connect.Raw); server != nil && server.Frame == nil && server.misnamed {
		return nil, false
	}
	return s.frameOfClient(c), true
}

// leadsSomewhere says whether a target is no name that does not exist.
func (s *Scenario) leadsSomewhere(target string) bool {
	process, _, _ := strings.Cut(target, ".")
	return s.Server(target) != nil || s.Process(process) != nil || strings.ContainsAny(target, ":/")
}

// FrameNames returns the names that FrameNamed knows, sorted.
func (s *Scenario) FrameNames() []string {
	var names []string
	for name := range s.Frames {
		names = append(names, name)
	}
	for _, server := range s.Servers {
		if server.Frame != nil {
			names = append(names, server.Name)
		}
	}
	for _, c := range s.Clients {
		if s.frameOfClient(c) != nil {
			names = append(names, c.Name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
