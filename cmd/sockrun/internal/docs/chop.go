package docs

import "sockrun/runner/chop"

// chopping is what the topic chop ends with.
func chopping() block {
	var all []pair
	for _, way := range chop.Ways() {
		all = append(all, pair{way.Name, way.Doc})
	}
	return pairs{heading: "ways", list: all}
}
