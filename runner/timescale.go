package runner

import (
	"cmp"
	"time"
)

// timeout is how long the clients may take.
func (p *play) timeout() time.Duration { return p.scale.Of(p.unscaledTimeout()) }

func (p *play) shownTimeout() string { return p.scale.Shown(p.unscaledTimeout()) }

func (p *play) unscaledTimeout() time.Duration { return cmp.Or(p.options.Timeout, p.Timeout) }
