package report_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"sockrun/runner/report"
)

// Every field that lines have is described, and every field that is described
// is in the golden lines, with the type that is said.
func TestFields(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/report.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for line := range strings.Lines(string(text)) {
		var object map[string]any
		if err := json.Unmarshal([]byte(line), &object); err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		collect(found, object["event"].(string)+" ", object)
	}
	for _, f := range report.Fields() {
		name := f.Line + " " + f.Name
		switch got := found[name]; {
		case got == "":
			t.Errorf("no golden line has %s", name)
		case got != f.Type && !(got == "integer" && f.Type == "number"):
			t.Errorf("%s is a %s, described as %s", name, got, f.Type)
		}
		if f.Doc == "" {
			t.Errorf("%s has no doc", name)
		}
		delete(found, name)
	}
	for name := range found {
		if !strings.HasPrefix(name, "scenario afterwards[].") && !strings.HasPrefix(name, "scenario earlier[].") {
			t.Errorf("%s is not described", name)
		}
	}
}

// collect notes the type of every field in an object.
func collect(found map[string]string, prefix string, object map[string]any) {
	for name, value := range object {
		found[prefix+name] = typeOf(value)
		switch value := value.(type) {
		case map[string]any:
			collect(found, prefix+name+".", value)
		case []any:
			for _, item := range value {
				if inner, ok := item.(map[string]any); ok {
					collect(found, prefix+name+"[].", inner)
				}
			}
		}
	}
}

func typeOf(value any) string {
	switch value := value.(type) {
	case string:
		return "string"
	case bool:
		return "boolean"
	case float64:
		if value == float64(int(value)) {
			return "integer"
		}
		return "number"
	case []any:
		return "list of " + typeOf(value[0]) + "s"
	}
	return "object"
}
