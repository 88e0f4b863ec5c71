package scenario

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestKeysAreDocumented checks the tables from which the reference is made:
// each key once, with what it takes, sentences and an example.
func TestKeysAreDocumented(t *testing.T) {
	t.Parallel()
	for _, s := range Reference() {
		if s.What == "" || !strings.HasSuffix(s.Doc, ".") {
			t.Errorf("%q is not documented", s.Topic)
		}
		seen := map[string]bool{}
		for _, k := range s.Keys {
			if k.Takes == "" || !strings.HasSuffix(k.Doc, ".") || !strings.HasPrefix(k.Example, k.Name+":") {
				t.Errorf("%s is not documented in full", k.Topic)
			}
			if seen[k.Name] {
				t.Errorf("%s is declared twice", k.Topic)
			}
			seen[k.Name] = true
		}
	}
}

// TestKeyExamples decodes the example of each key by its record.
func TestKeyExamples(t *testing.T) {
	t.Parallel()
	all := allTables()
	decodeExamples(t, all.scenario())
	decodeExamples(t, all.server())
	decodeExamples(t, all.conversation())
	decodeExamples(t, all.client())
	decodeExamples(t, all.process())
	decodeExamples(t, all.port())
	decodeExamples(t, all.ready())
	decodeExamples(t, all.stop())
	decodeExamples(t, all.step())
	decodeExamples(t, all.repeat())
	decodeExamples(t, all.value())
	decodeExamples(t, all.matcher())
	decodeExamples(t, all.packed())
	decodeExamples(t, all.frame())
	decodeExamples(t, all.strict())
	decodeExamples(t, all.cert())
	decodeExamples(t, all.tls())
	decodeExamples(t, all.network())
	decodeExamples(t, all.proxy())
}

func decodeExamples[T any](t *testing.T, table table[T]) {
	t.Helper()
	for _, k := range table.keys {
		src := newSource(k.name, k.example)
		trees, err := parse(src)
		if err != nil {
			t.Errorf("%s.%s: %v", table.topic, k.name, err)
			continue
		}
		d := &decoder{src: src, tables: allTables(), scenario: &Scenario{Source: src, Frames: map[string]*Frame{}},
			frames: map[string]*declaredFrame{}, namesMissing: true, scope: actorScope("clients.alice"),
			options: LoadOptions{ReadFile: func(string) ([]byte, error) { return nil, nil }}}
		e := trees[0].entries[0]
		k.decode(d, value{e.value, k.name, k.takes}, new(T))
		if len(d.errs)+len(d.scenario.Warnings) > 0 || len(trees[0].entries) != 1 {
			t.Errorf("%s.%s: %v %v", table.topic, k.name, d.errs, d.scenario.Warnings)
		}
	}
}

// TestVerbsAreDeclared checks that the verbs of the model are those that can
// be written.
func TestVerbsAreDeclared(t *testing.T) {
	t.Parallel()
	table := stepTable()
	for _, v := range []Verb{VerbSend, VerbSendRaw, VerbExpect, VerbRecv, VerbCheck, VerbLua, VerbClose,
		VerbShutdown, VerbExpectClose, VerbSleep, VerbBarrier, VerbExpectAny, VerbExpectAll, VerbExpectSilence,
		VerbReset, VerbConnect, VerbFrame, VerbStartTLS, VerbRepeat, VerbRun, VerbNetwork} {
		if k := table.find(string(v)); k == nil || !k.one {
			t.Errorf("%s is not declared", v)
		}
	}
}

// TestKeysAreShown requires that every key stands in a scenario of the library,
// which other tests run: an example that is known to work.
func TestKeysAreShown(t *testing.T) {
	t.Parallel()
	all, seen := newTables(), map[string]bool{}
	watchAll(all, seen)
	err := filepath.WalkDir("../../scenarios", func(file string, entry fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(file) != ".yaml" {
			return err
		}
		text, err := os.ReadFile(file)
		src := newSource(file, string(text))
		trees, _ := parse(src)
		for _, tree := range trees {
			d := &decoder{src: src, file: file, tables: all, scenario: &Scenario{Source: src}}
			d.document(tree)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range Reference() {
		for _, k := range s.Keys {
			if !seen[k.Topic] {
				t.Errorf("no scenario of the library shows %s", k.Topic)
			}
		}
	}
}

// watch notes the keys of a table that are decoded.
func watch[T any](table table[T], seen map[string]bool) {
	for i := range table.keys {
		topic, decode := table.topic+"."+table.keys[i].name, table.keys[i].decode
		table.keys[i].decode = func(d *decoder, v value, into *T) {
			seen[topic] = true
			decode(d, v, into)
		}
	}
}

func watchAll(all *tables, seen map[string]bool) {
	watch(all.scenario(), seen)
	watch(all.server(), seen)
	watch(all.conversation(), seen)
	watch(all.client(), seen)
	watch(all.process(), seen)
	watch(all.port(), seen)
	watch(all.ready(), seen)
	watch(all.stop(), seen)
	watch(all.step(), seen)
	watch(all.repeat(), seen)
	watch(all.value(), seen)
	watch(all.matcher(), seen)
	watch(all.packed(), seen)
	watch(all.network(), seen)
	watch(all.link(), seen)
	watch(all.frame(), seen)
	watch(all.header(), seen)
	watch(all.headerField(), seen)
	watch(all.strict(), seen)
	watch(all.cert(), seen)
	watch(all.tls(), seen)
	watch(all.proxy(), seen)
}
