package scenario

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"sockrun/luaapi/wire/spell"
)

const (
	takesStep  = "one verb with its value, such as send: hello"
	takesFails = "the code of an error such as ECONNREFUSED"
	takesHow   = "read, write or both"
	takesBare  = "nothing"
	takesVar   = "the name of a variable"
)

const stepDoc = "One step of a conversation: one verb, and beside it the keys that modify it. close, reset, starttls and expect_close may be written as a single word."

// stepTable declares a step: one verb, and what may stand beside it.
func stepTable() table[Step] {
	return table[Step]{topic: "steps", what: "a step", doc: stepDoc, keys: slices.Concat(verbs(), listVerbs(), connectionVerbs(), repeatVerb(), besideVerb()),
		none:  "a step needs a verb such as send, expect or close",
		apart: twoSteps,
		moved: map[string]string{
			"steps":   "steps belong to a client, a server or a repeat",
			"times":   "write repeat: {times: 3, steps: […]}",
			"handler": "a step has lua: for Lua code",
			"wait":    "write sleep: 1s for a time, barrier: NAME for other actors; expect waits by itself",
			"include": "write run: and the name of a sequence",
			"receive": "write expect: for what must come, or recv: NAME to keep what comes in vars.NAME",
			"assert":  "write check: and a condition in Lua",
			"print":   "write lua: and a call, as in lua: print(vars.x)",
			"ignore":  "ignore belongs to a client or a server, beside steps",
		}}
}

func verbs() []key[Step] {
	return []key[Step]{
		{name: "send", takes: takesValue, doc: "Sends a message, through the frame if there is one.", one: true,
			example: "send: hello",
			decode:  func(d *decoder, v value, s *Step) { s.Value = d.value(v) }},
		{name: "send_raw", takes: takesValue, doc: "Sends bytes without the frame.", one: true,
			example: "send_raw: {hex: 00 00 00 05 68}",
			decode:  func(d *decoder, v value, s *Step) { s.Value = d.value(v) }},
		{name: "expect", takes: takesMatcher, doc: "Takes the next message, which must match. On a stream without a frame it takes as many bytes as the matcher says.", one: true,
			example: "expect: {starts_with: HELLO, within: 1s}",
			decode:  func(d *decoder, v value, s *Step) { s.Matcher = d.matcher(v) }},
		{name: "recv", takes: takesVar, doc: "Takes the next message and stores it in vars.NAME.", one: true,
			example: "recv: reply",
			decode:  func(d *decoder, v value, s *Step) { s.Name = d.setsVar(v) }},
		{name: "check", takes: takesExpression, doc: "A Lua expression that must be true. A failure shows the value of each side.", one: true,
			example: `check: vars.reply == "hello"`,
			decode:  func(d *decoder, v value, s *Step) { s.Lua = d.condition(v, d.scope.params...) }},
		{name: "lua", takes: takesBlock, doc: "Runs Lua, with conn and vars.", one: true,
			example: `lua: conn:send("hello")`,
			decode:  func(d *decoder, v value, s *Step) { s.Lua = d.block(v, d.scope.params...) }},
		{name: "close", takes: takesBare, doc: "Closes the connection.", one: true,
			example: "close:",
			decode:  func(d *decoder, v value, s *Step) { d.bare(v) }},
		{name: "shutdown", takes: takesHow, doc: "Shuts down one half of the connection, or both, as shutdown(2) does. After write the other side sees the end of the stream.", one: true,
			example: "shutdown: write",
			decode:  func(d *decoder, v value, s *Step) { s.How = d.how(v) }},
		{name: "expect_close", takes: takesDuration, doc: "Waits until the other side closes the connection. It fails if the other side sends something instead. The duration is how long to wait.", one: true,
			otherwise: "as long as the scenario may take", example: "expect_close: 500ms",
			decode: func(d *decoder, v value, s *Step) { s.Duration = d.closeLimit(v) }},
		{name: "barrier", takes: takesBarrier, doc: "Waits until every actor whose steps or Lua name this barrier has reached it; then all go on. Each of count clients counts, and a server counts once. In a scenario in Lua the option barriers = {NAME = 2} says how many there are. If one of them has ended, it fails with BROKEN_BARRIER.", one: true,
			example: "barrier: everybody is connected",
			decode:  func(d *decoder, v value, s *Step) { s.Name = d.barrierStep(v) }},
		{name: "run", takes: takesSequence, doc: "Runs the steps of a sequence, as if they were written here. timeout beside it applies to all of them together.", one: true,
			example: "run: login",
			decode:  func(d *decoder, v value, s *Step) { s.Sequence = d.run(v) }},
		{name: "sleep", takes: takesDuration, doc: "Waits. It is rarely needed: servers listen before clients start, and expect waits by itself.", one: true,
			example: "sleep: 100ms",
			decode:  func(d *decoder, v value, s *Step) { s.Duration = d.duration(v, 0) }},
		{name: "network", takes: takesNetwork, doc: "Changes the weather of the simulated network from now on, for all or between certain actors, or breaks open connections. It needs no connection. On real sockets a scenario with such a step is skipped.", one: true,
			example: "network: {down: true, between: [alice, echo]}",
			decode:  func(d *decoder, v value, s *Step) { s.Network = d.network(v, false) }},
	}
}

