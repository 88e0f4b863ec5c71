package chance

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Seed is what a run is repeated by: a number and, of a run that was made
// simpler, the only drawings that are as the number has them.
type Seed struct {
	Number  uint64
	Reduced bool // all drawings are plain but Kept
	Kept    []ID
}

// Plan is what the seed leaves of its drawings.
func (s Seed) Plan() Plan {
	if !s.Reduced {
		return Plan{}
	}
	return Only(s.Kept)
}

// String is the seed as ParseSeed reads it: "17", "17:cut3,turn12", or
// "17:plain" when all is plain.
func (s Seed) String() string {
	number := strconv.FormatUint(s.Number, 10)
	switch {
	case !s.Reduced:
		return number
	case len(s.Kept) == 0:
		return number + ":" + nothing
	}
	kept := make([]string, len(s.Kept))
	for i, id := range s.Kept {
		kept[i] = id.String()
	}
	return number + ":" + strings.Join(kept, ",")
}

// nothing stands for no drawings at all.
const nothing = "plain"

// ParseSeed reads what String writes. The error says which word of it is wrong.
func ParseSeed(text string) (s Seed, err error) {
	number, kept, reduced := strings.Cut(text, ":")
	if s.Number, err = strconv.ParseUint(number, 10, 64); err != nil {
		return Seed{}, fmt.Errorf("%q is no number", number)
	}
	s.Reduced = reduced
	if !reduced || kept == nothing {
		return s, nil
	}
	for word := range strings.SplitSeq(kept, ",") {
		id, err := parseID(word)
		if err != nil {
			return Seed{}, err
		}
		s.Kept = append(s.Kept, id)
	}
	return s, nil
}

// String is the drawing in a word, such as "cut3".
func (id ID) String() string { return id.Kind.String() + strconv.FormatUint(id.Number, 10) }

func parseID(word string) (ID, error) {
	name := strings.TrimRight(word, "0123456789")
	kind := slices.Index(names[:], name)
	number, err := strconv.ParseUint(word[len(name):], 10, 64)
	if kind < 0 || err != nil {
		return ID{}, fmt.Errorf("%q is no drawing such as cut3 or turn12", word)
	}
	return ID{Kind(kind), number}, nil
}
