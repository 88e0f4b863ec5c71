package world

import (
	"errors"
	"time"

	"sockrun/luaapi/host"
	"sockrun/runner/weather"
)

// ErrNoWeather is why the weather of real sockets cannot be changed.
var ErrNoWeather = errors.New("only the simulated network has weather that can be changed: run it with --sim")

// HasWeather says whether the weather of the world can be changed.
func (w *World) HasWeather() bool {
	_, ok := w.Base.(simulated)
	return ok
}

// Change changes the weather of a simulated world from now on. Only tasks call
// it. On real sockets it is ErrNoWeather.
func (w *World) Change(rules ...weather.Rule) error {
	s, ok := w.Base.(simulated)
	if !ok {
		return ErrNoWeather
	}
	s.Change(rules...)
	return nil
}

// Break ends the connections that stand between two actors of a simulated
// world, "" for any. Only tasks call it. On real sockets it is ErrNoWeather.
func (w *World) Break(from, to string, how weather.End) error {
	s, ok := w.Base.(simulated)
	if !ok {
		return ErrNoWeather
	}
	s.Break(from, to, how)
	return nil
}

// IsCarrying says whether a simulated network still has something under way.
// Only tasks call it. Of a real one nobody knows.
func (w *World) IsCarrying() bool {
	s, ok := w.Base.(simulated)
	return ok && s.IsCarrying()
}

// LastArrival is when the last of what is under way in a simulated network has
// arrived. Only tasks call it. Of a real one nobody knows.
func (w *World) LastArrival() time.Duration {
	if s, ok := w.Base.(simulated); ok {
		return s.LastArrival()
	}
	return 0
}

// Missing returns how many bytes were sent to a socket of a simulated world
// that never came and never will, or not while the network is down. Only tasks
// call it.
func (w *World) Missing(hs host.Socket) int64 {
	s, ok := hs.(*socket)
	if base, isSim := w.Base.(simulated); ok && isSim {
		return base.Missing(s.Socket)
	}
	return 0
}

// CutOff ends the streams of a simulated world over which nothing comes any
// more, or nothing before a change of the weather. Only tasks call it.
func (w *World) CutOff() {
	if s, ok := w.Base.(simulated); ok {
		s.CutOff()
	}
}

// Lost returns how many datagrams a simulated network has lost so far. Only
// tasks call it.
func (w *World) Lost() []weather.Loss {
	if s, ok := w.Base.(simulated); ok {
		return s.Lost()
	}
	return nil
}

// Ended returns the connections that a simulated network has ended so far. Only
// tasks call it.
func (w *World) Ended() []weather.Ended {
	if s, ok := w.Base.(simulated); ok {
		return s.Ended()
	}
	return nil
}
