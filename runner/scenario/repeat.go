package scenario

// Repeat is what VerbRepeat does: steps that are done several times. It has
// either Until or a number.
type Repeat struct {
	Pos     Pos // of the number or of the expression
	Times   int // how often, 1 or more; 0 with TimesOf or Until
	TimesOf *Text
	Until   *Lua // an expression that is tested after each round
	Steps   []*Step
}

const takesRepeat = "a map with times or until, and steps"

// repeatVerb declares the verb that does other steps several times.
func repeatVerb() []key[Step] {
	return []key[Step]{
		{name: "repeat", takes: takesRepeat, doc: "Repeats steps: a number of times, or until a condition is true. timeout beside it applies to all rounds together.", one: true,
			example: "repeat: {times: 3, steps: [{send: ping}, {expect: pong}]}",
			decode:  func(d *decoder, v value, s *Step) { s.Repeat = d.repeat(v) }},
	}
}

const repeatDoc = "Steps that are repeated. It has either times or until."

// repeatTable declares the value of repeat.
func repeatTable() table[Repeat] {
	return table[Repeat]{topic: "repeat", what: "a repeat", doc: repeatDoc, keys: []key[Repeat]{
		{name: "times", takes: takesCount, doc: "How many rounds there are. It may be {{ vars.NAME }}.", one: true,
			example: "times: 3",
			decode:  func(d *decoder, v value, r *Repeat) { d.times(v, r) }},
		{name: "until", takes: takesExpression, doc: "A Lua expression that is evaluated after each round; when it is true, the repetition ends.", one: true,
			example: `until: vars.reply == "ready"`,
			decode: func(d *decoder, v value, r *Repeat) {
				r.Pos, r.Until = v.pos, d.condition(v, d.scope.params...)
			}},
		{name: "steps", takes: takesSteps, doc: "The steps of each round. They may contain another repeat.", needed: true,
			example: "steps: [{send: ping}, {expect: pong}]",
			decode:  func(d *decoder, v value, r *Repeat) { r.Steps = d.steps(v) }},
	}, none: "a repeat needs `times` or `until`",
		moved: map[string]string{
			"timeout": "timeout stands beside repeat: in the step",
			"when":    "when stands beside repeat: in the step",
			"while":   "write until: and the opposite; it is tested after each round",
			"count":   "write times: 3",
		}}
}

func (d *decoder) repeat(v value) *Repeat {
	r := &Repeat{}
	d.tables.repeat().decode(d, v, v.pos, r)
	return r
}

// times takes a number of rounds, or a template that gives it.
func (d *decoder) times(v value, r *Repeat) {
	r.Pos = v.pos
	if !d.scalar(v) {
		return
	}
	if r.TimesOf = d.template(v, d.scope.params...); r.TimesOf.IsLiteral() {
		r.Times, r.TimesOf = d.count(v, 1), nil
	}
}
