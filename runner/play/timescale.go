package play

import (
	"cmp"
	"time"
)

// timeout is how long the clients may take.
func (p *play) timeout() time.Duration { return p.options.TimeScale.Of(p.unscaledTimeout()) }

func (p *play) shownTimeout() string {
	if p.options.Timeout > 0 {
		return p.options.TimeScale.ShownOf("--timeout", p.options.Timeout)
	}
	return p.options.TimeScale.Shown(p.Timeout)
}

func (p *play) unscaledTimeout() time.Duration { return cmp.Or(p.options.Timeout, p.Timeout) }
