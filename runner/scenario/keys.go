package scenario

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"sockrun/luaapi/wire/spell"
)

// key is one key that a mapping may have. Decoding, messages and the
// reference are all made from it.
type key[T any] struct {
	name  string
	takes string // what its value is: "a duration such as 5s"
	doc   string // what it says, in sentences
	// otherwise is what holds when the key is left out: "10s"; "" when there
	// is nothing to say.
	otherwise string
	example   string // the key with a value as it stands in a file: "timeout: 5s"
	needed    bool   // whether a mapping must have it
	// one is set for the keys of which a mapping has exactly one, such as the
	// verbs of a step.
	one    bool
	decode func(d *decoder, v value, into *T)
}

// table declares a mapping that decodes into a T.
type table[T any] struct {
	topic   string // of the reference: "servers", whose keys are servers.listen and so on
	what    string // "a server"
	doc     string // what such a mapping is for, in sentences
	example string // a scenario with such a mapping, as YAML; "" when those of the keys say enough
	keys    []key[T]
	none    string            // what to say when no key with one is there; "" when that is right
	moved   map[string]string // where keys belong that are often misplaced here
	fielded bool              // fields are one of its keys, whose names may stand here instead
	// apart says how to write two keys of which there is one, nil when only one
	// of them can be meant.
	apart func(v value, first, second string) string
}

// lazy makes a table when it is asked for the first time: no file has all that
// there is.
type lazy[T any] func() table[T]

// tables holds the tables of all mappings. It is never changed.
type tables struct {
	scenario    lazy[Scenario]
	server      lazy[Server]
	client      lazy[Client]
	process     lazy[Process]
	port        lazy[Port]
	ready       lazy[Ready]
	stop        lazy[Stop]
	step        lazy[Step]
	repeat      lazy[Repeat]
	value       lazy[Value]
	matcher     lazy[Matcher]
	packed      lazy[Struct]
	frame       lazy[frameParts]
	header      lazy[headerParts]
	headerField lazy[fieldParts]
	strict      lazy[Strict]
	cert        lazy[certParts]
	tls         lazy[tlsParts]
	network     lazy[networkPart]
	link        lazy[networkPart] // an element of its links
	proxy       lazy[Proxy]
	proxyLink   lazy[networkPart] // the weather of a proxy

	luaScenario lazy[Scenario] // the options of a scenario in Lua
	connection  lazy[Client]   // those of s:connect

	conversation lazy[Conversation]
}

// allTables is what all files are decoded by.
var allTables = sync.OnceValue(newTables)

func newTables() *tables {
	return &tables{
		scenario:     sync.OnceValue(scenarioTable),
		server:       sync.OnceValue(serverTable),
		client:       sync.OnceValue(clientTable),
		process:      sync.OnceValue(processTable),
		port:         sync.OnceValue(portTable),
		ready:        sync.OnceValue(readyTable),
		stop:         sync.OnceValue(stopTable),
		step:         sync.OnceValue(stepTable),
		repeat:       sync.OnceValue(repeatTable),
		value:        sync.OnceValue(valueTable),
		matcher:      sync.OnceValue(matcherTable),
		packed:       sync.OnceValue(structTable),
		frame:        sync.OnceValue(frameTable),
		header:       sync.OnceValue(headerTable),
		headerField:  sync.OnceValue(headerFieldTable),
		strict:       sync.OnceValue(strictTable),
		cert:         sync.OnceValue(certTable),
		tls:          sync.OnceValue(tlsTable),
		network:      sync.OnceValue(networkTable),
		link:         sync.OnceValue(linkTable),
		proxy:        sync.OnceValue(proxyTable),
		proxyLink:    sync.OnceValue(proxyLinkTable),
		luaScenario:  sync.OnceValue(luaScenarioTable),
		connection:   sync.OnceValue(connectionTable),
		conversation: sync.OnceValue(conversationTable),
	}
}

// value is the value of a key on its way into the model.
type value struct {
	*node
	key   string // of the mapping, or of the list that it is an element of
	takes string
}

