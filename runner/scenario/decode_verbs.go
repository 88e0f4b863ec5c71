package scenario

import "slices"

const (
	takesMatchers  = "a list of matchers such as [yes, {starts_with: no}]"
	takesVerbFrame = "a frame such as {length: \">I\"}, the name of one, or none"
)

// listVerbs declares the verbs that wait for one of several messages, for all
// of them, or for none.
func listVerbs() []key[Step] {
	matchers := func(d *decoder, v value, s *Step) { s.Matchers = d.matchers(v) }
	return []key[Step]{
		{name: "expect_any", takes: takesMatchers, doc: "Takes the next message, which must match one of these. The first that matches counts; on a stream without a frame, the one that takes the fewest bytes.", one: true,
			example: "expect_any: [ready, {starts_with: busy}]", decode: matchers},
		{name: "expect_all", takes: takesMatchers, doc: "Takes as many messages as there are matchers, in any order; each matcher must match one of them.", one: true,
			example: "expect_all: [one, two, {starts_with: three}]", decode: matchers},
		{name: "expect_silence", takes: takesDuration, doc: "Nothing may arrive for this long, not even the end of the stream. A failure shows what did.", one: true,
			example: "expect_silence: 200ms",
			decode:  func(d *decoder, v value, s *Step) { s.Duration = d.duration(v, 1) }},
	}
}

// connectionVerbs declares the verbs that make, change or break the connection.
func connectionVerbs() []key[Step] {
	return []key[Step]{
		{name: "connect", takes: takesTarget, doc: "Connects a client that has no connect of its own, or connects it again after close or reset. It takes what the client's connect takes, and {{ }} may use what earlier steps have set.", one: true,
			example: "connect: echo",
			decode:  func(d *decoder, v value, s *Step) { s.Target = d.stepTarget(v) }},
		{name: "reset", takes: takesBare, doc: "Closes the connection so that the other side sees ECONNRESET. Unix sockets cannot do that: there the other side sees the end of the stream, or ECONNRESET if something it sent was not read.", one: true,
			example: "reset:",
			decode:  func(d *decoder, v value, s *Step) { d.bare(v) }},
		{name: "frame", takes: takesVerbFrame, doc: "From here on the connection has this frame, or none. Bytes that have arrived and not been taken belong to the next message.", one: true,
			example: `frame: {length: ">I"}`,
			decode:  func(d *decoder, v value, s *Step) { s.Frame = d.frame(v) }},
		{name: "starttls", takes: takesStartTLS, doc: "Performs the TLS handshake, with these settings; from here on the connection is encrypted. The side that accepted the connection is the server. If bytes have arrived that were not taken, it fails with EBUSY, because they would be lost.", one: true,
			example: "starttls: {cert: good}",
			decode:  func(d *decoder, v value, s *Step) { s.TLS = d.startTLS(v) }},
	}
}

// conditionKeys declares what modifies a step besides what it is about.
func conditionKeys() []key[Step] {
	return []key[Step]{
		{name: "when", takes: takesExpression, doc: "A Lua expression; the step is skipped unless it is true.",
			example: "when: vars.greeting ~= nil",
			decode:  func(d *decoder, v value, s *Step) { s.When = d.expression(v, d.scope.params...) }},
		{name: "within", takes: takesDuration, doc: "How long expect_any and expect_all wait. A matcher in their list may have a within of its own. After that the scenario has failed. For expect, within belongs in the matcher.",
			otherwise: "as long as the scenario may take", example: "within: 1s",
			decode: func(d *decoder, v value, s *Step) { s.Within = d.duration(v, 1) }},
		{name: "chunk", takes: takesCount, doc: "How many bytes send and send_raw pass to the system at a time. The system may join them again, unless every puts time between them.",
			otherwise: "all at once", example: "chunk: 1",
			decode: func(d *decoder, v value, s *Step) { s.Chunk = d.count(v, 1) }},
		{name: "every", takes: takesDuration, doc: "How long send and send_raw wait between chunks.",
			otherwise: "no pause", example: "every: 10ms",
			decode: func(d *decoder, v value, s *Step) { s.Every = d.duration(v, 0) }},
	}
}

// stepTarget reads what a step connects to, which is worked out then.
func (d *decoder) stepTarget(v value) *Text {
	if !d.scalar(v) {
		return nil
	}
	return d.template(v, d.scope.params...)
}

// matchers takes a list of matchers, at least one.
func (d *decoder) matchers(v value) (list []*Matcher) {
	d.each(v, func(element value) {
		element.key, element.takes = "a matcher", takesMatcher
		list = append(list, d.matcher(element))
	})
	if len(list) == 0 && (v.kind == listNode || v.isEmptyTable()) {
		d.fail(v.pos, "%s needs at least one matcher", v.key)
	}
	return list
}

// checkModifier reports a modifier beside a verb that has no use for it.
func (d *decoder) checkModifier(v value, key *node, s *Step) {
	switch key.text {
	case "within":
		d.checkWithin(key, s)
	default:
		if s.Verb != VerbSend && s.Verb != VerbSendRaw {
			d.fail(key.pos, "`%s` belongs to send and send_raw, not to %s", key.text, s.Verb).about("steps." + key.text)
		} else if key.text == "every" && v.find("chunk") == nil {
			d.fail(key.pos, "`every` is the pause between chunks: it needs `chunk`").about("steps.every").Hint = "add chunk: 1 for single bytes"
		}
	}
}

func (d *decoder) checkWithin(key *node, s *Step) {
	switch s.Verb {
	case VerbExpectAny, VerbExpectAll:
	case VerbExpect:
		d.fail(key.pos, "`within` does not belong here").about("matchers.within").Hint =
			"within belongs to the matcher: expect: {equal: hello, within: 1s}"
	case VerbExpectClose, VerbExpectSilence:
		d.fail(key.pos, "`within` does not belong here").about("steps." + string(s.Verb)).Hint =
			"how long it waits is its value: " + string(s.Verb) + ": 1s"
	default:
		d.fail(key.pos, "`within` belongs to matchers, not to %s", s.Verb).about("steps.within").Hint =
			"timeout: 1s says how long a step may take"
	}
}

// ignored takes the matcher of messages that steps pass over. They pass over
// whole messages, whenever they come.
func (d *decoder) ignored(v value) *Matcher {
	m := d.matcher(v)
	for _, e := range v.entries {
		if slices.Contains([]string{"within", "line", "until", "eof"}, e.key.text) || e.key.text == "length" && m.Boundary.Length > 0 {
			d.fail(e.key.pos, "`%s` does not belong in ignore, which compares whole messages", e.key.text)
		}
	}
	return m
}

// checkIgnore reports ignore in an actor that has no steps to pass over
// anything. kind is that of the actor.
func (d *decoder) checkIgnore(kind string, v value) {
	if e := v.find("ignore"); e != nil && v.find("steps") == nil && (v.find("handler") != nil || v.find("script") != nil) {
		d.fail(e.key.pos, "`ignore` is for steps: Lua that receives messages can pass over them itself").about(kind + ".ignore")
	}
}
