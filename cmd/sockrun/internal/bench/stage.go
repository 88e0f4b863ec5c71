package main

import (
	"embed"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

//go:embed peers
var peerFiles embed.FS

// stage is where peers run: the programs they need and a folder for their
// files.
type stage struct {
	self    string // this program
	sockrun string
	python  string // "" when there is none
	pytest  bool   // python has it
	taskset string // "" when there is none
	dir     string
	// profiles is where peers write their processor profiles, "" for nowhere.
	profiles string
}

// newStage finds the programs and makes the folder; the caller calls close.
func newStage(sockrun, profiles string) (*stage, error) {
	s := &stage{profiles: profiles}
	var err error
	if s.self, err = os.Executable(); err != nil {
		return nil, err
	}
	if s.sockrun, err = filepath.Abs(sockrun); err != nil {
		return nil, err
	}
	s.taskset, _ = exec.LookPath("taskset")
	s.findPython()
	s.dir, err = os.MkdirTemp("", "sockrun-bench-")
	return s, err
}

func (s *stage) close() { os.RemoveAll(s.dir) }

// findPython prefers a python3 that has pytest, and the system's own, since
// the shims of version managers cost more than many a figure.
func (s *stage) findPython() {
	for _, name := range []string{"/usr/bin/python3", "python3"} {
		path, err := exec.LookPath(name)
		if err != nil {
			continue
		}
		if s.python == "" {
			s.python = path
		}
		if exec.Command(path, "-c", "import pytest").Run() == nil {
			s.python, s.pytest = path, true
			return
		}
	}
}

// write copies an embedded file into the stage's folder and returns its path.
func (s *stage) write(name string) (string, error) {
	data, err := peerFiles.ReadFile("peers/" + name)
	if err != nil {
		return "", err
	}
	return filepath.Join(s.dir, name), s.save(name, data)
}

// fill copies an embedded file under another name, with each word of pairs
// replaced by the one behind it, and returns its path.
func (s *stage) fill(script, name string, pairs ...string) (string, error) {
	text, err := peerFiles.ReadFile("peers/" + script)
	if err != nil {
		return "", err
	}
	filled := strings.NewReplacer(pairs...).Replace(string(text))
	return filepath.Join(s.dir, name), s.save(name, []byte(filled))
}

// save writes a file in the stage's folder.
func (s *stage) save(name string, data []byte) error {
	path := filepath.Join(s.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, data, 0o644)
}

// child is the command of a peer that this program plays.
func (s *stage) child(name string, args ...string) []string {
	return append([]string{s.self, "-profiles", s.profiles, "-child", name}, args...)
}

// timed is the command that takes the time of a whole process.
func (s *stage) timed(command ...string) []string { return s.child("timed", command...) }

// script is the command of a peer in Python, nil when there is no Python.
func (s *stage) script(name string) []string {
	path, err := s.write(name)
	if err != nil || s.python == "" {
		return nil
	}
	return []string{s.python, path}
}

// pinned runs a command on one processor only, nil when that is not possible
// here.
func (s *stage) pinned(command []string) []string {
	if s.taskset == "" || command == nil {
		return nil
	}
	return append([]string{s.taskset, "-c", "0"}, command...)
}
