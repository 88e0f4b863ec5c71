package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// Results that cannot be written to stdout make the exit status 2; when nobody
// reads them any more it is that of the scenarios.
func TestStatusWhenStdoutFails(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for name, condition := range map[string]string{"good": "1 == 1", "bad": "1 == 2"} {
		text := "name: " + name + "\nclients:\n  a:\n    steps: [{check: " + condition + "}]\n"
		if err := os.WriteFile(filepath.Join(folder, name+".yaml"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	closed := func() *os.File {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		r.Close()
		return w
	}
	full := func() *os.File {
		f, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	for _, format := range []string{"text", "json", "junit"} {
		for name, status := range map[string]int{"good": 0, "bad": 1} {
			expectStatus(t, closed(), status, "", folder, "--report", format, name+".yaml")
			if runtime.GOOS == "linux" {
				want := "sockrun: --report " + format + ": write /dev/stdout: no space left on device\n"
				expectStatus(t, full(), 2, want, folder, "--report", format, name+".yaml")
			}
		}
	}
}

// A program does not go on printing when nobody reads it, or when it is lost.
func TestProgramWhenStdoutFails(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for name, code := range map[string]string{"print.lua": `while true do print("x") end`, "write.lua": `while true do io.write("x\n") end`} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(code), 0o600); err != nil {
			t.Fatal(err)
		}
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		r.Close()
		told := name + ":1: write stdout: broken pipe (EPIPE)\n  > 1 | " + code + "\n      docs: sockrun docs EPIPE\n"
		expectStatus(t, w, 1, told, folder, "run", name)
	}
}

// expectStatus runs sockrun with a stdout, which it closes.
func expectStatus(t *testing.T, stdout *os.File, status int, told, folder string, args ...string) {
	t.Helper()
	defer stdout.Close()
	command := exec.Command("sockrun", args...)
	var stderr bytes.Buffer
	command.Dir, command.Stdout, command.Stderr = folder, stdout, &stderr
	if got := statusOf(command.Run()); got != status || stderr.String() != told {
		t.Errorf("sockrun %s: exit status is %d, want %d; stderr is %q, want %q", strings.Join(args, " "), got, status, &stderr, told)
	}
}

// Neither does a command that only answers take a full disk for one on which its
// answer stands.
func TestAnswerWhenStdoutFails(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("there is no /dev/full")
	}
	folder := t.TempDir()
	text := "name: good\nframes: {m: {header: {fields: [{name: a, type: u8}]}}}\nclients: {a: {steps: [{sleep: 0s}]}}\n"
	if err := os.WriteFile(filepath.Join(folder, "good.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"list", "good.yaml"}, {"check", "good.yaml"}, {"explain", "good.yaml#m", "01"}, {"docs"}, {"docs", "steps"}, {"--help"}, {"--version"},
	} {
		full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		expectStatus(t, full, 2, "sockrun: write /dev/stdout: no space left on device\n", folder, args...)
	}
}
