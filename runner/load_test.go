package runner_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sockrun/runner"
	"sockrun/runner/scenario"
)

// save writes files and returns their folder.
func save(t *testing.T, files map[string]string) string {
	t.Helper()
	folder := t.TempDir()
	for name, text := range files {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

func one(name string) string {
	return fmt.Sprintf("name: %s\nclients: {a: {steps: [{check: 1 == 1}]}}\n", name)
}

// Files are read on several processors; that must not show.
func TestLoadOrder(t *testing.T) {
	t.Parallel()
	files := map[string]string{"b/last.yaml": one("last"), ".hidden/x.yaml": one("hidden"), "c.txt": "no scenario"}
	var want []string
	for i := range 100 {
		name := fmt.Sprintf("a%02d", i)
		files[name+".yaml"] = one(name)
		want = append(want, name)
	}
	want = append(want, "last")
	folder := save(t, files)
	l := runner.Load([]string{folder, filepath.Join(folder, "a07.yaml")}, folder, scenario.LoadOptions{})
	if l.Errors != nil || l.Files != len(want) {
		t.Fatalf("%d files, errors %v; want %d and none", l.Files, l.Errors, len(want))
	}
	for i, s := range l.Scenarios {
		if s.Name != want[i] || s.Root != folder {
			t.Errorf("scenario %d is %s with root %s; want %s with %s", i, s.Name, s.Root, want[i], folder)
		}
	}
}

func TestLoadErrorsInOrder(t *testing.T) {
	t.Parallel()
	folder := save(t, map[string]string{"bad1.yaml": "nonsense: 1\n", "bad2.yaml": "nonsense: 2\n", "good.yaml": one("good")})
	paths := []string{filepath.Join(folder, "bad2.yaml"), filepath.Join(folder, "none.yaml"), folder}
	l := runner.Load(paths, folder, scenario.LoadOptions{})
	if l.Files != 3 || len(l.Scenarios) != 1 {
		t.Fatalf("%d files with %d scenarios; want 3 with 1", l.Files, len(l.Scenarios))
	}
	var of []string
	for _, err := range l.Errors {
		file := "none.yaml"
		if e, ok := err.(*scenario.Error); ok {
			file = e.Pos.File
		}
		if len(of) == 0 || of[len(of)-1] != file {
			of = append(of, file)
		}
	}
	if got, want := fmt.Sprint(of), "[bad2.yaml none.yaml bad1.yaml]"; got != want {
		t.Errorf("errors are about %s, want %s", got, want)
	}
}

// TestLoadHoldsUpPanics: a mistake of ours in one file ends neither the process
// nor the reading of others.
func TestLoadHoldsUpPanics(t *testing.T) {
	t.Parallel()
	folder := save(t, map[string]string{"a.yaml": "name: a\nclients: {a: {script: broken.lua}}\n", "b.yaml": one("b"), "broken.lua": ""})
	l := runner.Load([]string{folder}, folder, scenario.LoadOptions{ReadFile: func(string) ([]byte, error) { panic("broken reader") }})
	if len(l.Errors) != 1 || !strings.HasPrefix(l.Errors[0].Error(), "a.yaml: internal error: broken reader\n  please report it with this line: ") {
		t.Errorf("the errors are %v", l.Errors)
	}
	if len(l.Scenarios) != 1 {
		t.Errorf("%d scenarios were read", len(l.Scenarios))
	}
}
