package play

import (
	"cmp"
	"strings"
	"time"
)

// timeout is how long the clients may take.
func (p *play) timeout() time.Duration { return p.options.TimeScale.Of(p.unscaledTimeout()) }

func (p *play) shownTimeout() string {
	shown := p.options.TimeScale.Shown(p.unscaledTimeout())
	if p.options.Timeout == 0 {
		return shown
	}
	if limit, scaled, found := strings.Cut(shown, " ("); found {
		return limit + " (--timeout " + scaled
	}
	return shown + " (--timeout)" // which is not what the scenario says
}

func (p *play) unscaledTimeout() time.Duration { return cmp.Or(p.options.Timeout, p.Timeout) }
