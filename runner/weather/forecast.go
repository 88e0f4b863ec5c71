package weather

import (
	"slices"

	"sockrun/runner/actorname"
)

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
	// Word is the only word of weather that Change sets, All when it sets all of
	// them, "" when nobody knows. By it Add knows which older rules to forget, so
	// that a scenario may change its weather as often as it likes.
	Word string
	// Change does it.
	Change func(*Link)
}

// All is the word for all words of weather at once.
const All = "weather"

// New returns the forecast in which every link is as base, changed by the rules
// in their order: the last one has the last word.
func New(base Link, rules ...Rule) Forecast { return Forecast{base, slices.Clone(rules)} }

// Add adds a rule, which has the last word. Rules that have no effect any more
// beside it are forgotten.
func (f *Forecast) Add(r Rule) {
	if r.Word != "" {
		f.rules = slices.DeleteFunc(f.rules, func(old Rule) bool { return r.hides(&old) })
	}
	f.rules = append(f.rules, r)
}

// hides says whether an older rule has no effect beside this one.
func (r *Rule) hides(old *Rule) bool {
	return (r.Word == All || r.Word == old.Word) && (r.From == "" || r.From == old.From) && (r.To == "" || r.To == old.To)
}

// Means says whether a rule is about the way from one actor to another.
func (r *Rule) Means(from, to string) bool { return means(r.From, from) && means(r.To, to) }

// Between returns the weather on the way from one actor to another. Names of
// instances, such as alice[2], are also meant by alice.
func (f *Forecast) Between(from, to string) Link {
	link := f.base
	for _, r := range f.rules {
		if r.Means(from, to) {
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
	base, _, isInstance := actorname.Cut(actor)
	return isInstance && name == base
}
