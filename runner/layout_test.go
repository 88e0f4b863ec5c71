package runner_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestLayout holds the rules of who may import whom, and what lies at the top
// of the project.
func TestLayout(t *testing.T) {
	t.Parallel()
	for _, line := range packages(t) {
		name, imports, _ := strings.Cut(line, " ")
		for dep := range strings.FieldsSeq(imports) {
			if why := forbidden(name, dep); why != "" {
				t.Errorf("%s imports %s: %s", name, dep, why)
			}
		}
	}
}

// packages lists every package with what its non-test files import.
func packages(t *testing.T) []string {
	t.Helper()
	cmd := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "sockrun/...")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}

func forbidden(name, dep string) string {
	in := func(pkg, room string) bool { return pkg == room || strings.HasPrefix(pkg, room+"/") }
	switch {
	case in(name, "sockrun/luaapi") && (in(dep, "sockrun/runner") || in(dep, "sockrun/cmd")):
		return "imports point from cmd to runner to luaapi"
	case in(name, "sockrun/runner") && in(dep, "sockrun/cmd"):
		return "imports point from cmd to runner to luaapi"
	case strings.HasPrefix(name, dep+"/") && strings.HasPrefix(dep, "sockrun/"):
		return "a package never imports its parent"
	case strings.HasPrefix(dep, "github.com/yuin/gopher-lua") && !in(name, "sockrun/luaapi"):
		return "only luaapi knows gopher-lua"
	case in(name, "sockrun/luaapi/wire") && strings.HasPrefix(dep, "github.com/yuin/gopher-lua"):
		return "engines know nothing of Lua"
	case strings.HasPrefix(dep, "gopkg.in/yaml") && name != "sockrun/runner/scenario":
		return "only runner/scenario knows YAML"
	case strings.HasPrefix(dep, "github.com/spf13/pflag") && !in(name, "sockrun/cmd"):
		return "only cmd knows flags"
	case in(name, "sockrun/luaapi/modules") && isClockOrNet(dep):
		return "bindings reach the outside through luaapi/host"
	}
	return ""
}

func isClockOrNet(dep string) bool { return dep == "net" || dep == "os/exec" || dep == "math/rand" }

func TestTopLevel(t *testing.T) {
	t.Parallel()
	allowed := map[string]bool{"cmd": true, "runner": true, "luaapi": true, "scenarios": true, "go.mod": true, "go.sum": true, "Makefile": true, "README.md": true, "bin": true}
	entries, err := os.ReadDir("..")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !allowed[e.Name()] && !strings.HasPrefix(e.Name(), ".") {
			t.Errorf("%s does not belong to the top level", e.Name())
		}
	}
}

// TestPackageComments: a newcomer learns from each package's comment what
// belongs there.
func TestPackageComments(t *testing.T) {
	t.Parallel()
	cmd := exec.Command("go", "list", "-f", `{{.ImportPath}}	{{.Doc}}`, "sockrun/...")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.SplitSeq(strings.TrimSpace(string(out)), "\n") {
		if name, doc, _ := strings.Cut(line, "\t"); len(doc) < 30 {
			t.Errorf("%s has no package comment", name)
		}
	}
}
