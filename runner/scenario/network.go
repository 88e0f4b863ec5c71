package scenario

import (
	"strings"

	"sockrun/runner/weather"
)

// Network is what a network map says: how the weather changes, and between
// whom.
type Network struct {
	Pos   Pos
	src   *Source
	parts []*networkPart
	names []linkName // of actors that it names
}

// networkPart is what a network map says of some links.
type networkPart struct {
	pos     Pos
	ways    []way // none for all
	words   []weatherWord
	end     weather.End // of the connections that stand
	atStart bool        // there are no connections yet that could end
	links   []*networkPart
	between bool // the ways are those of between
}

// way is one direction between two actors, "" for any.
type way struct{ from, to string }

// weatherWord is a word of weather with its value.
type weatherWord struct {
	name   string
	change func(*weather.Link) // nil while the value is not known
	late   *Text               // the value, when it is known only at run time
	value  value
	read   reader
}

// reader decodes the value of a word.
type reader func(d *decoder, v value) func(*weather.Link)

// WeatherChange is a change of the weather.
type WeatherChange struct {
	// Rules are what becomes of links, in their order.
	Rules []weather.Rule
	// From and To are between whom connections that stand meet an End, "" for any.
	From, To string
	End      weather.End
}

// Changes works the network map out, in its order. text gives what a template
// says. The error is one of text or an Errors.
func (n *Network) Changes(text func(*Text) (string, error)) (changes []WeatherChange, err error) {
	for _, p := range n.parts {
		settled, err := n.settle(p, text)
		if err != nil {
			return nil, err
		}
		ways := p.ways
		if len(ways) == 0 {
			ways = []way{{}}
		}
		for _, w := range ways {
			changes = append(changes, WeatherChange{Rules: w.rules(settled), From: w.from, To: w.to, End: p.end})
		}
	}
	return changes, nil
}

func (w way) rules(words []weatherWord) (rules []weather.Rule) {
	for _, word := range words {
		rules = append(rules, weather.Rule{From: w.from, To: w.to, Word: word.name, Change: word.change})
	}
	return rules
}

// settle returns the words of a part with all values known.
func (n *Network) settle(p *networkPart, text func(*Text) (string, error)) (words []weatherWord, err error) {
	for _, w := range p.words {
		if w.late != nil {
			known, err := text(w.late)
			if err != nil {
				return nil, err
			}
			if w.change, err = n.reread(w, known); err != nil {
				return nil, err
			}
		}
		words = append(words, w)
	}
	return words, nil
}

// reread decodes the value that a template has given.
func (n *Network) reread(w weatherWord, text string) (func(*weather.Link), error) {
	d := &decoder{src: n.src, tables: allTables(), scenario: &Scenario{}}
	known := *w.value.node
	known.text, known.style = strings.TrimSpace(text), plainStyle
	defer d.about("network." + w.name)()
	change := w.read(d, value{&known, w.value.key, w.value.takes})
	if len(d.errs) > 0 {
		return nil, d.errs
	}
	return change, nil
}

// NewNetwork decodes what a script asks of the network. The error is an
// Errors.
func (s *Scenario) NewNetwork(c Call) (*Network, error) {
	d := s.callDecoder()
	n := d.network(value{d.nodes(c), "the weather", takesNetwork}, false)
	d.checkNetworks()
	if len(d.errs) > 0 {
		return nil, d.errs.sorted()
	}
	return n, nil
}

// CheckActors says which actors that a network map names have not been started
// by then, in a scenario in Lua. The error is an Errors.
func (s *Scenario) CheckActors(n *Network) error {
	d := s.callDecoder()
	d.linkNames = n.names
	d.checkNetworks()
	if len(d.errs) > 0 {
		return d.errs.sorted()
	}
	return nil
}

// callDecoder returns a decoder for what a script declares at run time.
func (s *Scenario) callDecoder() *decoder {
	if s.Program != nil {
		d, _ := s.Program.part(s)
		return d
	}
	own := *s
	src := s.Source
	if src == nil {
		src = newSource(s.Pos.File, "")
	}
	return &decoder{src: src, tables: allTables(), scenario: &own}
}
