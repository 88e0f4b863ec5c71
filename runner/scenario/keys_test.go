package scenario

import (
	"strings"
	"testing"
)

// TestKeysAreDocumented checks the tables from which the reference is made:
// each key once, with what it takes and a sentence.
func TestKeysAreDocumented(t *testing.T) {
	t.Parallel()
	checkTable(t, scenarioTable())
	checkTable(t, serverTable())
	checkTable(t, clientTable())
	checkTable(t, stepTable())
	checkTable(t, valueTable())
	checkTable(t, matcherTable())
	checkTable(t, frameTable())
}

func checkTable[T any](t *testing.T, table table[T]) {
	t.Helper()
	seen := map[string]bool{}
	for _, name := range table.later {
		seen[name] = true
	}
	for _, k := range table.keys {
		if k.takes == "" || !strings.HasSuffix(k.doc, ".") || k.decode == nil {
			t.Errorf("%s: %s is not declared in full", table.what, k.name)
		}
		if seen[k.name] {
			t.Errorf("%s: %s is declared twice", table.what, k.name)
		}
		seen[k.name] = true
	}
}

// TestVerbsAreDeclared checks that the verbs of the model are those that can
// be written.
func TestVerbsAreDeclared(t *testing.T) {
	t.Parallel()
	table := stepTable()
	for _, v := range []Verb{VerbSend, VerbSendRaw, VerbExpect, VerbRecv, VerbCheck, VerbLua, VerbClose,
		VerbShutdown, VerbExpectClose, VerbSleep} {
		if k := table.find(string(v)); k == nil || !k.one {
			t.Errorf("%s is not declared", v)
		}
	}
}

func TestNearest(t *testing.T) {
	t.Parallel()
	known := []string{"handler", "listen", "steps", "as"}
	for name, want := range map[string]string{
		"handlr": "handler", "lisetn": "listen", "Steps": "steps", "step": "steps", "sa": "as", "x": "", "colour": "",
	} {
		if got := Nearest(name, known); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}
