package scenario

import (
	"fmt"
	"slices"
)

// WarnOfTwins warns of scenarios of one file that have the same name: reports
// can tell them apart by their lines only, and --run cannot at all.
func WarnOfTwins(ofOneFile []*Scenario) {
	first := map[string]*Scenario{}
	for _, s := range ofOneFile {
		twin := first[s.Name]
		if twin == nil {
			first[s.Name] = s
			continue
		}
		w := newError(s.Source, s.Pos, fmt.Sprintf("the scenario of line %d is named %q as well", twin.Pos.Line, s.Name)).about("scenario.name")
		w.Hint = "give each a name of its own, by which --run and reports tell them apart"
		s.Warnings = append(slices.Clip(s.Warnings), w)
	}
}
