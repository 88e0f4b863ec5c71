package scenario

import "slices"

// Sequence is a list of steps that has a name, as it is for one actor.
type Sequence struct {
	Name  string
	Pos   Pos // of the name
	Steps []*Step

	size int // how many steps it has, with those that are inside of them
}

// maxSteps is how many steps a list may have, with all that are inside of them:
// sequences that run others several times get long quickly.
const maxSteps = 100_000

const (
	takesSequences = "a map from names to lists of steps"
	takesSequence  = "the name of a sequence"
)

// declaredSequences are those that steps run by name. Each actor has them
// decoded for itself, since their Lua sees what it sees.
type declaredSequences struct {
	names   []string // in the order of the file
	byName  map[string]*declaredSequence
	running []string // those that are inside each other at present
}

type declaredSequence struct {
	pos   Pos
	value value
	used  bool
}

// declareSequences takes the sequences of a scenario.
func (d *decoder) declareSequences(v value) {
	all := &declaredSequences{byName: map[string]*declaredSequence{}}
	d.sequences, d.scenario.sequences = all, all
	d.named(v, "a sequence", func(name string, at Pos, element value) {
		element.key, element.takes = "the sequence "+name, takesSteps
		all.names = append(all.names, name)
		all.byName[name] = &declaredSequence{pos: at, value: element}
	})
}

// run takes the name of a sequence and returns it for the actor of the scope;
// nil when it cannot be had.
func (d *decoder) run(v value) *Sequence {
	name := d.title(v)
	if name == "" {
		return nil
	}
	declared := d.sequences.find(name)
	switch {
	case declared == nil:
		if !d.namesMissing {
			d.fail(v.pos, "no sequence is named %s: %s", quoteName(name), suggestion(name, d.sequences.known()))
		}
		return nil
	case slices.Contains(d.sequences.running, name):
		d.runsItself(v.pos, name)
		return nil
	}
	return d.sequence(name, declared)
}

// sequence decodes a sequence in the scope, once.
func (d *decoder) sequence(name string, declared *declaredSequence) *Sequence {
	if known := d.scope.sequences[name]; known != nil {
		return known
	}
	declared.used = true
	defer d.in(declared.value.pos)()
	defer d.about("scenario.sequences")()
	d.sequences.running = append(d.sequences.running, name)
	s := &Sequence{Name: name, Pos: declared.pos, Steps: d.steps(declared.value)}
	d.sequences.running = d.sequences.running[:len(d.sequences.running)-1]
	if s.size = sizeOf(s.Steps); s.size > maxSteps { // which was told
		s.size, s.Steps = 0, nil
	}
	if d.scope.sequences == nil {
		d.scope.sequences = map[string]*Sequence{}
	}
	d.scope.sequences[name] = s
	return s
}

// runsItself reports a circle of sequences.
func (d *decoder) runsItself(pos Pos, name string) {
	running := d.sequences.running
	circle := slices.Concat(running[slices.Index(running, name):], []string{name})
	message := "the sequence " + printable(name) + " runs itself"
	if len(circle) > 2 {
		message += ": " + arrows(circle)
	}
	d.fail(pos, "%s", message).Hint = "repeat: {times: 3, steps: […]} runs steps several times"
}

// anew returns the declared sequences for another decoder.
func (all *declaredSequences) anew() *declaredSequences {
	if all == nil {
		return nil
	}
	return &declaredSequences{names: all.names, byName: all.byName}
}

func (all *declaredSequences) find(name string) *declaredSequence {
	if all == nil {
		return nil
	}
	return all.byName[name]
}

func (all *declaredSequences) known() []string {
	if all == nil {
		return nil
	}
	return all.names
}

// checkUnused decodes the sequences that nobody runs, so that mistakes in them
// are found. What their Lua will see is not known.
func (d *decoder) checkUnused() {
	if d.sequences == nil {
		return
	}
	s := actorScope("")
	s.loose = true
	defer d.enter(s)()
	for _, name := range d.sequences.names {
		if declared := d.sequences.byName[name]; !declared.used {
			d.sequence(name, declared)
		}
	}
}

// sizeOf counts steps with all that are inside of them.
func sizeOf(steps []*Step) (size int) {
	for _, s := range steps {
		size += 1
		if s.Sequence != nil {
			size += s.Sequence.size
		} else {
			size += sizeOf(s.Nested())
		}
	}
	return size
}

// checkSize reports a list that is too long with all that is inside of its
// steps.
func (d *decoder) checkSize(v value, steps []*Step) {
	if size := sizeOf(steps); size > maxSteps {
		d.fail(v.pos, "%s is %d steps long, with those of the sequences that it runs: at most %d", v.key, size, maxSteps).about("limits")
	}
}
