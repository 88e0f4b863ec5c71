package scenario

// Conversation is what a server does with one of its connections.
type Conversation struct {
	Pos   Pos
	Steps []*Step
}

// StepsOf returns the steps for a connection, counted from 1; none when its
// conversations are no steps.
func (s *Server) StepsOf(connection int) []*Step {
	if n := len(s.Connections); n > 0 {
		return s.Connections[min(connection, n)-1].Steps
	}
	return s.Steps
}

// conversations returns the steps of all conversations that the server has.
func (s *Server) conversations() [][]*Step {
	all := [][]*Step{s.Steps}
	for _, c := range s.Connections {
		all = append(all, c.Steps)
	}
	return all
}

const takesConnections = "a list of conversations such as {steps: [{expect: ping}]}"

const conversationDoc = "What a server does with one of its connections, when these differ: an element of the list connections."

// conversationTable declares an element of the connections of a server.
func conversationTable() table[Conversation] {
	return table[Conversation]{topic: "connections", what: "a connection", doc: conversationDoc, keys: []key[Conversation]{
		{name: "steps", takes: takesSteps, doc: "The conversation with this connection.",
			example: "steps: [{expect: ping}, {send: pong}]", needed: true,
			decode: func(d *decoder, v value, c *Conversation) { c.Steps = d.steps(v) }},
	}, moved: map[string]string{
		"handler": "the handler of a server sees conn.index: handler: if conn.index == 1 then …",
		"script":  "a script belongs to the server",
		"frame":   "all connections of a server have its frame",
	}}
}

// conversations takes a list of at least one.
func (d *decoder) conversations(v value) (list []*Conversation) {
	d.each(v, func(element value) {
		element.key, element.takes = "a connection", "a map with steps"
		c := &Conversation{Pos: element.pos}
		d.tables.conversation().decode(d, element, element.pos, c)
		list = append(list, c)
	})
	if v.kind == listNode && len(list) == 0 {
		d.fail(v.pos, "connections is empty")
	}
	return list
}
