package play

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

// Options say how a scenario is run once. What runner.Options has, too, is said
// there.
type Options struct {
	World   world.Kind
	Seed    uint64
	Plan    chance.Plan
	Weather *weather.Preset
	Allow   policy.Flags
	Started string

	Temp       string
	MakeTemp   func() error
	Timeout    time.Duration
	TimeScale  timescale.Scale
	Transcript int
	Keep       func(r *outcome.Result, temp string) string
	AtOnce     <-chan struct{}

	// Way is how its streams are chopped, nil for not at all.
	Way *chop.Way
	// Alone says that no other scenario runs at the same time.
	Alone bool
	// Noted, unless nil, is told what luck brings about: with the world's baton, by
	// whoever has it.
	Noted func(weather.Incident)
	// Common is what the run shares with others; of programs it may be nil.
	Common *Common
}

// Common is what the scenarios of a run have in common, which run in several
// goroutines. The zero value is ready.
type Common struct {
	Crew      *crew.Crew    // that runs their tasks; nil for a goroutine for each
	Memory    *memory.Limit // nil for none
	Abandoned atomic.Int64  // how many VMs had to be abandoned so far

	ports   real.Ports // that their processes have
	holders holders    // who has listened where
}

func (o *Options) transcript() *transcript.Transcript { return transcript.New(o.Transcript) }

// forecast is the weather as far as nobody says anything else.
func (o *Options) forecast() weather.Forecast {
	preset := o.Weather
	if preset == nil {
		preset = weather.Find(weather.Default)
	}
	return weather.New(preset.Link)
}
