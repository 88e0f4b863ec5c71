package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// whole is a scenario that stands in a text of the reference.
var whole = regexp.MustCompile(`(?m)^  name: .*\n(?:  .*\n)+`)

// The scenarios of the reference pass, whatever the seed.
func TestScenariosOfTheReference(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("internal/docs/prose/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		scenarios := whole.FindAllString(string(text), -1)
		if len(scenarios) == 0 {
			continue
		}
		found += len(scenarios)
		for i, s := range scenarios {
			scenarios[i] = strings.ReplaceAll("\n"+strings.TrimSuffix(s, "\n"), "\n  ", "\n")
		}
		path := filepath.Join(t.TempDir(), "reference.yaml")
		write(t, path, strings.Join(scenarios, "\n---"))
		for _, args := range [][]string{{"--sim"}, {"--sim", "--seed=2"}, {"--sim", "--seed=3"}, {"--real"}} {
			if status, stdout, stderr := sockrun(append(args, path)...); status != 0 || stderr != "" || strings.Contains(stdout, "warning") {
				t.Errorf("%s: %v: exit status %d\n%s%s", file, args, status, stdout, stderr)
			}
		}
	}
	if found < 4 {
		t.Errorf("only %d scenarios were found", found)
	}
}

// programs is what a scenario with programs begins with in a text of the
// reference, without its name.
var programs = regexp.MustCompile(`(?m)^  (?:certs|processes):.*\n(?:  .*\n)+`)

// The programs of the reference need not be there, but what is written of them
// is right.
func TestProgramsOfTheReference(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("internal/docs/prose/programs.txt")
	if err != nil {
		t.Fatal(err)
	}
	found := programs.FindAllString(string(text), -1)
	if len(found) < 3 {
		t.Fatalf("only %d were found", len(found))
	}
	for _, s := range found {
		path := filepath.Join(t.TempDir(), "reference.yaml")
		write(t, path, "name: programs\n"+strings.TrimPrefix(strings.ReplaceAll("\n"+s, "\n  ", "\n"), "\n"))
		if status, stdout, stderr := sockrun("check", path); status != 0 || stderr != "" {
			t.Errorf("exit status %d\n%s%s", status, stdout, stderr)
		}
	}
}