// decode fills into from a mapping. It reports what does not fit and returns
// whether v is a mapping at all. at is where missing keys are reported.
func (t table[T]) decode(d *decoder, v value, at Pos, into *T) bool {
	if v.kind != mapNode {
		d.wrongType(v)
		return false
	}
	defer d.about(t.topic)()
	for _, e := range v.entries {
		if k := t.find(e.key.text); k != nil {
			t.value(d, k, e.value, into)
		} else {
			t.unknown(d, e.key)
		}
	}
	t.checkMissing(d, v, at)
	t.checkOne(d, v, at)
	return true
}

// value decodes the value of one key.
func (t table[T]) value(d *decoder, k *key[T], n *node, into *T) {
	defer d.about(t.topic + "." + k.name)()
	k.decode(d, value{n, k.name, k.takes}, into)
}

func (t table[T]) find(name string) *key[T] {
	for i := range t.keys {
		if t.keys[i].name == name {
			return &t.keys[i]
		}
	}
	return nil
}

func (t table[T]) names() []string {
	var names []string
	for _, k := range t.keys {
		names = append(names, k.name)
	}
	return names
}

// ones returns the keys of which a mapping has exactly one.
func (t table[T]) ones() (names []string) {
	for _, k := range t.keys {
		if k.one {
			names = append(names, k.name)
		}
	}
	return names
}

func (t table[T]) unknown(d *decoder, key *node) {
	if t.fielded && d.fieldNames[key.text] {
		d.fail(key.pos, "%s is a field of a header", quoteName(key.text)).about(t.topic + ".fields").Hint = fieldsInstead
		return
	}
	d.unknownKey(key, t.what, t.topic, t.names(), t.moved)
}

// unknownKey reports a key that a mapping does not have; see table.
func (d *decoder) unknownKey(key *node, what, topic string, names []string, moved map[string]string) {
	name := quoteName(key.text)
	switch near := spell.Nearest(key.text, names); {
	case d.invisible(key), d.gluedKey(key, names):
	case moved[key.text] != "":
		d.fail(key.pos, "%s does not belong here", name).Hint = moved[key.text]
	case near == "":
		d.fail(key.pos, "unknown key %s: %s takes %s", name, what, strings.Join(names, ", "))
	default:
		d.fail(key.pos, "unknown key %s: did you mean `%s`?", name, near).about(topic + "." + near)
	}
}

// gluedKey explains a key that is one of some names and the value behind it, for
// want of a colon or a space.
func (d *decoder) gluedKey(key *node, names []string) bool {
	name := key.glued()
	if name == "" || !slices.Contains(names, name) {
		return false
	}
	missing := "a `:` is missing after"
	if key.text[len(name)] == ':' {
		missing = "a space is missing after the `:` of"
	}
	d.fail(key.pos, "%s `%s`", missing, name).about("yaml")
	return true
}

// glued is what stands before the first space or colon of a key in YAML, "" if
// it has none.
func (n *node) glued() string {
	if i := strings.IndexAny(n.text, " :"); i > 0 && !n.lua {
		return n.text[:i]
	}
	return ""
}

func (t table[T]) checkMissing(d *decoder, v value, at Pos) {
	for _, k := range t.keys {
		if k.needed && v.find(k.name) == nil && !t.isMisnamed(v, k.name) {
			d.needsKey(at, t.what, t.topic, k.name, exampleFor(v, k.example))
		}
	}
}

// isMisnamed says whether a key that is unknown stands for the one of a name, as
// what was said of it tells.
func (t table[T]) isMisnamed(v value, name string) bool {
	return slices.ContainsFunc(v.entries, func(e entry) bool {
		return t.find(e.key.text) == nil &&
			(e.key.glued() == name || spell.Nearest(e.key.text, t.names()) == name || strings.Contains(t.moved[e.key.text], name+": "))
	})
}

