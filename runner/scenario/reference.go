package scenario

// Section is the reference of one kind of mapping in scenario files.
type Section struct {
	Topic   string   // "servers"
	What    string   // "a server"
	Doc     string   // what such a mapping is for, in sentences
	Example string   // a scenario with such a mapping, as YAML; "" when those of the keys say enough
	Keys    []Key    // in the order of the reference
	Later   []string // keys that will come
}

// Key is the reference of one key.
type Key struct {
	Topic     string // "servers.listen"
	Name      string // "listen"
	Takes     string // "an endpoint such as tcp://127.0.0.1:0"
	Doc       string // what it says, in sentences
	Otherwise string // what holds when it is left out, "" when there is nothing to say
	Example   string // the key with a value, as YAML
	Needed    bool   // a mapping must have it
	One       bool   // a mapping has exactly one of the keys that say so
}

// Reference describes all that a scenario file may hold, from the records
// that decode it.
func Reference() []Section {
	t := allTables()
	return []Section{
		t.scenario().section(), t.server().section(), t.conversation().section(), t.client().section(),
		t.process().section(), t.port().section(), t.ready().section(), t.stop().section(), t.step().section(), t.repeat().section(),
		t.value().section(), t.matcher().section(), t.packed().section(), t.frame().section(), t.header().section(), t.headerField().section(), t.strict().section(), t.cert().section(), t.tls().section(), t.network().section(), t.proxy().section(),
	}
}

func (t table[T]) section() Section {
	s := Section{Topic: t.topic, What: t.what, Doc: t.doc, Example: t.example, Later: t.later}
	for _, k := range t.keys {
		s.Keys = append(s.Keys, Key{
			Topic: t.topic + "." + k.name, Name: k.name, Takes: k.takes, Doc: k.doc,
			Otherwise: k.otherwise, Example: k.example, Needed: k.needed, One: k.one,
		})
	}
	return s
}
