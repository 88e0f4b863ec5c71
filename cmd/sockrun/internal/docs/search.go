package docs

import (
	"slices"
	"strings"
	"unicode"

	"sockrun/luaapi/wire/spell"
)

// How much it tells of a topic where a word stands in it.
const (
	inName    = 8
	inSummary = 4
	inBody    = 1
)

// maxFound is how many topics a search gives.
const maxFound = 6

// Search returns the topics that speak of every word of a query, else of more
// than half of them, the best first and not many.
func (r *Reference) Search(query string) []*Topic {
	words := wordsOf(query)
	for _, least := range []int{len(words), len(words)/2 + 1} {
		if best := r.best(words, least); len(best) > 0 {
			return best
		}
	}
	return nil
}

// best are the topics that fit best of those that speak of that many words.
func (r *Reference) best(words []string, least int) (best []*Topic) {
	type found struct {
		topic *Topic
		score int
	}
	var all []found
	for _, t := range r.topics {
		if matched, score := t.score(words); matched >= least && matched > 0 {
			all = append(all, found{t, score})
		}
	}
	slices.SortStableFunc(all, func(a, b found) int { return b.score - a.score })
	for _, f := range all[:min(len(all), maxFound)] {
		best = append(best, f.topic)
	}
	return best
}

// score says of how many words a topic speaks, and how well it fits them.
func (t *Topic) score(words []string) (matched, score int) {
	places := []struct {
		words []string
		worth int
	}{{wordsOf(t.Name), inName}, {wordsOf(t.Title + " " + t.Summary + " " + t.meaning()), inSummary}, {wordsOf(t.text()), inBody}}
	for _, word := range words {
		for _, p := range places {
			if slices.Contains(p.words, word) {
				matched, score = matched+1, score+p.worth
				break
			}
		}
	}
	return matched, score
}

// text is all that stands below the title.
func (t *Topic) text() string {
	var b strings.Builder
	for _, part := range t.body {
		switch part := part.(type) {
		case paragraph:
			b.WriteString(string(part) + "\n")
		case verbatim:
			b.WriteString(string(part) + "\n")
		case pairs:
			b.WriteString(part.heading + "\n")
			for _, p := range part.list {
				b.WriteString(p.name + " " + p.text + "\n")
			}
		}
	}
	return b.String()
}

// Elsewhere says what to write for a name that other languages have, a method of
// Python's strings perhaps, and "" for all others.
func Elsewhere(query string) string {
	for _, name := range []string{normal(query), "string." + normal(query), "socket." + normal(query)} {
		if instead := spell.Elsewhere(name); instead != "" {
			return instead
		}
	}
	return ""
}

// small are words that say nothing of what is looked for.
const small = " a an and are as do for how i in is it of on or the to what when with "

// wordsOf splits a text into its words, in lower case and without their endings.
func wordsOf(text string) (words []string) {
	isBorder := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	for _, word := range strings.FieldsFunc(strings.ToLower(text), isBorder) {
		if !strings.Contains(small, " "+word+" ") {
			words = append(words, stem(word))
		}
	}
	return words
}

// stem takes the ending of an English word off, so that its forms are alike.
func stem(word string) string {
	const least = 4
	for _, ending := range []struct{ old, new string }{{"ies", "y"}, {"ing", ""}, {"ed", ""}, {"es", ""}, {"s", ""}, {"e", ""}} {
		if rest, ok := strings.CutSuffix(word, ending.old); ok && len(rest) >= least {
			return rest + ending.new
		}
	}
	return word
}
