package runner

import (
	"cmp"
	"fmt"
	"time"

	"sockrun/luaapi/host"
)

// scaled is how long a limit of d lasts in this run: --time-scale gives slow
// machines more time. Sleeps, pauses between pieces and expect_silence are what
// a scenario does, no limits, and stay as they are.
func (p *play) scaled(d time.Duration) time.Duration { return host.Scaled(d, p.options.TimeScale) }

// timeout is how long the clients may take.
func (p *play) timeout() time.Duration { return p.scaled(p.unscaledTimeout()) }

func (p *play) shownTimeout() string { return p.shown(p.unscaledTimeout()) }

func (p *play) unscaledTimeout() time.Duration { return cmp.Or(p.options.Timeout, p.Timeout) }

// shown says how long a limit of d lasted, and why not d.
func (p *play) shown(d time.Duration) string {
	if long := p.scaled(d); long != d {
		return fmt.Sprintf("%v (%v with --time-scale %v)", long, d, p.options.TimeScale)
	}
	return d.String()
}
