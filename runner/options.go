package runner

import (
	"sync/atomic"
	"time"

	"sockrun/runner/chance"
	"sockrun/runner/chop"
	"sockrun/runner/crew"
	"sockrun/runner/memory"
	"sockrun/runner/outcome"
	"sockrun/runner/policy"
	"sockrun/runner/timescale"
	"sockrun/runner/transcript"
	"sockrun/runner/weather"
	"sockrun/runner/world"
	"sockrun/runner/world/real"
)

// playOptions say how a scenario is run once, as runner.Options do.
type playOptions struct {
	World world.Kind
	Seed  uint64
	Plan  chance.Plan
	// Noted, unless nil, is told what luck brings about.
	Noted   func(weather.Incident)
	Weather *weather.Preset
	// Way is how its streams are chopped, nil for not at all.
	Way     *chop.Way
	Allow   policy.Flags
	Started string
	// Alone says that no other scenario runs at the same time.
	Alone      bool
	Timeout    time.Duration
	TimeScale  timescale.Scale
	Transcript int
	Temp       string
	Keep       func(r *outcome.Result, temp string) string
	AtOnce     <-chan struct{}
	Common     *common
}

// common is what the scenarios of a run have in common, which run in several
// goroutines. The zero value is ready.
type common struct {
	Crew      *crew.Crew    // that runs their tasks; nil for a goroutine for each
	Memory    *memory.Limit // nil for none
	Abandoned atomic.Int64  // how many VMs had to be abandoned so far

	ports   real.Ports // that their processes have
	holders holders    // who has listened where
}

func (o *playOptions) transcript() *transcript.Transcript { return transcript.New(o.Transcript) }

// forecast is the weather as far as nobody says anything else.
func (o *playOptions) forecast() weather.Forecast {
	preset := o.Weather
	if preset == nil {
		preset = weather.Find(weather.Default)
	}
	return weather.New(preset.Link)
}
