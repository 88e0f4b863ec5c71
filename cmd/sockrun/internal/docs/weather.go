package docs

import "sockrun/runner/weather"

// presets are what the topic weather ends with.
func presets() block {
	var all []pair
	for _, p := range weather.Presets {
		doc := p.Doc
		if p.Name == weather.Default {
			doc += " The default."
		}
		all = append(all, pair{p.Name, doc})
	}
	return pairs{heading: "names", list: all}
}
