package play

import (
	"cmp"
	"time"
)

// timeout is how long the clients may take.
func (p *play) timeout() time.Duration { return p.options.TimeScale.Of(p.unscaledTimeout()) }

func (p *play) shownTimeout() string {
	shown := p.options.TimeScale.Shown(p.unscaledTimeout())
	if p.options.Timeout > 0 {
		return shown + " (--timeout)" // which is not what the scenario says
	}
	return shown
}

func (p *play) unscaledTimeout() time.Duration { return cmp.Or(p.options.Timeout, p.Timeout) }
