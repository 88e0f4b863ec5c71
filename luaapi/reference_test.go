package luaapi_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sockrun/luaapi"
	"sockrun/runner"
	"sockrun/runner/scenario"
	"sockrun/runner/world"
)

// TestReferenceIsWhole checks the records from which the reference is made.
func TestReferenceIsWhole(t *testing.T) {
	t.Parallel()
	for _, m := range luaapi.Reference() {
		if !sentences(m.Doc) || m.Example == "" {
			t.Errorf("%s needs a doc in sentences and an example", m.Name)
		}
		checkFunctions(t, m.Name+".", m.Functions)
		checkNames(t, m.Name, m.Constants)
		for _, c := range m.Classes {
			if !sentences(c.Doc) {
				t.Errorf("the class %s of %s needs a doc in sentences", c.Name, m.Name)
			}
			checkFunctions(t, c.Name+":", c.Methods)
			checkNames(t, c.Name, c.Fields)
			checkDistinct(t, &c)
		}
	}
}

// checkDistinct checks that a class has no field with the name of a method: a
// call would find the method, and a look the field.
func checkDistinct(t *testing.T, c *luaapi.ClassDoc) {
	t.Helper()
	for _, f := range c.Fields {
		if slices.ContainsFunc(c.Methods, func(m luaapi.FunctionDoc) bool { return m.Name == f.Name }) {
			t.Errorf("%s is a field and a method of %s", f.Name, c.Name)
		}
	}
}

// sentences says whether a text begins and ends as sentences do.
func sentences(text string) bool {
	return strings.HasSuffix(text, ".") && text == strings.TrimSpace(text)
}

func checkNames(t *testing.T, owner string, names []luaapi.NameDoc) {
	t.Helper()
	for _, n := range names {
		if n.Doc == "" {
			t.Errorf("%s.%s is not documented", owner, n.Name)
		}
	}
}

func checkFunctions(t *testing.T, prefix string, functions []luaapi.FunctionDoc) {
	t.Helper()
	seen := map[string]bool{}
	for _, f := range functions {
		name := prefix + f.Name
		if seen[f.Name] {
			t.Errorf("%s is declared twice", name)
		}
		seen[f.Name] = true
		if !sentences(f.Doc) {
			t.Errorf("%s needs a doc in sentences: %q", name, f.Doc)
		}
		checkParams(t, name, f.Params)
		for kind := range strings.SplitSeq(f.Returns, ", ") {
			if f.Returns != "" && !isType(kind) {
				t.Errorf("%s returns %q, which is no type", name, kind)
			}
		}
	}
}

var paramName = regexp.MustCompile(`^([a-z_][a-z0-9_]*|\.\.\.)$`)

func checkParams(t *testing.T, name string, params []luaapi.ParamDoc) {
	t.Helper()
	optional := false
	for _, p := range params {
		if !paramName.MatchString(p.Name) || !isType(p.Type) {
			t.Errorf("%s: the parameter %q of type %q is not declared well", name, p.Name, p.Type)
		}
		if optional && !p.Optional && p.Name != "..." {
			t.Errorf("%s: %s must be optional, as the one before it", name, p.Name)
		}
		optional = p.Optional
	}
}

// types are those of Lua, what numbers and tables are narrowed to, and what
// stands for several.
var types = []string{
	"any", "nil", "boolean", "number", "integer", "string", "table", "function", "thread", "list", "...", "message",
}

// isType says whether a text is types with "or" between them: those above, or
// classes.
func isType(text string) bool {
	known := slices.Clone(types)
	for _, m := range luaapi.Reference() {
		for _, c := range m.Classes {
			known = append(known, c.Name)
		}
	}
	for kind := range strings.SplitSeq(text, " or ") {
		if !slices.Contains(known, kind) {
			return false
		}
	}
	return true
}

// TestExamples runs the examples of the reference as programs in both worlds.
// What one prints to stdout stands behind "--> " at the end of the line that prints it.
func TestExamples(t *testing.T) {
	t.Parallel()
	for name, code := range examples() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for seed, kind := range worlds {
				module, _, _ := strings.Cut(name, ".")
				if kind == world.Simulated && needsSystem[module] || kind == world.Real && needsSimulation[module] {
					continue
				}
				t.Run(fmt.Sprint(seed), func(t *testing.T) { runExample(t, kind, uint64(seed), code) })
			}
		})
	}
}

// needsSystem are the modules whose examples the simulated world cannot run.
var needsSystem = map[string]bool{"subprocess": true}

// needsSimulation are those whose examples only the simulated world can run.
var needsSimulation = map[string]bool{"network": true}

func examples() map[string]string {
	all := map[string]string{}
	add := func(name, code string) {
		if code != "" {
			all[name] = code
		}
	}
	for _, m := range luaapi.Reference() {
		add(m.Name, m.Example)
		for _, f := range m.Functions {
			add(m.Name+"."+f.Name, f.Example)
		}
		for _, c := range m.Classes {
			add(m.Name+"."+c.Name+" object", c.Example)
			for _, f := range c.Methods {
				add(m.Name+"."+c.Name+":"+f.Name, f.Example)
			}
		}
	}
	return all
}

var shownLine = regexp.MustCompile(`--> ?(.*)$`)

func runExample(t *testing.T, kind world.Kind, seed uint64, code string) {
	var out bytes.Buffer
	if strings.HasPrefix(code, "scenario(") {
		runExampleScenario(t, kind, seed, code, &out)
	} else if err := runScript(t, setup{kind: kind, seed: seed, code: code, stdout: &out, stderr: io.Discard, allowAll: true}); err != nil {
		t.Fatalf("%v%s\n%s", err, detail(err), code)
	}
	wantPrinted(t, code, out.String())
}

// runExampleScenario runs an example that is a scenario.
func runExampleScenario(t *testing.T, kind world.Kind, seed uint64, code string, out *bytes.Buffer) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "example_test.lua"), []byte(code), 0o600); err != nil {
		t.Fatal(err)
	}
	loaded := runner.Load([]string{dir}, dir, scenario.LoadOptions{})
	if len(loaded.Errors) > 0 {
		t.Fatalf("%v", loaded.Errors)
	}
	o := runner.Options{World: kind, Seed: seed, Started: dir, Jobs: 1, Temp: t.TempDir()}
	err := runner.Run(context.Background(), loaded.Scenarios, o, func(r *runner.Result) {
		if r.Verdict != runner.Passed {
			t.Errorf("%s: %+v", r.Verdict, r.Cause)
		}
		out.WriteString(strings.ReplaceAll(r.Output, "body | ", ""))
	})
	if err != nil {
		t.Error(err)
	}
}

func wantPrinted(t *testing.T, code, got string) {
	t.Helper()
	var want strings.Builder
	for line := range strings.SplitSeq(code, "\n") {
		if m := shownLine.FindStringSubmatch(line); m != nil {
			want.WriteString(m[1] + "\n")
		}
	}
	if got != want.String() {
		t.Errorf("the example prints\n%s\nit should print\n%s\n%s", got, want.String(), code)
	}
}
