package main

import (
	"bytes"
	"fmt"
	"os/exec"
	"path/filepath"
	"strconv"
	"text/template"
)

// Many small test cases, each with a server of its own and three framed
// messages that are asserted: what a whole run costs, from the start of the
// process to its end.

const cases = 200

func suiteFigures(s *stage) ([]*figure, error) {
	folder, err := s.writeCases("suite", cases)
	if err != nil {
		return nil, err
	}
	test, err := s.build("suite_test.go", "test", "-c")
	if err != nil {
		return nil, err
	}
	goals := []goal{atMost(2, "go test"), atMost(1.0/8, "pytest")}
	withReports := []string{
		s.sockrun, "--report", "junit=" + filepath.Join(s.dir, "suite.xml"), "--report", "json=" + filepath.Join(s.dir, "suite.jsonl"), folder,
	}
	return []*figure{{title: fmt.Sprintf("%d test cases", cases), unit: "ms", peers: []*peer{
		{name: "go test", command: s.timed(test, "-test.v", "-cases", strconv.Itoa(cases))},
		{name: "sockrun", command: s.timed(s.sockrun, folder), goals: goals},
		{name: "sockrun with junit and json", command: s.timed(withReports...), goals: append(goals, atMost(1.1, "sockrun"))},
		{name: "pytest", command: s.pytestCommand("test_suite.py")},
	}}}, nil
}

// manyFigures compare ten times as many files: a long run must not get slower,
// nor grow.
func manyFigures(s *stage) ([]*figure, error) {
	few, err := s.writeCases("few", cases)
	if err != nil {
		return nil, err
	}
	many, err := s.writeCases("many", 10*cases)
	if err != nil {
		return nil, err
	}
	return []*figure{{title: fmt.Sprintf("%d scenario files, and %d", cases, 10*cases), unit: "ms", peers: []*peer{
		{name: "few", command: s.timed(s.sockrun, few)},
		{name: "ten times as many", command: s.timed(s.sockrun, many), goals: []goal{atMost(10, "few"), memoryAtMost(80 << 10)}},
	}}}, nil
}

// writeCases writes n scenario files and returns their folder.
func (s *stage) writeCases(folder string, n int) (string, error) {
	text, err := peerFiles.ReadFile("peers/case.yaml")
	if err != nil {
		return "", err
	}
	form, err := template.New("case").Delims("[[", "]]").Parse(string(text))
	if err != nil {
		return "", err
	}
	for i := range n {
		var file bytes.Buffer
		if err := form.Execute(&file, i); err != nil {
			return "", err
		}
		if err := s.save(filepath.Join(folder, fmt.Sprintf("case%04d.yaml", i)), file.Bytes()); err != nil {
			return "", err
		}
	}
	return filepath.Join(s.dir, folder), nil
}

// build compiles one embedded source of Go with the go command, whose
// arguments are given, and returns the program.
func (s *stage) build(source string, arguments ...string) (string, error) {
	data, err := peerFiles.ReadFile("peers/" + source + ".txt")
	if err != nil {
		return "", err
	}
	folder := source + ".d"
	if err := s.save(filepath.Join(folder, source), data); err != nil {
		return "", err
	}
	if err := s.save(filepath.Join(folder, "go.mod"), []byte("module peer\n\ngo 1.26\n")); err != nil {
		return "", err
	}
	program := filepath.Join(s.dir, folder, "program")
	cmd := exec.Command("go", append(arguments, "-trimpath", "-o", program, ".")...)
	cmd.Dir = filepath.Dir(program)
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go %s: %w\n%s", arguments[0], err, out)
	}
	return program, nil
}

// pytestCommand is the command of a peer that pytest runs, nil without it.
func (s *stage) pytestCommand(name string) []string {
	path, err := s.write(name)
	if err != nil || !s.pytest {
		return nil
	}
	return s.timed(s.python, "-m", "pytest", "-q", "-p", "no:cacheprovider", path)
}