func besideVerb() []key[Step] {
	return slices.Concat([]key[Step]{
		{name: "as", takes: takesVar, doc: "Stores the message that expect or expect_any took in vars.NAME.",
			example: "as: reply",
			decode:  func(d *decoder, v value, s *Step) { s.Name = d.setsVar(v) }},
		{name: "timeout", takes: takesDuration, doc: "How long the step may take; after that the verdict is timeout. With within, whichever ends first counts. It cannot be used with sleep, expect_silence and expect_close, which have a time of their own, nor with check.",
			otherwise: "as long as the scenario may take", example: "timeout: 2s",
			decode: func(d *decoder, v value, s *Step) { s.Timeout = d.duration(v, 1) }},
		{name: "fails", takes: takesFails, doc: "The step must fail for exactly this reason: an error code, or the name of an error without one, such as FrameError or AssertionError (an expect or a check that does not hold). Another reason, or none, is a failure. CLOSED is the end of the stream between messages, EOF the end inside one, ETIMEDOUT the step's own timeout. The end of the scenario never counts as the reason.",
			example: "fails: ECONNREFUSED",
			decode:  func(d *decoder, v value, s *Step) { s.Fails = d.errorCode(v) }},
		{name: "note", takes: takesText, doc: "What the step is for, shown when it fails.",
			example: "note: numbered ping",
			decode:  func(d *decoder, v value, s *Step) { s.Note = d.text(v) }},
	}, conditionKeys(), boundaryKeys(func(s *Step) *Boundary { return &s.Boundary }),
		[]key[Step]{{name: "length", takes: takesCount, doc: "The message of recv has this many bytes. It may be {{ vars.NAME }}.",
			example: "length: 12",
			decode:  func(d *decoder, v value, s *Step) { d.stepLength(v, &s.Boundary) }}})
}

// stepLength takes how many bytes recv takes, or a template that gives it. One that
// is wrong stands for some: a boundary is there.
func (d *decoder) stepLength(v value, b *Boundary) {
	if v.kind == scalarNode {
		b.LengthOf = d.template(v, d.scope.params...)
	}
	if b.LengthOf == nil || b.LengthOf.IsLiteral() {
		b.Length, b.LengthOf = max(d.count(v, 1), 1), nil
	}
}

// steps decodes a list of steps.
func (d *decoder) steps(v value) []*Step {
	var steps []*Step
	d.each(v, func(element value) {
		element.key, element.takes = "a step", takesStep
		if s := d.step(element); s != nil {
			steps = append(steps, s)
		}
	})
	if v.kind == listNode && len(v.list) == 0 {
		d.fail(v.pos, "%s is empty", v.key)
	}
	d.checkSize(v, steps)
	return steps
}

// step decodes a mapping with one verb, or a bare word.
func (d *decoder) step(v value) *Step {
	defer d.about("steps")()
	s := &Step{Pos: v.pos}
	if v.kind == scalarNode && !v.isNull() {
		s.Verb = d.bareVerb(v)
		return s
	}
	table := d.tables.step()
	if !table.decode(d, v, v.pos, s) {
		return nil
	}
	verb := table.chosen(v.node)
	if verb == nil {
		return nil
	}
	s.Pos, s.Verb = verb.key.pos, Verb(verb.key.text)
	if len(table.further(v.node)) == 0 { // else nobody knows what a key beside is for
		d.checkBeside(v, s)
	}
	return s
}

