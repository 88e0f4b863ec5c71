package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sockrun/cmd/sockrun/internal/cli"
)

// The README is true: its files are written and its command lines run, one
// after the other, and what they print is what it shows. A fence names the
// file behind the language; a comment "FILE: old -> new" changes one.
func TestReadme(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	runs := 0
	for _, part := range parts(string(readme)) {
		switch {
		case part.language == "console":
			run(t, part.text)
			runs++
		case part.language == "change":
			change(t, part)
		case part.file != "":
			write(t, part.file, part.text)
		}
	}
	if runs < 4 {
		t.Errorf("only %d command lines were found", runs)
	}
}

// part is a fenced block, or a comment that changes a file.
type part struct{ language, file, text string }

func parts(readme string) (found []part) {
	var open *part
	for line := range strings.Lines(readme) {
		fence, isFence := strings.CutPrefix(line, "```")
		comment, isComment := strings.CutPrefix(line, "<!-- ")
		switch {
		case isFence && open == nil:
			language, file, _ := strings.Cut(strings.TrimSpace(fence), " ")
			open = &part{language: language, file: file}
		case isFence:
			found = append(found, *open)
			open = nil
		case open != nil:
			open.text += line
		case isComment:
			file, change, _ := strings.Cut(strings.TrimSuffix(comment, " -->\n"), ": ")
			found = append(found, part{"change", file, change})
		}
	}
	return found
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func change(t *testing.T, p part) {
	t.Helper()
	before, err := os.ReadFile(p.file)
	if err != nil {
		t.Fatal(err)
	}
	old, new, _ := strings.Cut(p.text, " -> ")
	if !strings.Contains(string(before), old) {
		t.Fatalf("%s has no %q", p.file, old)
	}
	write(t, p.file, strings.Replace(string(before), old, new, 1))
}

// run runs the command line that a block begins with and compares the rest.
func run(t *testing.T, block string) {
	t.Helper()
	line, want, _ := strings.Cut(block, "\n")
	if _, err := exec.LookPath("python3"); err != nil && strings.Contains(line, "python3") {
		t.Logf("%s: python3 is not installed", line)
		return
	}
	args := strings.Fields(line)[2:]
	if strings.HasSuffix(args[len(args)-1], ".yaml") { // on a slow machine, too, no wait takes more than half of its time
		args = append([]string{"--time-scale=20"}, args...)
	}
	var stdout, stderr bytes.Buffer
	cli.Main(args, strings.NewReader(""), &stdout, &stderr)
	if got := stdout.String() + stderr.String(); steady(got) != steady(want) {
		t.Errorf("%s printed\n%s\nthe README shows\n%s", line, got, want)
	}
}
