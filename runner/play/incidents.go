package play

import (
	"fmt"
	"strings"

	"sockrun/runner/chance"
	"sockrun/runner/weather"
)

// noted tells whoever observes the run what luck brings about, and where in
// the scenario that is; nil when nobody does.
func (p *play) noted() func(weather.Incident) {
	if p.options.Noted == nil {
		return nil
	}
	return func(i weather.Incident) {
		i.Op, i.Where = p.here(i)
		p.options.Noted(i)
	}
}

// here is the call of the actor that an incident concerns: of a cut that of
// the receiver, of a turn that of whose turn it was.
func (p *play) here(i weather.Incident) (op, where string) {
	name := i.From
	switch i.ID.Kind {
	case chance.Turn:
		_, name, _ = strings.Cut(i.Task, ".")
	case chance.Cut:
		name = i.To
	}
	if end := strings.IndexAny(name, "[ "); end >= 0 { // an instance, or a connection
		name = name[:end]
	}
	for _, a := range p.cast() {
		if a.name != name {
			continue
		}
		if w, ok := a.vm.Here(); ok && w.Line > 0 {
			return w.Op, fmt.Sprintf("%s:%d", w.File, w.Line)
		}
	}
	return "", ""
}