// twoSteps says how two verbs are written that stand in one step. A table of Lua
// does not say which of them was to be the first.
func twoSteps(v value, first, second string) string {
	if v.lua {
		return fmt.Sprintf("give each a step of its own: {%s = …} and {%s = …}", first, second)
	}
	return fmt.Sprintf("give each a step of its own:\n- %s: …\n- %s: …", first, second)
}

// bareVerb takes a step that is a word, such as close.
func (d *decoder) bareVerb(v value) Verb {
	switch verb := Verb(v.text); verb {
	case VerbClose, VerbReset, VerbExpectClose, VerbStartTLS:
		return verb
	}
	table := d.tables.step()
	if k := table.find(v.text); k != nil && k.one {
		d.fail(v.pos, "%s needs %s", v.text, k.takes).about("steps." + v.text)
		return ""
	}
	e := d.fail(v.pos, "%s is no step", quoteText(v.text))
	if d.sequences.find(v.text) != nil {
		e.Hint = "write run: " + v.text
	} else if verb, rest, found := strings.Cut(v.text, ":"); found && table.find(verb) != nil {
		e.Hint = "a space is missing: write " + verb + ": " + strings.TrimSpace(rest)
	} else if near := spell.Nearest(v.text, table.names()); near != "" {
		e.Hint = "did you mean " + near + "?"
	}
	return ""
}

// checkBeside reports keys that stand beside a verb which has no use for them.
func (d *decoder) checkBeside(v value, s *Step) {
	for _, e := range v.entries {
		switch e.key.text {
		case "as":
			if s.Verb != VerbExpect && s.Verb != VerbExpectAny {
				d.fail(e.key.pos, "`as` belongs to expect, not to %s", s.Verb).about("steps.as")
			}
		case "within", "chunk", "every":
			d.checkModifier(v, e.key, s)
		case "timeout":
			d.checkTimeout(e.key, s.Verb)
		case "line", "until", "length", "eof":
			switch {
			case s.Verb == VerbRepeat && e.key.text == "until":
				d.fail(e.key.pos, "`until` does not belong here").about("repeat.until").Hint = "it stands inside of repeat, beside steps"
			case s.Verb != VerbRecv:
				d.fail(e.key.pos, "`%s` belongs to recv or into a matcher, not beside %s", e.key.text, s.Verb).about("boundaries")
			}
		}
	}
	d.checkBoundary(v, &s.Boundary)
}

// checkTimeout reports the timeout of a step that takes another time.
func (d *decoder) checkTimeout(key *node, verb Verb) {
	switch verb {
	case VerbSleep, VerbExpectSilence, VerbExpectClose:
		d.fail(key.pos, "`timeout` does nothing beside %s, which takes as long as it says", verb).about("steps.timeout").Hint = fmt.Sprintf("write %s: with the time, and nothing beside it", verb)
	case VerbCheck:
		d.fail(key.pos, "`timeout` does nothing beside check, whose Lua does not wait").about("steps.timeout").Hint = "lua: runs code that may wait"
	}
}

// setsVar takes the name of a variable that the actor sets.
func (d *decoder) setsVar(v value) string {
	if !d.scalar(v) {
		return ""
	}
	name := strings.TrimPrefix(v.text, "vars.")
	if !isIdentifier(v.text) {
		e := d.fail(v.pos, "%s must be the name of a variable, got %s", v.key, quoteText(v.text))
		if isIdentifier(name) {
			e.Hint = "write only " + name + ": it is kept in vars." + name
		}
	}
	d.scope.sets(name)
	return name
}

// bare takes the value of a verb that has none.
func (d *decoder) bare(v value) {
	if !v.isNull() && !v.isTrue() && v.kind != brokenNode {
		d.fail(v.pos, "%s takes nothing, got %s", v.key, v.describe()).Hint = "write - " + v.key
	}
}

func (d *decoder) how(v value) string {
	if v.kind != scalarNode || v.text != HowRead && v.text != HowWrite && v.text != HowBoth {
		d.wrongType(v)
	}
	return v.text
}

// closeLimit takes how long to wait for the end; nothing waits for as long as
// the scenario may take.
func (d *decoder) closeLimit(v value) (limit time.Duration) {
	if v.isNull() || v.isTrue() {
		return 0
	}
	return d.duration(v, 1)
}