// needsKey reports a key that is missing, with an example of it, if there is one.
func (d *decoder) needsKey(at Pos, what, topic, name, example string) {
	e := d.fail(at, "%s needs `%s`", what, name).about(topic + "." + name)
	if example != "" {
		e.Hint = "add " + example
	}
}

// exampleFor is an example of YAML as it is written where v is: in Lua that of a
// text, and none of other values.
func exampleFor(v value, example string) string {
	key, text, _ := strings.Cut(example, ": ")
	switch {
	case !v.lua:
		return example
	case strings.ContainsAny(text, "{["):
		return ""
	}
	return key + " = " + strconv.Quote(text)
}

func (t table[T]) checkOne(d *decoder, v value, at Pos) {
	first := t.chosen(v.node)
	if first == nil {
		if t.none != "" && !t.hasUnknown(v) {
			d.fail(at, "%s", t.none)
		}
		return
	}
	for _, key := range t.further(v.node) {
		e := d.fail(key.pos, "%s has either `%s` or `%s`", t.what, first.key.text, key.text)
		if t.apart != nil {
			e.Hint = t.apart(v, first.key.text, key.text)
		}
	}
}

// hasUnknown says whether a key was reported as unknown, which may be the
// misspelt one that is missing.
func (t table[T]) hasUnknown(v value) bool {
	for _, e := range v.entries {
		if t.find(e.key.text) == nil {
			return true
		}
	}
	return false
}

// chosen returns the first of the keys of which there is exactly one, or nil.
func (t table[T]) chosen(n *node) *entry {
	for i, e := range n.entries {
		if k := t.find(e.key.text); k != nil && k.one {
			return &n.entries[i]
		}
	}
	return nil
}

// further returns those of the keys of which there is exactly one that stand
// behind the first.
func (t table[T]) further(n *node) (keys []*node) {
	first := t.chosen(n)
	for _, e := range n.entries {
		if k := t.find(e.key.text); k != nil && k.one && e.key != first.key {
			keys = append(keys, e.key)
		}
	}
	return keys
}

// wrongType reports a value that is not what its key takes.
func (d *decoder) wrongType(v value) {
	if v.kind == brokenNode {
		return
	}
	message := fmt.Sprintf("%s must be %s, got %s", v.key, asWritten(v, v.takes), v.describe())
	e := d.fail(v.pos, "%s", message)
	if inner := v.inner(); inner != "" {
		e.Hint = "write " + v.key + ": " + inner
	} else if e.Hint = d.likelyCause(v.node); e.Hint != "" {
		e.about("yaml")
	} else if e.Hint = v.habit(); e.Hint != "" {
		return
	} else if v.isNull() && (v.takes == takesValue || v.takes == takesMatcher) && !v.lua {
		e.Hint = "for the empty text write " + v.key + `: ""`
	}
}

// wordList is a list of words as YAML has it.
var wordList = lazily(`\[([\w./-]+(?:, [\w./-]+)*)\]`)

// asWritten is what a key takes as it is written where v is: lists of Lua have
// braces, and texts in them quotes.
func asWritten(v value, takes string) string {
	if !v.lua {
		return takes
	}
	return wordList().ReplaceAllStringFunc(takes, func(list string) string {
		words := strings.Split(strings.Trim(list, "[]"), ", ")
		for i, word := range words {
			if _, err := strconv.ParseFloat(word, 64); err != nil {
				words[i] = strconv.Quote(word)
			}
		}
		return "{" + strings.Join(words, ", ") + "}"
	})
}

// habit says what to write for a word that stands where a map is wanted.
func (v value) habit() string {
	if v.kind != scalarNode || v.lua || v.isNull() {
		return ""
	}
	switch v.takes {
	case takesStop:
		return "write stop: {signal: " + v.text + "}"
	case takesReady:
		return "write ready: {tcp: PORT} with the name of a port, or ready: {log: PATTERN} for a line that it prints"
	case takesHeader:
		return "for a frame that is declared under frames write its name without header"
	}
	return ""
}
