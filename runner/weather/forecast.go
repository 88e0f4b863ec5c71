package weather

import "strings"

// Forecast is the weather between all actors of a scenario. It is used by one
// goroutine at a time; the zero Forecast is calm.
type Forecast struct {
	base  Link
	rules []Rule
}

// Rule changes the weather of the links that it is about.
type Rule struct {
	// From and To are names of actors, "" for any.
	From, To string
	// Change does it.
	Change func(*Link)
}

// New returns the forecast that a link is the same everywhere, but for the
// rules, of which later ones go before.
func New(base Link, rules ...Rule) Forecast { return Forecast{base, rules} }

// Add makes one more rule go before all others.
func (f *Forecast) Add(r Rule) { f.rules = append(f.rules, r) }

// Between returns the weather on the way from one actor to another. Names of
// instances, such as alice[2], are also meant by alice.
func (f *Forecast) Between(from, to string) Link {
	link := f.base
	for _, r := range f.rules {
		if means(r.From, from) && means(r.To, to) {
			r.Change(&link)
		}
	}
	return link
}

// means says whether an actor is meant by a name in a rule.
func means(name, actor string) bool {
	if name == "" || name == actor {
		return true
	}
	base, _, isInstance := strings.Cut(actor, "[")
	return isInstance && name == base
}
