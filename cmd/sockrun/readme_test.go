package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"sockrun/cmd/sockrun/internal/cli"
)

// The scenario of the README gives the output that the README shows.
func TestReadme(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	yaml := blocks(string(readme), "yaml")[0]
	runs := blocks(string(readme), "console")
	t.Chdir(t.TempDir())
	show(t, yaml, runs[0])
	show(t, strings.Replace(yaml, "kind + 1, number)", "kind + 1, number + 1)", 1), runs[1])
}

// blocks returns the fenced blocks of a language.
func blocks(text, language string) []string {
	var found []string
	for _, part := range strings.Split(text, "```"+language+"\n")[1:] {
		block, _, _ := strings.Cut(part, "```")
		found = append(found, block)
	}
	return found
}

// show runs the command line that a block begins with and compares the rest.
func show(t *testing.T, yaml, run string) {
	t.Helper()
	if err := os.WriteFile("ping.yaml", []byte(yaml), 0o666); err != nil {
		t.Fatal(err)
	}
	line, want, _ := strings.Cut(run, "\n")
	var stdout, stderr bytes.Buffer
	cli.Main(strings.Fields(line)[2:], strings.NewReader(""), &stdout, &stderr)
	if got := stdout.String() + stderr.String(); steady(got) != steady(want) {
		t.Errorf("%s printed\n%s\nthe README shows\n%s", line, got, want)
	}
}
